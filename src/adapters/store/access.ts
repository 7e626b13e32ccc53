import type { AuditRecord } from '../../authority/ports/records.ts';
import type { Bulk } from './bulk.ts';
import type { Dialect, Row, Value } from './connection.ts';

/**
 * What the tables are read and written through: a transaction's work, or the
 * committed state for `Ledger.read`, where every write is refused.
 */
export interface Access {
  readonly dialect: Dialect;
  /** Sees everything written before it in the same transaction. */
  all(sql: string, values?: readonly Value[]): Promise<readonly Row[]>;
  /**
   * The first row, like `all`, but waiting writes are left waiting unless they could change the answer:
   * unless one touches a key of `keys`, or of `keysOf` the row found. For hot reads.
   */
  find(
    sql: string,
    values: readonly Value[],
    keys: readonly string[],
    keysOf?: (row: Row) => readonly string[],
  ): Promise<Row | undefined>;
  /** Gives how many rows were changed. */
  run(sql: string, values?: readonly Value[]): Promise<number>;
  /**
   * Lets a write wait for others of its kind; it is sent before anything reads that
   * could see it, at the latest before the commit. Each row must change exactly one
   * row, or the whole work is refused with `store.conflict`.
   */
  defer(bulk: Bulk, values: readonly Value[], keys: readonly string[]): void;
  /** What the transaction remembers between its works; none outside a transaction. */
  readonly memory: TransactionMemory | undefined;
}

/** What was read once under the transaction's lock and kept up to date since; absent where not yet read. */
export interface TransactionMemory {
  /** The newest audit record, `null` where there is none. */
  lastAudit?: AuditRecord | null;
  lastCertificateId?: number;
}
