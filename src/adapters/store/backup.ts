import { constants } from 'node:fs';
import { chmod, copyFile, link, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import { CertBankError } from '../../base/errors.ts';
import { QUIET } from './pool.ts';

/**
 * Copies the SQLite database at `source` to `file` while it is in use. The copy is consistent,
 * durable and readable by its owner alone once the promise resolves; until then `file` does not exist.
 *
 * @throws CertBankError `backup.invalid` where `file` exists
 */
export async function backUpSqlite(source: string, file: string): Promise<void> {
  await checkAbsent(file);
  const unfinished = `${file}.unfinished`;
  await rm(unfinished, { force: true });
  // Made beforehand, so that nobody else can read it even while it is written.
  await (await open(unfinished, 'wx', 0o600)).close();
  try {
    await withDatabase(source, (database) => database.raw('vacuum into ?', [unfinished]));
    await putInPlace(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * Makes the backup at `file` the database at `target`, which must not exist.
 *
 * @throws CertBankError `backup.invalid` for a file that is damaged or no backup of a bank, or where `target` exists
 */
export async function restoreSqlite(file: string, target: string): Promise<void> {
  await checkAbsent(target);
  const unfinished = `${target}.unfinished`;
  try {
    await copyFile(file, unfinished, constants.COPYFILE_FICLONE).catch((cause: unknown) => {
      throw new CertBankError('backup.invalid', { what: 'unreadable' }, 'the backup cannot be read', {
        cause,
      });
    });
    await chmod(unfinished, 0o600);
    await checkBank(unfinished);
    await putInPlace(unfinished, target);
  } finally {
    for (const suffix of ['', '-wal', '-shm']) await rm(unfinished + suffix, { force: true });
  }
}

async function checkBank(file: string): Promise<void> {
  const damaged = (cause?: unknown) =>
    new CertBankError('backup.invalid', { what: 'damaged' }, 'the file is damaged or no backup of a bank', {
      cause,
    });
  try {
    await withDatabase(file, async (database) => {
      const rows = await database.raw<{ integrity_check: string }[]>('pragma integrity_check');
      if (rows[0]?.integrity_check !== 'ok') throw damaged();
      await database.raw('select name from migrations');
    });
  } catch (cause) {
    throw cause instanceof CertBankError ? cause : damaged(cause);
  }
}

async function checkAbsent(file: string): Promise<void> {
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new CertBankError('backup.invalid', { what: 'exists' }, `there is a file at ${file} already`);
}

/** Flushes the file, gives it its name (never another's), and flushes the directory that holds the name. */
async function putInPlace(unfinished: string, file: string): Promise<void> {
  await flushed(unfinished);
  await link(unfinished, file);
  await flushed(dirname(file));
}

async function flushed(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function withDatabase<T>(filename: string, use: (database: Knex) => Promise<T>): Promise<T> {
  const database = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true, log: QUIET });
  try {
    return await use(database);
  } finally {
    await database.destroy();
  }
}
