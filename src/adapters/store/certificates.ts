import type { BankQuery, CertificateStore, Page, PageRequest } from '../../authority/ports/ledger.ts';
import type {
  CertificateRecord,
  CertificateStatus,
  IssuanceIntent,
  RevocationReason,
  RevokedEntry,
  StatusRecord,
} from '../../authority/ports/records.ts';
import type { Access } from './access.ts';
import { bulkInsert, bulkUpdate } from './bulk.ts';
import {
  CERTIFICATE_COLUMNS,
  CERTIFICATE_SELECT,
  certificate,
  certificateValues,
  status,
} from './certificate-row.ts';
import { checkOneChanged } from './changed.ts';
import type { Row } from './connection.ts';
import { searchCertificates } from './search.ts';
import { bytes, instant, instantOrNull, integer, milliseconds, text, textOrNull } from './values.ts';
import { indexWords, wordBlock } from './words.ts';

const INTENT_COLUMNS = [
  'issuer_id',
  'serial',
  'to_be_signed',
  'public_key_sha256',
  'order_id',
  'at',
] as const;

const INSERT_INTENT = bulkInsert(10, 'issuances', INTENT_COLUMNS);
const COMPLETE_INTENT = bulkUpdate(
  20,
  'issuances',
  [
    ['issuer_id', 'text'],
    ['serial', 'text'],
  ],
  `state = 'completed', to_be_signed = null`,
  `t.issuer_id = v.issuer_id and t.serial = v.serial and t.state = 'intended'`,
);
const INSERT_CERTIFICATE = bulkInsert(30, 'certificates', CERTIFICATE_COLUMNS);
const INSERT_BLOCK = bulkInsert(31, 'word_blocks', ['block']);
const INSERT_WORD = bulkInsert(32, 'certificate_words', ['block', 'word', 'certificate_id']);
const SET_STATUS = bulkUpdate(
  40,
  'certificates',
  [
    ['sha256', 'text'],
    ['status', 'text'],
    ['reason', 'text'],
    ['revoked_at', 'bigint'],
    ['invalidity_date', 'bigint'],
  ],
  'status = v.status, reason = v.reason, revoked_at = v.revoked_at, invalidity_date = v.invalidity_date',
  't.sha256 = v.sha256',
);

function intent(row: Row): IssuanceIntent {
  return {
    issuerId: text(row, 'issuer_id'),
    serial: text(row, 'serial'),
    toBeSigned: bytes(row, 'to_be_signed'),
    publicKeySha256: text(row, 'public_key_sha256'),
    orderId: textOrNull(row, 'order_id'),
    at: instant(row, 'at'),
  };
}

/** What touches the intent of a serial. */
function intentKey(issuerId: string, serial: string): string {
  return `intent:${issuerId} ${serial}`;
}

export class CertificateTable implements CertificateStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async insertIntent(record: IssuanceIntent): Promise<void> {
    this.#access.defer(
      INSERT_INTENT,
      [
        record.issuerId,
        record.serial,
        record.toBeSigned,
        record.publicKeySha256,
        record.orderId,
        milliseconds(record.at),
      ],
      [`key:${record.publicKeySha256}`, `order:${record.orderId}`],
    );
  }

  async findLiveIntent(orderId: string): Promise<IssuanceIntent | undefined> {
    const row = await this.#access.find(
      `select ${INTENT_COLUMNS.join(', ')} from issuances where order_id = ? and state = 'intended'`,
      [orderId],
      [`order:${orderId}`],
      (found) => [intentKey(text(found, 'issuer_id'), text(found, 'serial'))],
    );
    return row && intent(row);
  }

  async abandonIntent(issuerId: string, serial: string): Promise<void> {
    const changed = await this.#access.run(
      `update issuances set state = 'abandoned' where issuer_id = ? and serial = ? and state = 'intended'`,
      [issuerId, serial],
    );
    checkOneChanged(changed, 'intent');
  }

  async abandonIntents(before: Date): Promise<number> {
    return this.#access.run(`update issuances set state = 'abandoned' where state = 'intended' and at < ?`, [
      milliseconds(before),
    ]);
  }

  async complete(record: CertificateRecord): Promise<void> {
    const last = await this.#lastId();
    const id = last + 1;
    const block = wordBlock(id);
    const words = indexWords([record.commonName, record.organisation], record.email);
    this.#access.defer(
      COMPLETE_INTENT,
      [record.issuerId, record.serial],
      [intentKey(record.issuerId, record.serial)],
    );
    this.#access.defer(INSERT_CERTIFICATE, certificateValues(id, record, words), [
      `certificate:${record.sha256}`,
      `order:${record.orderId}`,
    ]);
    if (last === 0 || block !== wordBlock(last)) this.#access.defer(INSERT_BLOCK, [block], []);
    for (const word of words) this.#access.defer(INSERT_WORD, [block, word, id], []);
    this.#access.memory!.lastCertificateId = id;
  }

  async findBySha256(sha256: string): Promise<CertificateRecord | undefined> {
    const row = await this.#access.find(
      `${CERTIFICATE_SELECT} where sha256 = ?`,
      [sha256],
      [`certificate:${sha256}`],
    );
    return row && certificate(row);
  }

  async findBySerial(issuerId: string, serial: string): Promise<CertificateRecord | undefined> {
    const [row] = await this.#access.all(`${CERTIFICATE_SELECT} where serial = ? and issuer_id = ?`, [
      serial,
      issuerId,
    ]);
    return row && certificate(row);
  }

  async findByOrder(orderId: string): Promise<CertificateRecord | undefined> {
    const row = await this.#access.find(
      `${CERTIFICATE_SELECT} where order_id = ? order by id desc limit 1`,
      [orderId],
      [`order:${orderId}`],
      (found) => [`certificate:${text(found, 'sha256')}`],
    );
    return row && certificate(row);
  }

  async isKeyUsed(publicKeySha256: string): Promise<boolean> {
    const row = await this.#access.find(
      `select 1 from issuances where public_key_sha256 = ? and state <> 'abandoned' limit 1`,
      [publicKeySha256],
      [`key:${publicKeySha256}`],
    );
    return row !== undefined;
  }

  async findStatus(issuerId: string, serial: string): Promise<StatusRecord | undefined> {
    const [row] = await this.#access.all(
      'select status, reason, revoked_at, invalidity_date from certificates where serial = ? and issuer_id = ?',
      [serial, issuerId],
    );
    return row && status(row);
  }

  async setStatus(sha256: string, record: StatusRecord): Promise<void> {
    this.#access.defer(
      SET_STATUS,
      [
        sha256,
        record.status,
        record.reason,
        milliseconds(record.revokedAt),
        milliseconds(record.invalidityDate),
      ],
      [`certificate:${sha256}`],
    );
  }

  async setListed(sha256: string, isListed: boolean): Promise<void> {
    await this.#update(sha256, 'is_listed = ?', isListed ? 1 : 0);
  }

  async setRevocationCode(sha256: string, hash: string, triesLeft: number): Promise<void> {
    await this.#update(sha256, 'revocation_code_hash = ?, revocation_tries_left = ?', hash, triesLeft);
  }

  async setRevocationTries(sha256: string, triesLeft: number): Promise<void> {
    await this.#update(sha256, 'revocation_tries_left = ?', triesLeft);
  }

  async search(query: BankQuery, page: PageRequest): Promise<Page<CertificateRecord>> {
    return searchCertificates(this.#access, query, page);
  }

  async listRevoked(issuerId: string, partition: number, at: Date): Promise<readonly RevokedEntry[]> {
    const rows = await this.#access.all(
      `select serial, revoked_at, reason, invalidity_date from certificates
       where issuer_id = ? and crl_partition = ? and status <> 'good' and not_after >= ?
       order by revoked_at, serial`,
      [issuerId, partition, milliseconds(at)],
    );
    return rows.map((row) => ({
      serial: text(row, 'serial'),
      revokedAt: instant(row, 'revoked_at'),
      reason: text(row, 'reason') as RevocationReason,
      invalidityDate: instantOrNull(row, 'invalidity_date'),
    }));
  }

  async countByStatus(): Promise<Readonly<Record<CertificateStatus, number>>> {
    // Ids have no gaps and no row is ever deleted, so the newest id is the number of all; counting
    // the revoked costs no more than their number.
    const [top] = await this.#access.all('select coalesce(max(id), 0) as id from certificates');
    const counts = { good: integer(top!, 'id'), 'on-hold': 0, revoked: 0 };
    const rows = await this.#access.all(
      `select status, count(*) as count from certificates where status <> 'good' group by status`,
    );
    for (const row of rows) {
      counts[text(row, 'status') as CertificateStatus] = integer(row, 'count');
      counts.good -= integer(row, 'count');
    }
    return counts;
  }

  async #lastId(): Promise<number> {
    const known = this.#access.memory?.lastCertificateId;
    if (known !== undefined) return known;
    const [row] = await this.#access.all('select coalesce(max(id), 0) as id from certificates');
    return integer(row!, 'id');
  }

  async #update(sha256: string, assignments: string, ...values: (string | number)[]): Promise<void> {
    const changed = await this.#access.run(`update certificates set ${assignments} where sha256 = ?`, [
      ...values,
      sha256,
    ]);
    checkOneChanged(changed, 'certificate');
  }
}
