import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import { openLedger, type LedgerConfig } from '../../../src/adapters/store/ledger.ts';
import { openPostgres } from '../../../src/adapters/store/postgres-database.ts';
import { emptyPostgres, requirePostgres } from '../../support/database.ts';
import { refusal } from '../../support/refusal.ts';

describe('a PostgreSQL database', () => {
  let config: LedgerConfig & { client: 'postgres' };
  before(async function () {
    await requirePostgres(this);
    config = (await emptyPostgres()) as typeof config;
  });

  it('is not opened where none answers, and its password is not told', async () => {
    const url = 'postgres://bank:hunter2hunter2@127.0.0.1:1/bank';
    const error = await refusal(openLedger({ client: 'postgres', url }));
    expect(isCertBankError(error, 'store.unavailable')).to.equal(true);
    expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.to.contain('hunter2');
  });

  it('waits for durability even where its session was told not to', async () => {
    const database = await openPostgres(config.url);
    const setting = await database.write(async (connection) => {
      await connection.run('set synchronous_commit = off', []);
      await connection.begin();
      const [row] = await connection.all('show synchronous_commit', []);
      await connection.rollback();
      return row!['synchronous_commit'];
    });
    await database.close();
    expect(setting).to.equal('on');
  });

  it('gives whole numbers as numbers, and text as it was', async () => {
    const database = await openPostgres(config.url);
    const [row] = await database.read((connection) =>
      connection.all('select cast(? as bigint) as n, cast(? as text) as t', [
        Number.MAX_SAFE_INTEGER,
        'Æ?$1',
      ]),
    );
    await database.close();
    expect(row).to.deep.equal({ n: Number.MAX_SAFE_INTEGER, t: 'Æ?$1' });
  });
});
