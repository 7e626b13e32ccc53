import type { Database, Statement } from 'sqlite3';
import { CertBankError } from '../../base/errors.ts';
import type { Row, Value, WriteConnection } from './connection.ts';

/** Bound on prepared statements kept for one connection; the store has fewer texts than this. */
const STATEMENTS_KEPT = 256;

interface DriverError extends Error {
  readonly code?: string;
}

/** Bytes as the driver takes them, without a copy. */
function bound(value: Value): string | number | null | Buffer {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : value;
}

function translated(error: DriverError): Error {
  if (error.code === 'SQLITE_CONSTRAINT') {
    const what = /failed: (.*)$/.exec(error.message)?.[1] ?? error.message.replace(/^.*?: /, '');
    return new CertBankError('store.conflict', { what }, `refused by the database: ${what}`, {
      cause: error,
    });
  }
  // An error in a statement's own text is a fault of ours and keeps its shape.
  if (error.code === 'SQLITE_ERROR' || error.code === 'SQLITE_MISUSE' || error.code === 'SQLITE_RANGE')
    return error;
  const what = error.code ?? 'SQLite';
  return new CertBankError('store.unavailable', { what }, 'the database cannot be used', { cause: error });
}

/** One SQLite connection with its prepared statements. */
export class SqliteConnection implements WriteConnection {
  readonly dialect = 'sqlite';
  readonly #database: Database;
  readonly #statements = new Map<string, Promise<Statement>>();

  constructor(database: Database) {
    this.#database = database;
  }

  async all(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    const statement = await this.#prepared(sql);
    return new Promise((resolve, reject) => {
      statement.all<Row>(values.map(bound), (error, rows) => {
        if (error === null) resolve(rows);
        else statement.reset(() => reject(translated(error)));
      });
    });
  }

  async run(sql: string, values: readonly Value[]): Promise<number> {
    const statement = await this.#prepared(sql);
    return new Promise((resolve, reject) => {
      statement.run(values.map(bound), function (error) {
        if (error === null) resolve(this.changes);
        else statement.reset(() => reject(translated(error)));
      });
    });
  }

  async begin(): Promise<void> {
    await this.run('begin immediate', []);
  }

  async commit(): Promise<void> {
    await this.run('commit', []);
  }

  async rollback(): Promise<void> {
    // SQLite rolls back by itself on a full disk or an I/O error; there is nothing left to undo then.
    await this.run('rollback', []).catch(() => undefined);
  }

  /** Lets go of the statements, so that the connection can be closed. */
  async release(): Promise<void> {
    const statements = [...this.#statements.values()];
    this.#statements.clear();
    for (const statement of statements) await finalized(await statement);
  }

  async #prepared(sql: string): Promise<Statement> {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const prepared = prepare(this.#database, sql);
    this.#statements.set(sql, prepared);
    prepared.catch(() => this.#statements.delete(sql));
    if (this.#statements.size > STATEMENTS_KEPT) {
      const [oldest, statement] = this.#statements.entries().next().value!;
      this.#statements.delete(oldest);
      void statement.then(finalized);
    }
    return prepared;
  }
}

function prepare(database: Database, sql: string): Promise<Statement> {
  return new Promise((resolve, reject) => {
    const statement = database.prepare(sql, (error: Error | null) => {
      if (error === null) resolve(statement);
      else reject(translated(error));
    });
  });
}

function finalized(statement: Statement): Promise<void> {
  return new Promise((resolve) => statement.finalize(() => resolve()));
}
