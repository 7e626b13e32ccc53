import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import { openLedger } from '../../../src/adapters/store/ledger.ts';
import { migrate, readSchema } from '../../../src/adapters/store/migrate.ts';
import { MIGRATIONS } from '../../../src/adapters/store/migrations/list.ts';
import { onEveryDatabase, rawAccess, withRaw } from '../../support/database.ts';
import { refusal } from '../../support/refusal.ts';

const NAMES = MIGRATIONS.map((migration) => migration.name);

onEveryDatabase('a migration', (database) => {
  it('is refused for a database that a newer version has made, which then stays as it is', async () => {
    const config = await database.empty();
    await (await database.open(config)).close();
    await rawAccess(config, `insert into migrations (name, at) values ('9999-from-the-future', 0)`);
    const error = await refusal(openLedger(config));
    expect(error).to.have.property('code', 'store.newer');
    expect(error).to.have.deep.property('details', { migrations: ['9999-from-the-future'] });
  });

  it('leaves nothing behind when one of its statements fails', async () => {
    const config = await database.empty();
    const broken = {
      name: '0002-broken',
      statements: () => ['create table half (x bigint)', 'create table ('],
    };
    await withRaw(config, async (connection) => {
      expect(await refusal(migrate(connection, [...MIGRATIONS, broken]))).to.be.instanceOf(Error);
      expect((await readSchema(connection)).pending).to.deep.equal(NAMES);
      expect(await refusal(connection.all('select * from half', []))).to.be.instanceOf(Error);
    });
  });

  it('comes before the first work', async () => {
    const open = await openLedger(await database.empty());
    try {
      expect(await open.isReady()).to.equal(false);
      const error = await refusal(open.ledger.atomically(async () => undefined));
      expect(isCertBankError(error, 'store.not-migrated')).to.equal(true);
      expect(await open.migrate()).to.deep.equal(NAMES);
      expect(await open.isReady()).to.equal(true);
      await open.ledger.atomically(async () => undefined);
    } finally {
      await open.close();
    }
  });

  it('is done once, however many try at the same time', async () => {
    const config = await database.empty();
    const processes = await Promise.all([openLedger(config), openLedger(config), openLedger(config)]);
    try {
      const applied = await Promise.all(processes.map((open) => open.migrate()));
      expect(applied.flat()).to.deep.equal(NAMES);
      expect(await processes[0].migrate()).to.deep.equal([]);
    } finally {
      for (const open of processes) await open.close();
    }
  });

  it('goes forward from where the database is', async () => {
    const config = await database.empty();
    await (await database.open(config)).close();
    const next = { name: '0002-next', statements: () => ['create table next (x bigint)'] };
    await withRaw(config, async (connection) => {
      expect(await migrate(connection, [...MIGRATIONS, next])).to.deep.equal(['0002-next']);
      expect(await connection.all('select * from next', [])).to.have.length(0);
    });
  });
});
