import { CertBankError } from '../../base/errors.ts';

export type Dialect = 'sqlite' | 'postgres';

/** What a column or a parameter can hold; the same four kinds on every database. */
export type Value = string | number | null | Uint8Array;

export type Row = Readonly<Record<string, unknown>>;

/**
 * One connection to the database, taken from knex's pool. Statements are
 * prepared once for each connection and text; `?` stands for a parameter.
 *
 * Both throw CertBankError `store.conflict` where a constraint refuses the
 * statement and `store.unavailable` where the database cannot be used.
 */
export interface Connection {
  readonly dialect: Dialect;
  all(sql: string, values: readonly Value[]): Promise<readonly Row[]>;
  /** How many rows were changed. */
  run(sql: string, values: readonly Value[]): Promise<number>;
}

/** A connection that writes; one transaction at a time on a database, also across processes. */
export interface WriteConnection extends Connection {
  /** Waits for every other writer, then begins. */
  begin(): Promise<void>;
  /** Resolves once everything since `begin` is durable. */
  commit(): Promise<void>;
  /** Undoes everything since `begin`. Never throws: a connection that is gone has rolled back too. */
  rollback(): Promise<void>;
}

/**
 * Refuses what some database would refuse, cut short or store as something else.
 *
 * @throws CertBankError `text.malformed` for text with NUL or half a surrogate pair
 * @throws RangeError for a number that is not a safe integer
 */
export function checkValues(values: readonly Value[]): void {
  for (const value of values) {
    if (typeof value === 'string') {
      if (/[\0\p{Surrogate}]/u.test(value)) {
        throw new CertBankError('text.malformed', { what: 'text' }, 'text that cannot be stored');
      }
    } else if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new RangeError(`cannot be stored: ${value}`);
    }
  }
}
