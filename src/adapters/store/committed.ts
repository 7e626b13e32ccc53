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

  async find(sql: string, values: readonly Value[]): Promise<Row | undefined> {
    const [row] = await this.all(sql, values);
    return row;
  }

  async run(): Promise<number> {
    throw refusal();
  }

  defer(): void {
    throw refusal();
  }
}

function refusal(): TypeError {
  return new TypeError('what is written is written in Ledger.atomically');
}
