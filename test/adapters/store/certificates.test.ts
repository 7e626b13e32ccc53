import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { OpenLedger } from '../../../src/adapters/store/ledger.ts';
import type { StatusRecord } from '../../../src/authority/ports/records.ts';
import { onEveryDatabase } from '../../support/database.ts';
import { sampleCertificate, sampleIntent, sampleSerial, sampleSha256 } from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';

const AT = new Date('2026-03-01T00:00:00Z');

const revoked: StatusRecord = {
  status: 'revoked',
  reason: 'keyCompromise',
  revokedAt: AT,
  invalidityDate: new Date('2026-02-01T00:00:00Z'),
};
const held: StatusRecord = {
  status: 'on-hold',
  reason: 'certificateHold',
  revokedAt: AT,
  invalidityDate: null,
};
const good: StatusRecord = { status: 'good', reason: null, revokedAt: null, invalidityDate: null };

onEveryDatabase('the certificates', (database) => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await database.open();
  });

  const atomically: OpenLedger['ledger']['atomically'] = (work) => open.ledger.atomically(work);
  const conflict = async (promise: Promise<unknown>) =>
    expect(isCertBankError(await refusal(promise), 'store.conflict')).to.equal(true);
  const issue = (n: number, given: Parameters<typeof sampleCertificate>[1] = {}) =>
    atomically(async ({ certificates }) => {
      const record = sampleCertificate(n, given);
      await certificates.insertIntent(sampleIntent(n, { issuerId: record.issuerId, serial: record.serial }));
      await certificates.complete(record);
    });

  it('refuse a serial that the issuer has used: while it is meant, when it is given, when it was abandoned', async () => {
    const again = { serial: sampleSerial(1), orderId: 'order-9', publicKeySha256: sampleSha256(9, 'k') };
    const insertAgain = () =>
      atomically(({ certificates }) => certificates.insertIntent(sampleIntent(9, again)));
    await atomically(({ certificates }) => certificates.insertIntent(sampleIntent(1)));
    await conflict(insertAgain());
    await atomically(({ certificates }) => certificates.complete(sampleCertificate(1)));
    await conflict(insertAgain());
    again.serial = sampleSerial(2);
    await atomically(async ({ certificates }) => {
      await certificates.insertIntent(sampleIntent(2));
      await certificates.abandonIntent('issuing', sampleSerial(2));
    });
    await conflict(insertAgain());
    // Another issuer counts for itself.
    await atomically(({ certificates }) =>
      certificates.insertIntent(sampleIntent(9, { ...again, issuerId: 'root' })),
    );
  });

  it('refuse a certificate without a live intent, and a second one for the same', async () => {
    await conflict(atomically(({ certificates }) => certificates.complete(sampleCertificate(1))));
    await issue(1);
    await conflict(
      atomically(({ certificates }) =>
        certificates.complete(sampleCertificate(1, { sha256: sampleSha256(99) })),
      ),
    );
    await atomically(({ certificates }) => certificates.insertIntent(sampleIntent(2)));
    expect(await atomically(({ certificates }) => certificates.abandonIntents(AT))).to.equal(1);
    await conflict(atomically(({ certificates }) => certificates.complete(sampleCertificate(2))));
    expect(await open.ledger.read.certificates.findBySha256(sampleSha256(2))).to.equal(undefined);
  });

  it('refuse a second live intent of one order, and take one after the first was abandoned', async () => {
    const second = sampleIntent(2, { orderId: 'order-1' });
    await atomically(({ certificates }) => certificates.insertIntent(sampleIntent(1)));
    await conflict(atomically(({ certificates }) => certificates.insertIntent(second)));
    await atomically(({ certificates }) => certificates.abandonIntent('issuing', sampleSerial(1)));
    await conflict(atomically(({ certificates }) => certificates.abandonIntent('issuing', sampleSerial(1))));
    await atomically(({ certificates }) => certificates.insertIntent(second));
    expect(await open.ledger.read.certificates.findLiveIntent('order-1')).to.deep.equal(second);
  });

  it('never undo a revocation, nor keep a status that contradicts itself', async () => {
    await issue(1);
    const set = (record: StatusRecord) =>
      atomically(({ certificates }) => certificates.setStatus(sampleSha256(1), record));
    await conflict(set({ ...good, reason: 'superseded' }));
    await conflict(set({ ...revoked, revokedAt: null }));
    await set(held);
    await set(good);
    await set(revoked);
    await conflict(set(good));
    await conflict(set(held));
    expect(await open.ledger.read.certificates.findStatus('issuing', sampleSerial(1))).to.deep.equal(revoked);
  });

  it('refuse to change what is not there', async () => {
    const nobody = sampleSha256(404);
    await conflict(atomically(({ certificates }) => certificates.setStatus(nobody, revoked)));
    await conflict(atomically(({ certificates }) => certificates.setListed(nobody, true)));
    await conflict(atomically(({ certificates }) => certificates.setRevocationCode(nobody, 'hash', 5)));
    await conflict(atomically(({ certificates }) => certificates.setRevocationTries(nobody, 4)));
  });

  it('are given back as they were put in', async () => {
    const full = sampleCertificate(1, {
      kind: 'VOCES',
      organisation: 'Ærø Kommune',
      email: 'Post@Aeroe.example',
      cvr: '28856075',
      isListed: false,
      partition: 3,
      revocationCodeHash: 'salt:hash',
      ...revoked,
      der: crypto.getRandomValues(new Uint8Array(2000)),
    });
    await issue(1, full);
    await issue(2, { orderId: null, ocesId: null });
    const { certificates } = open.ledger.read;
    expect(await certificates.findBySha256(full.sha256)).to.deep.equal(full);
    expect(await certificates.findBySerial('issuing', full.serial)).to.deep.equal(full);
    expect(await certificates.findByOrder('order-1')).to.deep.equal(full);
    expect(await certificates.findBySerial('root', full.serial)).to.equal(undefined);
    expect((await certificates.findBySha256(sampleSha256(2)))?.orderId).to.equal(null);
    expect(await certificates.findStatus('issuing', sampleSerial(2))).to.deep.equal(good);
    expect(await certificates.findStatus('issuing', sampleSerial(3))).to.equal(undefined);
  });

  it('hold a key from the intent on, until the intent is abandoned', async () => {
    const { read } = open.ledger;
    const isUsed = () => read.certificates.isKeyUsed(sampleSha256(1, 'k'));
    expect(await isUsed()).to.equal(false);
    await atomically(async ({ certificates }) => {
      await certificates.insertIntent(sampleIntent(1));
      expect(await certificates.isKeyUsed(sampleSha256(1, 'k'))).to.equal(true);
    });
    expect(await isUsed()).to.equal(true);
    await atomically(({ certificates }) => certificates.abandonIntent('issuing', sampleSerial(1)));
    expect(await isUsed()).to.equal(false);
  });

  it('let one work see what another in the same commit has written', async () => {
    const seen: unknown[] = [];
    await Promise.all([
      issue(1),
      atomically(async ({ certificates }) => {
        seen.push((await certificates.findBySha256(sampleSha256(1)))?.serial);
        await certificates.setStatus(sampleSha256(1), held);
      }),
      atomically(async ({ certificates }) => {
        seen.push((await certificates.findBySha256(sampleSha256(1)))?.status);
        seen.push((await certificates.findByOrder('order-1'))?.status);
        seen.push(await certificates.findLiveIntent('order-1'));
        await certificates.setStatus(sampleSha256(1), revoked);
        seen.push((await certificates.findStatus('issuing', sampleSerial(1)))?.status);
      }),
    ]);
    expect(seen).to.deep.equal([sampleSerial(1), 'on-hold', 'on-hold', undefined, 'revoked']);
  });

  it('show by order, too, a status that another work in the same commit has just set', async () => {
    await issue(1);
    const seen: unknown[] = [];
    await Promise.all([
      atomically(({ certificates }) => certificates.setStatus(sampleSha256(1), held)),
      atomically(async ({ certificates }) => {
        seen.push((await certificates.findByOrder('order-1'))?.status);
      }),
    ]);
    expect(seen).to.deep.equal(['on-hold']);
  });

  it('list for a CRL what is held or revoked and not yet expired, of one issuer and partition, oldest first', async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 2, day));
    await issue(1, { ...revoked, revokedAt: at(9) });
    await issue(2, { ...held, revokedAt: at(3) });
    await issue(3);
    await issue(4, { ...revoked, revokedAt: at(5), notAfter: at(6) });
    await issue(5, { ...revoked, partition: 1 });
    await issue(6, { ...revoked, issuerId: 'root' });
    await issue(7, { ...revoked, revokedAt: at(3), invalidityDate: null, reason: 'superseded' });
    const { certificates } = open.ledger.read;
    expect(await certificates.listRevoked('issuing', 0, at(7))).to.deep.equal([
      { serial: sampleSerial(2), revokedAt: at(3), reason: 'certificateHold', invalidityDate: null },
      { serial: sampleSerial(7), revokedAt: at(3), reason: 'superseded', invalidityDate: null },
      {
        serial: sampleSerial(1),
        revokedAt: at(9),
        reason: 'keyCompromise',
        invalidityDate: revoked.invalidityDate,
      },
    ]);
    expect(await certificates.countByStatus()).to.deep.equal({ good: 1, 'on-hold': 1, revoked: 5 });
  });

  it('keep the revocation code and its tries, and whether they are listed', async () => {
    await issue(1);
    await atomically(async ({ certificates }) => {
      await certificates.setRevocationCode(sampleSha256(1), 'salt:new', 5);
      await certificates.setRevocationTries(sampleSha256(1), 2);
      await certificates.setListed(sampleSha256(1), false);
    });
    expect(await open.ledger.read.certificates.findBySha256(sampleSha256(1))).to.include({
      revocationCodeHash: 'salt:new',
      revocationTriesLeft: 2,
      isListed: false,
    });
  });
});
