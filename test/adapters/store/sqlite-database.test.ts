import { expect } from 'chai';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCertBankError } from '../../../src/base/errors.ts';
import { openLedger } from '../../../src/adapters/store/ledger.ts';
import { openPrivateSqlite, openSqlite } from '../../../src/adapters/store/sqlite-database.ts';
import { refusal } from '../../support/refusal.ts';

describe('a SQLite database', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'certbank-sqlite-'));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const mode = async (path: string) => (await stat(path)).mode & 0o777;

  it('is not opened from a file that is something else', async () => {
    const file = join(directory, 'letter.txt');
    await writeFile(file, 'Dear bank, '.repeat(1000));
    const error = await refusal(openLedger({ client: 'sqlite', file }));
    expect(isCertBankError(error, 'store.unavailable')).to.equal(true);
  });

  it('cannot be written through its readers', async () => {
    const database = await openSqlite(join(directory, 'bank.sqlite'));
    const error = await refusal(database.read((connection) => connection.run('create table t (x)', [])));
    await database.close();
    expect(error).to.be.instanceOf(Error);
  });

  it('flushes every commit to disk and checks references', async () => {
    const database = await openSqlite(join(directory, 'bank.sqlite'));
    const pragma = (name: string) =>
      database.write(
        async (connection) => Object.values((await connection.all(`pragma ${name}`, []))[0]!)[0],
      );
    expect(await pragma('journal_mode')).to.equal('wal');
    expect(await pragma('synchronous')).to.equal(2);
    expect(await pragma('foreign_keys')).to.equal(1);
    await database.close();
  });

  it('is for its owner alone, in a directory of his, whatever the file was before', async () => {
    const file = join(directory, 'deep', 'down', 'bank.sqlite');
    const open = await openLedger({ client: 'sqlite', file });
    await open.migrate();
    expect(await mode(file)).to.equal(0o600);
    expect(await mode(`${file}-wal`)).to.equal(0o600);
    expect(await mode(join(directory, 'deep', 'down'))).to.equal(0o700);
    await open.close();
    await chmod(file, 0o644);
    await (await openLedger({ client: 'sqlite', file })).close();
    expect(await mode(file)).to.equal(0o600);
  });

  it('in memory leaves nothing behind', async () => {
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = directory;
    try {
      const database = await openPrivateSqlite();
      await database.write((connection) => connection.run('create table t (x)', []));
      expect(await readdir(directory)).to.have.length(1);
      await database.close();
      expect(await readdir(directory)).to.deep.equal([]);
    } finally {
      if (usual === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = usual;
    }
  });
});
