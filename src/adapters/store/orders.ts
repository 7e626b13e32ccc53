import type { OrderOutlook, OrderStore, Page, PageRequest } from '../../authority/ports/ledger.ts';
import type {
  CertificateStatus,
  OrderRecord,
  OrderState,
  Registration,
} from '../../authority/ports/records.ts';
import type { Access } from './access.ts';
import { bulkUpdate } from './bulk.ts';
import { checkOneChanged } from './changed.ts';
import type { Row } from './connection.ts';
import { encodeCursor, pageStart } from './cursor.ts';
import { instant, instantOrNull, integer, milliseconds, text, textOrNull, truth } from './values.ts';

const COLUMNS = `id, reference, profile_id, kind, common_name, organisation, cvr, email, oces_id, is_listed, state,
  activation_code_hash, tries_left, expires_at, created_by, created_at, collected_at, certificate_sha256`;

const COLLECTED = bulkUpdate(
  50,
  'orders',
  [
    ['id', 'text'],
    ['sha256', 'text'],
    ['at', 'bigint'],
  ],
  `state = 'collected', certificate_sha256 = v.sha256, collected_at = v.at`,
  `t.id = v.id and t.state = 'registered'`,
);

/** The answers are numbers, because SQLite has no other truth. */
const OUTLOOK = `select ${COLUMNS},
    case when exists (select 1 from issuances where order_id = orders.id and state = 'intended')
      then 1 else 0 end as has_live_intent,
    case when exists (select 1 from issuances where public_key_sha256 = ? and state <> 'abandoned')
      then 1 else 0 end as is_key_used,
    (select status from certificates where sha256 = ?) as authority_status
  from orders where reference = ?`;

const LIST = 'orders';

function order(row: Row): OrderRecord {
  return {
    id: text(row, 'id'),
    reference: text(row, 'reference'),
    profileId: text(row, 'profile_id'),
    registration: {
      kind: text(row, 'kind') as Registration['kind'],
      commonName: text(row, 'common_name'),
      organisation: textOrNull(row, 'organisation'),
      cvr: textOrNull(row, 'cvr'),
      email: textOrNull(row, 'email'),
    },
    ocesId: text(row, 'oces_id'),
    isListed: truth(row, 'is_listed'),
    state: text(row, 'state') as OrderState,
    activationCodeHash: text(row, 'activation_code_hash'),
    triesLeft: integer(row, 'tries_left'),
    expiresAt: instant(row, 'expires_at'),
    createdBy: text(row, 'created_by'),
    createdAt: instant(row, 'created_at'),
    collectedAt: instantOrNull(row, 'collected_at'),
    certificateSha256: textOrNull(row, 'certificate_sha256'),
  };
}

export class OrderTable implements OrderStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async insert(record: OrderRecord): Promise<void> {
    const { registration } = record;
    await this.#access.run(
      `insert into orders (${COLUMNS}, position)
       values (${'?, '.repeat(18)} (select coalesce(max(position), 0) + 1 from orders))`,
      [
        record.id,
        record.reference,
        record.profileId,
        registration.kind,
        registration.commonName,
        registration.organisation,
        registration.cvr,
        registration.email,
        record.ocesId,
        record.isListed ? 1 : 0,
        record.state,
        record.activationCodeHash,
        record.triesLeft,
        milliseconds(record.expiresAt),
        record.createdBy,
        milliseconds(record.createdAt),
        milliseconds(record.collectedAt),
        record.certificateSha256,
      ],
    );
  }

  async findByReference(reference: string): Promise<OrderRecord | undefined> {
    const row = await this.#access.find(
      `select ${COLUMNS} from orders where reference = ?`,
      [reference],
      [],
      (found) => [`order:${text(found, 'id')}`],
    );
    return row && order(row);
  }

  async findOutlook(
    reference: string,
    publicKeySha256: string,
    authoritySha256: string,
  ): Promise<OrderOutlook | undefined> {
    const row = await this.#access.find(
      OUTLOOK,
      [publicKeySha256, authoritySha256, reference],
      [`key:${publicKeySha256}`, `certificate:${authoritySha256}`],
      (found) => [`order:${text(found, 'id')}`],
    );
    return (
      row && {
        order: order(row),
        hasLiveIntent: truth(row, 'has_live_intent'),
        isKeyUsed: truth(row, 'is_key_used'),
        authorityStatus: (textOrNull(row, 'authority_status') ?? undefined) as CertificateStatus | undefined,
      }
    );
  }

  async setTries(id: string, triesLeft: number): Promise<void> {
    checkOneChanged(
      await this.#access.run('update orders set tries_left = ? where id = ?', [triesLeft, id]),
      'order',
    );
  }

  async setCollected(id: string, certificateSha256: string, at: Date): Promise<void> {
    this.#access.defer(COLLECTED, [id, certificateSha256, milliseconds(at)], [`order:${id}`]);
  }

  async setCancelled(id: string): Promise<void> {
    const changed = await this.#access.run(
      `update orders set state = 'cancelled' where id = ? and state = 'registered'`,
      [id],
    );
    checkOneChanged(changed, 'order');
  }

  async list(page: PageRequest): Promise<Page<OrderRecord>> {
    const rows = await this.#access.all(
      `select position, ${COLUMNS} from orders where position < ? order by position desc limit ?`,
      [pageStart(LIST, page), page.limit + 1],
    );
    const last = rows.length > page.limit ? rows[page.limit - 1] : undefined;
    return {
      items: rows.slice(0, page.limit).map(order),
      nextCursor: last === undefined ? null : encodeCursor(LIST, integer(last, 'position')),
    };
  }

  async countByState(): Promise<Readonly<Record<OrderState, number>>> {
    const counts = { registered: 0, collected: 0, cancelled: 0 };
    for (const row of await this.#access.all('select state, count(*) as count from orders group by state')) {
      counts[text(row, 'state') as OrderState] = integer(row, 'count');
    }
    return counts;
  }
}
