import { chmod, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import knex, { type Knex } from 'knex';
import type { Database as Driver } from 'sqlite3';
import type { Database } from './database.ts';
import { acquire, QUIET, release } from './pool.ts';
import { SqliteConnection } from './sqlite-connection.ts';

/** How long a writer waits for another process, such as a backup or a command at the terminal. */
const BUSY_MILLISECONDS = 10_000;
const READERS = 2;
/** Pages of 4 KiB in the write-ahead log before it is folded into the database: 16 MiB. */
const CHECKPOINT_PAGES = 4096;

/** Every connection checks references and waits its turn. */
const EVERY = [
  'pragma foreign_keys = on',
  `pragma busy_timeout = ${BUSY_MILLISECONDS}`,
  'pragma trusted_schema = off',
];

/**
 * Opens a SQLite file, or makes it with access for its owner alone.
 *
 * An acknowledged commit survives a killed process and a power cut: the
 * write-ahead log is flushed at every commit (`synchronous = full`).
 */
export async function openSqlite(file: string): Promise<Database> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // Made beforehand, since SQLite gives its files, and the log beside them, the mode of the database.
  await (await open(file, 'a', 0o600)).close();
  await chmod(file, 0o600);
  return openFile(file, 'full');
}

/**
 * A database of this process alone that is gone when it is closed. It is a
 * file in a directory of its own, so that readers see what is committed and
 * nothing else, as with any other database; it is never flushed to disk.
 */
export async function openPrivateSqlite(): Promise<Database> {
  const directory = await mkdtemp(join(tmpdir(), 'certbank-'));
  const database = await openFile(join(directory, 'bank.sqlite'), 'off');
  return {
    ...database,
    close: async () => {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function openFile(file: string, synchronous: 'full' | 'off'): Promise<Database> {
  const writing = pool(file, 1, [
    ...EVERY,
    'pragma journal_mode = wal',
    `pragma synchronous = ${synchronous}`,
    `pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  ]);
  const reading = pool(file, READERS, [...EVERY, 'pragma query_only = on']);
  const borrowed: { pool: Knex; driver: Driver; connection: SqliteConnection }[] = [];
  const borrow = async (pool: Knex) => {
    const driver = await acquire<Driver>(pool);
    const connection = new SqliteConnection(driver);
    borrowed.push({ pool, driver, connection });
    return connection;
  };
  const close = async () => {
    for (const { pool, driver, connection } of borrowed.splice(0)) {
      await connection.release();
      await release(pool, driver);
    }
    await reading.destroy();
    await writing.destroy();
  };
  try {
    const writer = await borrow(writing);
    const readers: SqliteConnection[] = [];
    for (let i = 0; i < READERS; i++) readers.push(await borrow(reading));
    let turn = 0;
    let last: Promise<unknown> = Promise.resolve();
    return {
      dialect: 'sqlite',
      write: (use) => {
        const result = last.then(() => use(writer));
        last = result.catch(() => undefined);
        return result;
      },
      read: (use) => use(readers[turn++ % READERS]!),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function pool(filename: string, size: number, pragmas: readonly string[]): Knex {
  return knex({
    client: 'sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    log: QUIET,
    pool: {
      min: size,
      max: size,
      afterCreate: (driver: Driver, done: (error: Error | null, driver: Driver) => void) => {
        // One statement at a time on a connection: others wait in a queue and not in threads of the pool.
        driver.serialize();
        driver.exec(pragmas.join('; '), (error) => done(error, driver));
      },
    },
  });
}
