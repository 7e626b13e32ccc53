import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { OpenLedger } from '../../../src/adapters/store/ledger.ts';
import type { Stores } from '../../../src/authority/ports/ledger.ts';
import type { StatusRecord } from '../../../src/authority/ports/records.ts';
import { onEveryDatabase } from '../../support/database.ts';
import {
  sampleCertificate,
  sampleIntent,
  sampleOrder,
  sampleSerial,
  sampleSha256,
} from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';

const AT = new Date('2026-03-01T00:00:00Z');
const revoked: StatusRecord = {
  status: 'revoked',
  reason: 'keyCompromise',
  revokedAt: AT,
  invalidityDate: null,
};

onEveryDatabase('the orders', (database) => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await database.open();
    await open.ledger.atomically(({ orders }) => orders.insert(sampleOrder(1)));
  });

  const atomically: OpenLedger['ledger']['atomically'] = (work) => open.ledger.atomically(work);
  const conflict = async (promise: Promise<unknown>) =>
    expect(isCertBankError(await refusal(promise), 'store.conflict')).to.equal(true);

  it('refuse a reference or an id a second time', async () => {
    const { reference } = sampleOrder(1);
    await conflict(atomically(({ orders }) => orders.insert(sampleOrder(2, { reference }))));
    await conflict(atomically(({ orders }) => orders.insert(sampleOrder(2, { id: 'order-1' }))));
  });

  it('are collected or cancelled once, and only where registered', async () => {
    await conflict(atomically(({ orders }) => orders.setCollected('order-404', sampleSha256(1), AT)));
    await conflict(atomically(({ orders }) => orders.setCancelled('order-404')));
    await conflict(atomically(({ orders }) => orders.setTries('order-404', 1)));
    await atomically(({ orders }) => orders.setCollected('order-1', sampleSha256(1), AT));
    await conflict(atomically(({ orders }) => orders.setCollected('order-1', sampleSha256(2), AT)));
    await conflict(atomically(({ orders }) => orders.setCancelled('order-1')));
    await atomically(({ orders }) => orders.insert(sampleOrder(2)));
    await atomically(({ orders }) => orders.setCancelled('order-2'));
    await conflict(atomically(({ orders }) => orders.setCollected('order-2', sampleSha256(2), AT)));
    expect(await open.ledger.read.orders.countByState()).to.deep.equal({
      registered: 0,
      collected: 1,
      cancelled: 1,
    });
  });

  it('never have fewer than no tries', async () => {
    await conflict(atomically(({ orders }) => orders.setTries('order-1', -1)));
  });

  it('tell what decides on a certificate, as the works before in the same commit have left it', async () => {
    const { reference } = sampleOrder(1);
    const key = sampleSha256(1, 'k');
    const authority = sampleSha256(2);
    const outlook = (stores: Stores) => stores.orders.findOutlook(reference, key, authority);
    const bare = { hasLiveIntent: false, isKeyUsed: false, authorityStatus: undefined };
    expect(await outlook(open.ledger.read)).to.deep.equal({ order: sampleOrder(1), ...bare });
    expect(await open.ledger.read.orders.findOutlook('NONE-SUCH', key, authority)).to.equal(undefined);
    const seen: unknown[] = [];
    const see = (work: (stores: Stores) => Promise<void>) =>
      atomically(async (stores) => {
        await work(stores);
        const { order, ...rest } = (await outlook(stores))!;
        seen.push({ state: order.state, ...rest });
      });
    await Promise.all([
      see(({ certificates }) => certificates.insertIntent(sampleIntent(1))),
      atomically(({ certificates }) => certificates.insertIntent(sampleIntent(2))),
      atomically(({ certificates }) => certificates.complete(sampleCertificate(2))),
      see(({ certificates }) => certificates.complete(sampleCertificate(1))),
      atomically(({ certificates }) => certificates.setStatus(authority, revoked)),
      see(({ orders }) => orders.setCollected('order-1', sampleSha256(1), AT)),
    ]);
    await atomically(({ certificates }) =>
      certificates.insertIntent(sampleIntent(3, { orderId: 'order-1' })),
    );
    await see(({ certificates }) => certificates.abandonIntent('issuing', sampleSerial(3)));
    const registered = { state: 'registered', ...bare, isKeyUsed: true };
    const collected = { ...registered, state: 'collected', authorityStatus: 'revoked' };
    expect(seen).to.deep.equal([
      { ...registered, hasLiveIntent: true },
      { ...registered, authorityStatus: 'good' },
      collected,
      collected,
    ]);
  });

  it('are given back as they were put in', async () => {
    const full = sampleOrder(2, {
      registration: {
        kind: 'VOCES',
        commonName: 'Ærø – drift',
        organisation: 'Ærø Kommune',
        cvr: '28856075',
        email: 'a@b.dk',
      },
      isListed: false,
    });
    await atomically(({ orders }) => orders.insert(full));
    expect(await open.ledger.read.orders.findByReference(full.reference)).to.deep.equal(full);
    await atomically(({ orders }) => orders.setCollected(full.id, sampleSha256(2), AT));
    expect(await open.ledger.read.orders.findByReference(full.reference)).to.deep.equal({
      ...full,
      state: 'collected',
      collectedAt: AT,
      certificateSha256: sampleSha256(2),
    });
    expect(await open.ledger.read.orders.findByReference('K7Q2-404')).to.equal(undefined);
  });

  it('are listed newest first, by pages that later orders do not move', async () => {
    for (const n of [2, 3, 4, 5]) await atomically(({ orders }) => orders.insert(sampleOrder(n)));
    const { orders } = open.ledger.read;
    const first = await orders.list({ limit: 2 });
    await atomically(({ orders }) => orders.insert(sampleOrder(6)));
    const second = await orders.list({ limit: 2, cursor: first.nextCursor! });
    const third = await orders.list({ limit: 2, cursor: second.nextCursor! });
    expect([first, second, third].map((page) => page.items.map((order) => order.id))).to.deep.equal([
      ['order-5', 'order-4'],
      ['order-3', 'order-2'],
      ['order-1'],
    ]);
    expect(third.nextCursor).to.equal(null);
    const foreign = await refusal(open.ledger.read.audit.listLatest({ limit: 2, cursor: first.nextCursor! }));
    expect(isCertBankError(foreign, 'search.invalid')).to.equal(true);
  });
});
