import type { CrlStore } from '../../authority/ports/ledger.ts';
import type { CrlRecord } from '../../authority/ports/records.ts';
import type { Access } from './access.ts';
import { bytes, instant, integer, milliseconds, text } from './values.ts';

const COLUMNS = 'issuer_id, crl_partition, number, this_update, next_update, der, sha256';

export class CrlTable implements CrlStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async insert(record: CrlRecord): Promise<void> {
    await this.#access.run(`insert into crls (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)`, [
      record.issuerId,
      record.partition,
      record.number,
      milliseconds(record.thisUpdate),
      milliseconds(record.nextUpdate),
      record.der,
      record.sha256,
    ]);
  }

  async findLatest(issuerId: string, partition: number): Promise<CrlRecord | undefined> {
    const [row] = await this.#access.all(
      `select ${COLUMNS} from crls where issuer_id = ? and crl_partition = ? order by number desc limit 1`,
      [issuerId, partition],
    );
    return (
      row && {
        issuerId: text(row, 'issuer_id'),
        partition: integer(row, 'crl_partition'),
        number: integer(row, 'number'),
        thisUpdate: instant(row, 'this_update'),
        nextUpdate: instant(row, 'next_update'),
        der: bytes(row, 'der'),
        sha256: text(row, 'sha256'),
      }
    );
  }
}
