import type { Access } from './access.ts';
import { checkValues, type Row, type Value } from './connection.ts';
import type { Database } from './database.ts';

/** The committed state, for `Ledger.read`; every write is refused. */
export class Committed implements Access {
  readonly memory = undefined;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get dialect(): Database['dialect'] {
    return this.#database.dialect;
  }

  async all(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    checkValues(values);
    return this.#database.read((connection) => connection.all(sql, values));
  }

  allTouching(_keys: readonly string[], sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    return this.all(sql, values);
  }

  async run(): Promise<number> {
    throw refusal();
  }

  defer(): void {
    throw refusal();
  }

  isWaiting(): boolean {
    return false;
  }
}

function refusal(): TypeError {
  return new TypeError('what is written is written in Ledger.atomically');
}
