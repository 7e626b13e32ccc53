import { CertBankError } from '../../base/errors.ts';
import type { Connection, Dialect, WriteConnection } from './connection.ts';
import { MIGRATIONS } from './migrations/list.ts';
import type { Migration, SchemaWords } from './migrations/migration.ts';

export interface SchemaState {
  /** Names of the migrations that the database has. */
  readonly applied: readonly string[];
  /** Names of those that it lacks. */
  readonly pending: readonly string[];
}

const WORDS: Readonly<Record<Dialect, SchemaWords>> = {
  sqlite: {
    dialect: 'sqlite',
    blob: 'blob',
    text: 'text',
    integer: 'integer',
    strict: 'strict',
    strictInKey: 'strict, without rowid',
    now: `cast(1000 * unixepoch('subsec') as integer)`,
  },
  postgres: {
    dialect: 'postgres',
    blob: 'bytea',
    text: 'text collate "C"',
    integer: 'bigint',
    strict: '',
    strictInKey: '',
    now: 'cast(1000 * extract(epoch from clock_timestamp()) as bigint)',
  },
};

/**
 * What the database has and lacks.
 *
 * @throws CertBankError `store.newer` for a database that a newer version has migrated
 */
export async function readSchema(
  connection: Connection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<SchemaState> {
  const exists =
    connection.dialect === 'sqlite'
      ? `select 1 from sqlite_master where type = 'table' and name = 'migrations'`
      : `select 1 from pg_tables where schemaname = current_schema() and tablename = 'migrations'`;
  const rows =
    (await connection.all(exists, [])).length === 0
      ? []
      : await connection.all('select name from migrations order by name', []);
  const applied = rows.map((row) => row['name'] as string);
  const known = migrations.map((migration) => migration.name);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CertBankError(
      'store.newer',
      { migrations: unknown },
      `the database was made by a newer version of this program (it has ${unknown.join(', ')})`,
    );
  }
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

/**
 * Brings the database forward, all of it or nothing; several processes may try at once.
 *
 * @returns the names of the migrations applied now
 * @throws CertBankError `store.newer` as `readSchema`
 */
export async function migrate(
  connection: WriteConnection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly string[]> {
  await connection.begin();
  try {
    const { applied, pending } = await readSchema(connection, migrations);
    const { text, integer, strict, now } = WORDS[connection.dialect];
    if (applied.length === 0) {
      await connection.run(
        `create table if not exists migrations (name ${text} not null primary key, at ${integer} not null) ${strict}`,
        [],
      );
    }
    for (const migration of migrations.filter(({ name }) => pending.includes(name))) {
      for (const statement of migration.statements(WORDS[connection.dialect]))
        await connection.run(statement, []);
      await connection.run(`insert into migrations (name, at) values (?, ${now})`, [migration.name]);
    }
    await connection.commit();
    return pending;
  } catch (error) {
    await connection.rollback();
    throw error;
  }
}
