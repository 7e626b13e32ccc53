import type { IssuerStore } from '../../authority/ports/ledger.ts';
import type { IssuerRecord } from '../../authority/ports/records.ts';
import type { Access } from './access.ts';
import type { Row } from './connection.ts';
import { bytes, instant, milliseconds, text } from './values.ts';

const COLUMNS =
  'id, role, profile_id, parent_id, key_name, certificate_der, sha256, not_before, not_after, created_at';

function issuer(row: Row): IssuerRecord {
  return {
    id: text(row, 'id'),
    role: text(row, 'role') as IssuerRecord['role'],
    profileId: text(row, 'profile_id'),
    parentId: text(row, 'parent_id'),
    keyName: text(row, 'key_name'),
    certificateDer: bytes(row, 'certificate_der'),
    sha256: text(row, 'sha256'),
    notBefore: instant(row, 'not_before'),
    notAfter: instant(row, 'not_after'),
    createdAt: instant(row, 'created_at'),
  };
}

export class IssuerTable implements IssuerStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async insert(record: IssuerRecord): Promise<void> {
    await this.#access.run(
      `insert into issuers (${COLUMNS}, position)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select coalesce(max(position), 0) + 1 from issuers))`,
      [
        record.id,
        record.role,
        record.profileId,
        record.parentId,
        record.keyName,
        record.certificateDer,
        record.sha256,
        milliseconds(record.notBefore),
        milliseconds(record.notAfter),
        milliseconds(record.createdAt),
      ],
    );
  }

  async find(id: string): Promise<IssuerRecord | undefined> {
    const [row] = await this.#access.all(`select ${COLUMNS} from issuers where id = ?`, [id]);
    return row && issuer(row);
  }

  async list(): Promise<readonly IssuerRecord[]> {
    const rows = await this.#access.all(`select ${COLUMNS} from issuers order by position desc`);
    return rows.map(issuer);
  }
}
