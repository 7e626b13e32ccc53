import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCertBankError } from '../../../src/base/errors.ts';
import { restoreSqlite } from '../../../src/adapters/store/backup.ts';
import { openLedger, type OpenLedger } from '../../../src/adapters/store/ledger.ts';
import { emptyPostgres, requirePostgres } from '../../support/database.ts';
import { sampleOrder } from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';

describe('a backup', () => {
  let directory: string;
  let open: OpenLedger;
  const at = (name: string) => join(directory, name);
  const refused = async (promise: Promise<unknown>) =>
    expect(isCertBankError(await refusal(promise), 'backup.invalid')).to.equal(true);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'certbank-backup-'));
    open = await openLedger({ client: 'sqlite', file: at('bank.sqlite') });
    await open.migrate();
    await open.ledger.atomically(({ orders }) => orders.insert(sampleOrder(1)));
  });
  afterEach(async () => {
    await open.close();
    await rm(directory, { recursive: true });
  });

  it('never takes the place of another file', async () => {
    await writeFile(at('taken'), 'precious');
    await refused(open.backup(at('taken')));
    await refused(open.backup(at('bank.sqlite')));
    await open.backup(at('copy'));
    await refused(restoreSqlite(at('copy'), at('taken')));
    expect(await readFile(at('taken'), 'utf8')).to.equal('precious');
    expect((await readdir(directory)).filter((name) => name.includes('unfinished'))).to.deep.equal([]);
  });

  it('is not restored where it is damaged, empty or something else', async () => {
    await open.backup(at('copy'));
    const bytes = await readFile(at('copy'));
    const damaged = Uint8Array.from(bytes);
    damaged.fill(0xff, 5000, 9000);
    const files: [string, Uint8Array | string][] = [
      ['damaged', damaged],
      ['short', bytes.subarray(0, bytes.length / 2)],
      ['empty', ''],
      ['text', 'not a database at all'],
    ];
    for (const [name, content] of files) {
      await writeFile(at(name), content);
      await refused(restoreSqlite(at(name), at('restored')));
    }
    await refused(restoreSqlite(at('nowhere'), at('restored')));
    expect((await readdir(directory)).filter((name) => name.startsWith('restored'))).to.deep.equal([]);
  });

  it('is refused where there is nothing to copy', async () => {
    const memory = await openLedger({ client: 'sqlite', file: ':memory:' });
    await refused(memory.backup(at('copy')));
    await memory.close();
  });

  it('points to pg_dump for PostgreSQL', async function () {
    await requirePostgres(this);
    const postgres = await openLedger(await emptyPostgres());
    const error = await refusal(postgres.backup(at('copy')));
    await postgres.close();
    expect(isCertBankError(error, 'backup.invalid')).to.equal(true);
    expect((error as Error).message).to.contain('pg_dump');
  });

  it('has all that was committed before it, made while others write, for its owner alone', async () => {
    const writing = Array.from({ length: 50 }, (_, i) =>
      open.ledger.atomically(({ orders }) => orders.insert(sampleOrder(i + 2))),
    );
    await open.backup(at('copy'));
    await Promise.all(writing);
    expect((await stat(at('copy'))).mode & 0o777).to.equal(0o600);
    expect((await stat(at('bank.sqlite'))).mode & 0o777).to.equal(0o600);
    expect((await stat(at('bank.sqlite-wal'))).mode & 0o777).to.equal(0o600);
    await restoreSqlite(at('copy'), at('restored'));
    const restored = await openLedger({ client: 'sqlite', file: at('restored') });
    expect(await restored.isReady()).to.equal(true);
    expect(await restored.ledger.read.orders.findByReference('K7Q2-1')).to.deep.equal(sampleOrder(1));
    // Another write goes on where the copy ended.
    await restored.ledger.atomically(({ orders }) => orders.insert(sampleOrder(99)));
    await restored.close();
  });
});
