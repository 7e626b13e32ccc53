import type { Client, QueryResult } from 'pg';
import { CertBankError } from '../../base/errors.ts';
import type { Row, Value, WriteConnection } from './connection.ts';

/** Class of our advisory locks, so that another program's in the same database do not meet ours ("cert"). */
const LOCK_CLASS = 0x63657274;

/** How long a writer waits for another process. */
const LOCK_MILLISECONDS = 10_000;
/** How long a process that has stalled in a transaction may keep every other from writing. */
const IDLE_MILLISECONDS = 60_000;

interface DriverError extends Error {
  readonly code?: string;
  readonly constraint?: string;
}

interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Every statement text of the process with its name and `$n` for `?`; the store has a bounded number of texts. */
const statements = new Map<string, Statement>();

function statement(sql: string): Statement {
  let known = statements.get(sql);
  if (known === undefined) {
    let count = 0;
    known = { name: `certbank_${statements.size}`, text: sql.replaceAll('?', () => `$${++count}`) };
    statements.set(sql, known);
  }
  return known;
}

function translated(error: DriverError): Error {
  const state = error.code ?? '';
  // Class 23: integrity constraint violation; P0001: raised by a trigger of ours.
  if (state.startsWith('23') || state === 'P0001') {
    const what = error.constraint ?? error.message;
    return new CertBankError('store.conflict', { what }, `refused by the database: ${what}`, {
      cause: error,
    });
  }
  // Classes 22, 42 and 54: a value, a statement's text or a size that we should not have sent; it keeps its shape.
  if (/^(22|42|54)/.test(state)) return error;
  const what = state === '' ? 'PostgreSQL' : state;
  return new CertBankError('store.unavailable', { what }, 'the database cannot be used', { cause: error });
}

/** One PostgreSQL connection with its named prepared statements. */
export class PostgresConnection implements WriteConnection {
  readonly dialect = 'postgres';
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async all(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    return (await this.#query(sql, values)).rows;
  }

  async run(sql: string, values: readonly Value[]): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  async begin(): Promise<void> {
    // The lock is held until the transaction ends. In READ COMMITTED each statement after it sees
    // what every earlier holder committed, and no other writer can commit before this one ends.
    await this.#text(
      `begin;
       set local lock_timeout = ${LOCK_MILLISECONDS};
       set local idle_in_transaction_session_timeout = ${IDLE_MILLISECONDS};
       set local synchronous_commit = on;
       select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(current_schema()))`,
    );
  }

  async commit(): Promise<void> {
    const { command } = await this.#text('commit');
    // PostgreSQL answers the COMMIT of a transaction that has failed with ROLLBACK, and no error.
    if (command !== 'COMMIT') {
      throw new CertBankError('store.unavailable', { what: 'commit' }, 'the transaction was rolled back');
    }
  }

  async rollback(): Promise<void> {
    await this.#text('rollback').catch(() => undefined);
  }

  async #text(text: string): Promise<QueryResult> {
    try {
      return await this.#client.query(text);
    } catch (error) {
      throw translated(error as DriverError);
    }
  }

  async #query(sql: string, values: readonly Value[]): Promise<QueryResult<Row>> {
    try {
      return await this.#client.query<Row>({ ...statement(sql), values: [...values] });
    } catch (error) {
      throw translated(error as DriverError);
    }
  }
}
