import { CertBankError } from '../../base/errors.ts';
import type { Access, TransactionMemory } from './access.ts';
import { batches, type Bulk } from './bulk.ts';
import { checkValues, type Dialect, type Row, type Value, type WriteConnection } from './connection.ts';

/** Writes that wait, by kind, and what they touch. */
class Waiting {
  readonly #rows = new Map<Bulk, (readonly Value[])[]>();
  readonly #keys = new Set<string>();

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  add(bulk: Bulk, values: readonly Value[], keys: readonly string[]): void {
    const rows = this.#rows.get(bulk);
    if (rows === undefined) this.#rows.set(bulk, [values]);
    else rows.push(values);
    for (const key of keys) this.#keys.add(key);
  }

  touches(key: string): boolean {
    return this.#keys.has(key);
  }

  moveTo(other: Waiting): void {
    for (const [bulk, rows] of this.#rows) for (const row of rows) other.add(bulk, row, []);
    for (const key of this.#keys) other.#keys.add(key);
    this.clear();
  }

  clear(): void {
    this.#rows.clear();
    this.#keys.clear();
  }

  /** Sends everything, in the order of the kinds' ranks. */
  async send(connection: WriteConnection): Promise<void> {
    if (this.isEmpty) return;
    const kinds = [...this.#rows].sort(([a], [b]) => a.rank - b.rank);
    this.clear();
    for (const [bulk, rows] of kinds) {
      let start = 0;
      for (const count of batches(rows.length, bulk.rowsAtOnce)) {
        const changed = await connection.run(bulk.text(count), rows.slice(start, start + count).flat());
        if (changed !== count) {
          throw new CertBankError(
            'store.conflict',
            { what: 'row' },
            'a row to be changed is not as it should be',
          );
        }
        start += count;
      }
    }
  }
}

/** The transaction that the works of a group share. */
export class Transaction {
  readonly connection: WriteConnection;
  readonly waiting = new Waiting();
  memory: TransactionMemory = {};
  /** Why the transaction as a whole cannot be committed; not the doing of the work that met it. */
  fault: Error | undefined;

  constructor(connection: WriteConnection) {
    this.connection = connection;
  }

  /** Sends the waiting writes of the works that have ended. */
  async flush(): Promise<void> {
    try {
      await this.waiting.send(this.connection);
    } catch (error) {
      this.fault ??= error as Error;
      throw error;
    }
  }
}

/**
 * One work's share of a transaction. Its writes wait until something reads
 * them; only where one must go to the database before the work has ended is a
 * savepoint set, so that the work alone can be undone.
 *
 * A statement that the database refuses dooms the work, also where the work
 * goes on as if nothing had happened.
 */
export class Work implements Access {
  readonly #transaction: Transaction;
  readonly #own = new Waiting();
  readonly #memoryBefore: TransactionMemory;
  #hasSavepoint = false;
  #hasEnded = false;
  #failure: Error | undefined;
  /** Statements go one after another, also where the work does not await each. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
    this.#memoryBefore = { ...transaction.memory };
  }

  get dialect(): Dialect {
    return this.#transaction.connection.dialect;
  }

  get memory(): TransactionMemory {
    return this.#transaction.memory;
  }

  all(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    return this.#inOrder(values, async () => {
      await this.#settle();
      return this.#transaction.connection.all(sql, values);
    });
  }

  find(
    sql: string,
    values: readonly Value[],
    keys: readonly string[],
    keysOf?: (row: Row) => readonly string[],
  ): Promise<Row | undefined> {
    const isWaiting = (key: string) => this.#own.touches(key) || this.#transaction.waiting.touches(key);
    const { connection } = this.#transaction;
    return this.#inOrder(values, async () => {
      if (keys.some(isWaiting)) await this.#settle();
      let [row] = await connection.all(sql, values);
      if (row !== undefined && keysOf?.(row).some(isWaiting)) {
        await this.#settle();
        [row] = await connection.all(sql, values);
      }
      return row;
    });
  }

  run(sql: string, values: readonly Value[] = []): Promise<number> {
    return this.#inOrder(values, async () => {
      await this.#setSavepoint();
      await this.#own.send(this.#transaction.connection);
      return this.#transaction.connection.run(sql, values);
    });
  }

  defer(bulk: Bulk, values: readonly Value[], keys: readonly string[]): void {
    this.#checkUse();
    checkValues(values);
    this.#own.add(bulk, values, keys);
  }

  /** Lets the transaction keep what the work has written. @throws what doomed the work */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#last;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#hasSavepoint) {
      await this.#own.send(this.#transaction.connection);
      await this.#transaction.connection.run('release savepoint work', []);
    } else {
      this.#own.moveTo(this.#transaction.waiting);
    }
  }

  /** Leaves no trace of the work. */
  async undo(): Promise<void> {
    this.#hasEnded = true;
    await this.#last;
    this.#own.clear();
    this.#transaction.memory = this.#memoryBefore;
    if (this.#transaction.fault !== undefined) return;
    try {
      if (this.#hasSavepoint) {
        await this.#transaction.connection.run('rollback to savepoint work', []);
        await this.#transaction.connection.run('release savepoint work', []);
      } else if (this.#failure !== undefined) {
        // PostgreSQL refuses everything after a failed statement, and this one had no savepoint before it.
        this.#transaction.fault = this.#failure;
      }
    } catch (error) {
      this.#transaction.fault = error as Error;
    }
  }

  async #settle(): Promise<void> {
    if (this.#own.isEmpty) return this.#transaction.flush();
    await this.#setSavepoint();
    await this.#own.send(this.#transaction.connection);
  }

  async #setSavepoint(): Promise<void> {
    await this.#transaction.flush();
    if (this.#hasSavepoint) return;
    await this.#transaction.connection.run('savepoint work', []);
    this.#hasSavepoint = true;
  }

  async #inOrder<T>(values: readonly Value[], statement: () => Promise<T>): Promise<T> {
    this.#checkUse();
    checkValues(values);
    const result = this.#last.then(() => {
      if (this.#failure !== undefined) throw this.#failure;
      return statement();
    });
    this.#last = result.catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
    return result;
  }

  #checkUse(): void {
    if (this.#hasEnded) throw new TypeError('a transaction was used after its work had ended');
  }
}
