import { expect } from 'chai';
import { migrate } from '../../../src/adapters/store/migrate.ts';
import { MIGRATIONS } from '../../../src/adapters/store/migrations/list.ts';
import type { TimestampRecord } from '../../../src/authority/ports/records.ts';
import { onEveryDatabase, withRaw } from '../../support/database.ts';
import { sampleCertificate, sampleIntent, sampleIssuer } from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';
import { refusalCode } from '../../support/refusal-code.ts';

const record = (n: number, more: Partial<TimestampRecord> = {}): TimestampRecord => ({
  serial: `4a${n.toString(16).padStart(6, '0')}`,
  timestamperId: 'issuing-tsa-1',
  genTime: new Date(1_800_000_000_000 + n),
  policy: '0.4.0.2023.1.1',
  hash: 'SHA3-256',
  imprint: Uint8Array.of(n, 1),
  tokenSha256: Uint8Array.of(n, 2),
  ...more,
});

onEveryDatabase('the records of time-stamps', (database) => {
  const opened = async (config = database.empty()) => {
    const store = await database.open(await config);
    await store.ledger.atomically(({ issuers }) =>
      issuers.insert(sampleIssuer('issuing-tsa-1', { role: 'timestamper' })),
    );
    return store;
  };

  it('refuse a serial number a second time, and the token of nobody', async () => {
    const { ledger } = await opened();
    await ledger.atomically(({ timestamps }) => timestamps.insert(record(1)));
    for (const other of [record(1, { policy: '1.2.3' }), record(2, { timestamperId: 'nobody' })]) {
      const refused = ledger.atomically(({ timestamps }) => timestamps.insert(other));
      expect(await refusalCode(refused)).to.equal('store.conflict');
    }
  });

  it('are never changed or removed, whatever is asked of the database', async () => {
    const config = await database.empty();
    const store = await opened(Promise.resolve(config));
    await store.ledger.atomically(({ timestamps }) => timestamps.insert(record(1)));
    await store.close();
    for (const statement of ['delete from timestamps', `update timestamps set policy = '1.2.3'`]) {
      await refusal(withRaw(config, (connection) => connection.run(statement, [])));
    }
  });

  it('are given back as they were put in, and tell the newest instant of each authority', async () => {
    const { ledger } = await opened();
    expect(await ledger.read.timestamps.findLatestTime('issuing-tsa-1')).to.equal(undefined);
    await ledger.atomically(async ({ timestamps }) => {
      for (let n = 1; n <= 70; n++) await timestamps.insert(record(n));
    });
    expect(await ledger.read.timestamps.find(record(70).serial)).to.deep.equal(record(70));
    expect(await ledger.read.timestamps.find('4aff')).to.equal(undefined);
    expect(await ledger.read.timestamps.findLatestTime('issuing-tsa-1')).to.deep.equal(record(70).genTime);
    expect(await ledger.read.timestamps.findLatestTime('issuing-tsa-2')).to.equal(undefined);
  });

  it('come to a bank that was there before them, and leave all that it has', async () => {
    const config = await database.empty();
    await withRaw(config, (connection) => migrate(connection, MIGRATIONS.slice(0, 1)));
    const before = sampleIssuer('issuing');
    await withRaw(config, async (connection) => {
      await connection.run(`insert into issuers values ('issuing', 1, 'issuing', ?, ?, ?, ?, ?, ?, ?, ?)`, [
        before.profileId,
        before.parentId,
        before.keyName,
        before.certificateDer,
        before.sha256,
        before.notBefore.getTime(),
        before.notAfter.getTime(),
        before.createdAt.getTime(),
      ]);
    });
    const { ledger } = await opened(Promise.resolve(config));
    expect(await ledger.read.issuers.find('issuing')).to.deep.equal(before);
    expect((await ledger.read.issuers.find('issuing-tsa-1'))!.role).to.equal('timestamper');
  });

  it('come with a kind of certificate of their own, and with none beside', async () => {
    const { ledger } = await database.open();
    const put = (n: number, kind: string) =>
      ledger.atomically(async ({ certificates }) => {
        await certificates.insertIntent(sampleIntent(n));
        await certificates.complete(sampleCertificate(n, { kind: kind as 'TSA' }));
      });
    await put(1, 'TSA');
    await put(3, 'SEAL');
    expect(await refusalCode(put(2, 'XYZ'))).to.equal('store.conflict');
    const other = sampleIssuer('other', { role: 'nobody' as 'root' });
    expect(await refusalCode(ledger.atomically(({ issuers }) => issuers.insert(other)))).to.equal(
      'store.conflict',
    );
  });
});
