import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { OpenLedger } from '../../../src/adapters/store/ledger.ts';
import type { Stores } from '../../../src/authority/ports/ledger.ts';
import { onEveryDatabase, rawAccess } from '../../support/database.ts';
import {
  sampleAudit,
  sampleCertificate,
  sampleIntent,
  sampleIssuer,
  sampleOrder,
  sampleSerial,
  sampleSha256,
} from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';

async function appendAudit(stores: Stores): Promise<number> {
  const last = await stores.audit.findLast();
  const record = sampleAudit(
    (last?.sequence ?? 0) + 1,
    last === undefined ? {} : { previousHash: last.hash },
  );
  await stores.audit.insert(record);
  return record.sequence;
}

async function issue(stores: Stores, n: number): Promise<void> {
  await stores.certificates.insertIntent(sampleIntent(n));
  await stores.certificates.complete(sampleCertificate(n));
  await appendAudit(stores);
}

const numbers = (count: number, first = 1) => Array.from({ length: count }, (_, i) => first + i);

onEveryDatabase('a ledger', (database) => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await database.open();
  });

  it('refuses a write outside a transaction, as a mistake of the program', async () => {
    expect(await refusal(open.ledger.read.orders.insert(sampleOrder(1)))).to.be.instanceOf(TypeError);
    expect(await refusal(open.ledger.read.orders.setCollected('order-1', 'x', new Date(0)))).to.be.instanceOf(
      TypeError,
    );
    expect(await refusal(open.ledger.read.audit.insert(sampleAudit(1)))).to.be.instanceOf(TypeError);
  });

  it('refuses a work that is used after it has ended', async () => {
    let kept: Stores | undefined;
    await open.ledger.atomically(async (stores) => {
      kept = stores;
    });
    expect(await refusal(kept!.orders.insert(sampleOrder(1)))).to.be.instanceOf(TypeError);
    expect(await refusal(kept!.orders.findByReference('K7Q2-1'))).to.be.instanceOf(TypeError);
    expect(await open.ledger.read.orders.findByReference('K7Q2-1')).to.equal(undefined);
  });

  it('refuses text that a database would cut short or change, and hurts nobody by it', async () => {
    const [nul, surrogate, whole] = await Promise.allSettled([
      open.ledger.atomically((stores) => stores.orders.findByReference('a\0b')),
      open.ledger.atomically((stores) => stores.orders.insert(sampleOrder(1, { createdBy: 'half \ud83d' }))),
      open.ledger.atomically((stores) => stores.orders.insert(sampleOrder(2, { createdBy: 'whole 😀 æøå' }))),
    ]);
    expect(nul).to.have.nested.property('reason.code', 'text.malformed');
    expect(surrogate).to.have.nested.property('reason.code', 'text.malformed');
    expect(whole.status).to.equal('fulfilled');
    expect((await open.ledger.read.orders.findByReference('K7Q2-2'))?.createdBy).to.equal('whole 😀 æøå');
  });

  it('keeps nothing of a work that throws, whatever it had written and read in between', async () => {
    const failure = new Error('changed my mind');
    const thrown = await refusal(
      open.ledger.atomically(async (stores) => {
        await stores.orders.insert(sampleOrder(1));
        await issue(stores, 1);
        expect(await stores.certificates.findBySha256(sampleSha256(1))).to.include({
          serial: sampleSerial(1),
        });
        expect(await stores.orders.findByReference('K7Q2-1')).to.include({ id: 'order-1' });
        throw failure;
      }),
    );
    expect(thrown).to.equal(failure);
    const { read } = open.ledger;
    expect(await read.orders.findByReference('K7Q2-1')).to.equal(undefined);
    expect(await read.certificates.findBySha256(sampleSha256(1))).to.equal(undefined);
    expect(await read.certificates.isKeyUsed(sampleSha256(1, 'k'))).to.equal(false);
    expect(await read.audit.listFrom(1, 10)).to.have.length(0);
  });

  it('keeps nothing of a work that swallows the refusal of one of its statements', async () => {
    await open.ledger.atomically((stores) => stores.issuers.insert(sampleIssuer('issuing')));
    const thrown = await refusal(
      open.ledger.atomically(async (stores) => {
        await stores.orders.insert(sampleOrder(1));
        await stores.issuers.insert(sampleIssuer('issuing')).catch(() => undefined);
      }),
    );
    expect(isCertBankError(thrown, 'store.conflict')).to.equal(true);
    expect(await open.ledger.read.orders.findByReference('K7Q2-1')).to.equal(undefined);
  });

  it('undoes the works that fail and keeps the others, where all share a commit', async () => {
    const settled = await Promise.allSettled(
      numbers(100).map((n) =>
        open.ledger.atomically(async (stores) => {
          // A third throws before, a third after a read has sent its writes to the database.
          await stores.orders.insert(sampleOrder(n));
          if (n % 3 === 1) throw new Error(`refused ${n}`);
          await issue(stores, n);
          if (n % 3 === 2) {
            await stores.certificates.findBySerial('issuing', sampleSerial(n));
            throw new Error(`refused ${n}`);
          }
          return n;
        }),
      ),
    );
    for (const [i, result] of settled.entries()) {
      const n = i + 1;
      expect(result.status).to.equal(n % 3 === 0 ? 'fulfilled' : 'rejected');
      const found = await open.ledger.read.certificates.findBySha256(sampleSha256(n));
      expect(found?.serial).to.equal(n % 3 === 0 ? sampleSerial(n) : undefined);
    }
    const audit = await open.ledger.read.audit.listFrom(1, 1000);
    expect(audit.map((record) => record.sequence)).to.deep.equal(numbers(33));
    expect((await open.ledger.read.certificates.countByStatus()).good).to.equal(33);
  });

  it('refuses only the guilty where a write that waited is refused at the commit', async () => {
    await open.ledger.atomically((stores) => issue(stores, 7));
    const settled = await Promise.allSettled(
      numbers(20).map((n) => open.ledger.atomically((stores) => issue(stores, n))),
    );
    for (const [i, result] of settled.entries()) {
      if (i + 1 === 7) expect(result).to.have.nested.property('reason.code', 'store.conflict');
      else expect(result.status, `work ${i + 1}`).to.equal('fulfilled');
    }
    const audit = await open.ledger.read.audit.listFrom(1, 1000);
    expect(audit.map((record) => record.sequence)).to.deep.equal(numbers(20));
  });

  it('lets one of two works win that read the same row and then write it', async () => {
    await open.ledger.atomically((stores) => stores.orders.insert(sampleOrder(1)));
    const settled = await Promise.allSettled(
      numbers(10).map((n) =>
        open.ledger.atomically(async (stores) => {
          const order = await stores.orders.findByReference('K7Q2-1');
          if (order?.state !== 'registered') throw new Error('too late');
          await stores.orders.setCollected(order.id, sampleSha256(n), order.createdAt);
          return n;
        }),
      ),
    );
    expect(settled.map((result) => result.status)).to.deep.equal(['fulfilled', ...Array(9).fill('rejected')]);
    expect(await open.ledger.read.orders.findByReference('K7Q2-1')).to.include({
      state: 'collected',
      certificateSha256: sampleSha256(1),
    });
  });

  it('counts every one of a hundred works that add to what they read', async () => {
    await open.ledger.atomically((stores) => stores.orders.insert(sampleOrder(1, { triesLeft: 0 })));
    await Promise.all(
      numbers(100).map(() =>
        open.ledger.atomically(async (stores) => {
          const order = await stores.orders.findByReference('K7Q2-1');
          await stores.orders.setTries('order-1', order!.triesLeft + 1);
        }),
      ),
    );
    expect(await open.ledger.read.orders.findByReference('K7Q2-1')).to.include({ triesLeft: 100 });
  });

  it('chains the audit without a gap or a fork through two processes on one database', async () => {
    const config = await database.empty();
    const [one, two] = [await database.open(config), await database.open(config)];
    await Promise.all(
      numbers(60).map((n) => (n % 2 === 0 ? one : two).ledger.atomically((stores) => issue(stores, n))),
    );
    const audit = await one.ledger.read.audit.listFrom(1, 1000);
    expect(audit.map((record) => record.sequence)).to.deep.equal(numbers(60));
    expect((await two.ledger.read.certificates.countByStatus()).good).to.equal(60);
  });

  it('shows a reader nothing of a transaction before it is committed', async () => {
    const seen: (string | undefined)[] = [];
    await open.ledger.atomically(async (stores) => {
      await stores.orders.insert(sampleOrder(1));
      await stores.certificates.insertIntent(sampleIntent(1));
      // Sends what waits, so that the database has it, uncommitted.
      expect(await stores.orders.findByReference('K7Q2-1')).to.include({ id: 'order-1' });
      expect(await stores.certificates.findLiveIntent('order-1')).to.include({ serial: sampleSerial(1) });
      seen.push((await open.ledger.read.orders.findByReference('K7Q2-1'))?.id);
      seen.push((await open.ledger.read.certificates.findLiveIntent('order-1'))?.serial);
    });
    seen.push((await open.ledger.read.orders.findByReference('K7Q2-1'))?.id);
    expect(seen).to.deep.equal([undefined, undefined, 'order-1']);
  });

  it('runs statements that a work does not await one after another, and keeps them', async () => {
    await open.ledger.atomically(async (stores) => {
      for (const n of numbers(5)) void stores.orders.insert(sampleOrder(n));
      void stores.orders.setTries('order-5', 1);
    });
    const { items } = await open.ledger.read.orders.list({ limit: 10 });
    expect(items.map((order) => order.triesLeft)).to.deep.equal([1, 5, 5, 5, 5]);
  });

  it('refuses the works of a connection that breaks, and goes on with a new one', async function () {
    if (database.client !== 'postgres') this.skip();
    const config = await database.empty();
    const one = await database.open(config);
    const results = await Promise.allSettled(
      numbers(5).map((n) =>
        one.ledger.atomically(async (stores) => {
          await stores.orders.insert(sampleOrder(n));
          if (n !== 3) return;
          await rawAccess(
            config,
            "select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory' and granted",
          );
        }),
      ),
    );
    for (const [i, result] of results.entries()) {
      if (i < 3) expect(result).to.have.nested.property('reason.code', 'store.unavailable');
      else expect(result.status).to.equal('fulfilled');
    }
    const { items } = await one.ledger.read.orders.list({ limit: 10 });
    expect(items.map((order) => order.id)).to.deep.equal(['order-5', 'order-4']);
  });

  it('ends the works that wait before it closes, and refuses later ones', async () => {
    const works = numbers(10).map((n) =>
      open.ledger.atomically((stores) => stores.orders.insert(sampleOrder(n))),
    );
    await open.close();
    await Promise.all(works);
    expect(
      isCertBankError(await refusal(open.ledger.atomically(async () => 1)), 'store.unavailable'),
    ).to.equal(true);
    expect(await open.isReady()).to.equal(false);
  });
});
