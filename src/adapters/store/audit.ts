import type { AuditStore, Page, PageRequest } from '../../authority/ports/ledger.ts';
import type { AuditRecord } from '../../authority/ports/records.ts';
import type { Access } from './access.ts';
import { bulkInsert } from './bulk.ts';
import type { Row } from './connection.ts';
import { encodeCursor, pageStart } from './cursor.ts';
import { instant, integer, milliseconds, text } from './values.ts';

const COLUMNS = ['sequence', 'at', 'actor', 'action', 'object', 'details', 'previous_hash', 'hash'] as const;

const INSERT = bulkInsert(90, 'audit', COLUMNS);
const SELECT = `select ${COLUMNS.join(', ')} from audit`;
const LIST = 'audit';

function audit(row: Row): AuditRecord {
  return {
    sequence: integer(row, 'sequence'),
    at: instant(row, 'at'),
    actor: text(row, 'actor'),
    action: text(row, 'action'),
    object: text(row, 'object'),
    details: text(row, 'details'),
    previousHash: text(row, 'previous_hash'),
    hash: text(row, 'hash'),
  };
}

export class AuditTable implements AuditStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async findLast(): Promise<AuditRecord | undefined> {
    const { memory } = this.#access;
    if (memory === undefined) return this.#readLast();
    if (memory.lastAudit === undefined) memory.lastAudit = (await this.#readLast()) ?? null;
    return memory.lastAudit ?? undefined;
  }

  async insert(record: AuditRecord): Promise<void> {
    const values = [
      record.sequence,
      milliseconds(record.at),
      record.actor,
      record.action,
      record.object,
      record.details,
      record.previousHash,
      record.hash,
    ];
    this.#access.defer(INSERT, values, []);
    this.#access.memory!.lastAudit = record;
  }

  async listFrom(sequence: number, limit: number): Promise<readonly AuditRecord[]> {
    const rows = await this.#access.all(`${SELECT} where sequence >= ? order by sequence limit ?`, [
      sequence,
      limit,
    ]);
    return rows.map(audit);
  }

  async listLatest(page: PageRequest): Promise<Page<AuditRecord>> {
    const rows = await this.#access.all(`${SELECT} where sequence < ? order by sequence desc limit ?`, [
      pageStart(LIST, page),
      page.limit + 1,
    ]);
    const items = rows.slice(0, page.limit).map(audit);
    const last = rows.length > page.limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : encodeCursor(LIST, last.sequence) };
  }

  async #readLast(): Promise<AuditRecord | undefined> {
    const [row] = await this.#access.all(`${SELECT} order by sequence desc limit 1`);
    return row && audit(row);
  }
}
