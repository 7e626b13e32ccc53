import type { TimestampStore } from '../../authority/ports/ledger.ts';
import type { TimestampRecord } from '../../authority/ports/records.ts';
import type { HashName } from '../../formats/algorithms.ts';
import type { Access } from './access.ts';
import { bulkInsert } from './bulk.ts';
import { bytes, instant, milliseconds, text } from './values.ts';

const COLUMNS = [
  'serial',
  'timestamper_id',
  'gen_time',
  'policy',
  'hash',
  'imprint',
  'token_sha256',
] as const;

/** Tokens come by the hundred, and each statement costs a way to the driver's thread and back. */
const ROWS_AT_ONCE = 256;

const INSERT = bulkInsert(80, 'timestamps', COLUMNS, ROWS_AT_ONCE);

export class TimestampTable implements TimestampStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async insert(record: TimestampRecord): Promise<void> {
    const { serial, timestamperId, genTime, policy, hash, imprint, tokenSha256 } = record;
    const values = [serial, timestamperId, milliseconds(genTime), policy, hash, imprint, tokenSha256];
    this.#access.defer(INSERT, values, []);
  }

  async find(serial: string): Promise<TimestampRecord | undefined> {
    const [row] = await this.#access.all(`select ${COLUMNS.join(', ')} from timestamps where serial = ?`, [
      serial,
    ]);
    return (
      row && {
        serial: text(row, 'serial'),
        timestamperId: text(row, 'timestamper_id'),
        genTime: instant(row, 'gen_time'),
        policy: text(row, 'policy'),
        hash: text(row, 'hash') as HashName,
        imprint: bytes(row, 'imprint'),
        tokenSha256: bytes(row, 'token_sha256'),
      }
    );
  }

  async findLatestTime(timestamperId: string): Promise<Date | undefined> {
    const [row] = await this.#access.all(
      'select gen_time from timestamps where timestamper_id = ? order by gen_time desc limit 1',
      [timestamperId],
    );
    return row && instant(row, 'gen_time');
  }
}
