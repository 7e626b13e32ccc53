import { expect } from 'chai';
import { CertBankError, isCertBankError } from '../../../src/base/errors.ts';
import type { Access } from '../../../src/adapters/store/access.ts';
import type { WriteConnection } from '../../../src/adapters/store/connection.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { GroupCommit } from '../../../src/adapters/store/group-commit.ts';
import { openPrivateSqlite } from '../../../src/adapters/store/sqlite-database.ts';

/** What happened on the connection that writes, by name; a fault can be put in the place of any of them. */
interface Watched {
  readonly log: string[];
  fault: { on: string; error: Error } | undefined;
}

function watching(connection: WriteConnection, watched: Watched): WriteConnection {
  const note = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    watched.log.push(name);
    if (watched.fault?.on === name) throw watched.fault.error;
    return act();
  };
  return {
    dialect: connection.dialect,
    all: (sql, values) => note(sql, () => connection.all(sql, values)),
    run: (sql, values) => note(sql, () => connection.run(sql, values)),
    begin: () => note('begin', () => connection.begin()),
    commit: () => note('commit', () => connection.commit()),
    rollback: () => note('rollback', () => connection.rollback()),
  };
}

describe('a group of works', () => {
  const lost = new CertBankError('store.unavailable', { what: 'SQLITE_FULL' }, 'the disk is full');
  let database: Database;
  let watched: Watched;
  let group: GroupCommit;

  beforeEach(async () => {
    database = await openPrivateSqlite();
    await database.write((connection) => connection.run('create table t (x integer primary key) strict', []));
    watched = { log: [], fault: undefined };
    group = new GroupCommit((use) => database.write((connection) => use(watching(connection, watched))));
  });
  afterEach(() => database.close());

  const insert = (x: number) => (access: Access) => access.run('insert into t (x) values (?)', [x]);
  const kept = async () =>
    (await database.read((connection) => connection.all('select x from t order by x', []))).map(
      (row) => row['x'],
    );
  const commits = () => watched.log.filter((name) => name === 'commit').length;
  const submitted = (count: number) =>
    Promise.allSettled(Array.from({ length: count }, (_, i) => group.submit(insert(i + 1))));

  it('is refused as a whole where the commit fails, is not run again, and hurts no later one', async () => {
    watched.fault = { on: 'commit', error: lost };
    for (const result of await submitted(5)) {
      expect(result.status === 'rejected' && isCertBankError(result.reason, 'store.unavailable')).to.equal(
        true,
      );
    }
    expect(commits()).to.equal(1);
    watched.fault = undefined;
    expect(await kept()).to.deep.equal([]);
    await group.submit(insert(9));
    expect(await kept()).to.deep.equal([9]);
  });

  it('is refused as a whole where the database fails in its midst', async () => {
    watched.fault = { on: 'savepoint work', error: lost };
    for (const result of await submitted(5)) {
      expect(result.status === 'rejected' && isCertBankError(result.reason, 'store.unavailable')).to.equal(
        true,
      );
    }
    expect(commits()).to.equal(0);
    expect(await kept()).to.deep.equal([]);
  });

  it('is refused, and all who wait with it, where the database cannot even begin', async () => {
    watched.fault = { on: 'begin', error: lost };
    const results = await submitted(200);
    expect(results.every((result) => result.status === 'rejected' && result.reason === lost)).to.equal(true);
    expect(watched.log.every((name) => name === 'begin')).to.equal(true);
  });

  it('settles no promise before the commit', async () => {
    const order: string[] = [];
    await Promise.all([
      group.submit(insert(1)).then(() => order.push(`settled after ${watched.log.at(-1)}`)),
      group
        .submit(() => Promise.reject(new Error('no')))
        .catch(() => order.push(`refused after ${watched.log.at(-1)}`)),
    ]);
    expect(order).to.deep.equal(['settled after commit', 'refused after commit']);
  });

  it('shares a commit, with a bound', async () => {
    const results = await submitted(200);
    expect(results.every((result) => result.status === 'fulfilled')).to.equal(true);
    expect(await kept()).to.have.length(200);
    expect(commits()).to.equal(4);
  });

  it('takes in what is asked for while it runs', async () => {
    const more: Promise<number>[] = [];
    await group.submit(async (access) => {
      await insert(1)(access);
      more.push(group.submit(insert(2)), group.submit(insert(3)));
    });
    await Promise.all(more);
    expect(await kept()).to.deep.equal([1, 2, 3]);
    expect(commits()).to.equal(1);
  });
});
