import { expect } from 'chai';
import { release } from '../../../src/authority/revocation/release.ts';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { suspend } from '../../../src/authority/revocation/suspend.ts';
import {
  releaseWithCode,
  revokeWithCode,
  suspendWithCode,
} from '../../../src/authority/revocation/with-code.ts';
import type { RevocationReason } from '../../../src/authority/ports/records.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import {
  ADMINISTRATOR,
  AUDITOR,
  OFFICER,
  PUBLIC,
  collectNew,
  makeBank,
  type TestBank,
} from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { refusal } from '../../support/refusal.ts';

describe('revocation', () => {
  let bank: TestBank;
  before(async () => {
    bank = await makeBank();
  });
  after(() => bank.close());

  const certificate = async () => (await collectNew(bank)).certificate.sha256;
  const lastAudit = async () => (await bank.ledger.read.audit.listLatest({ limit: 1 })).items[0]!;

  describe('refuses', () => {
    it('the public and auditors', async () => {
      const sha256 = await certificate();
      for (const actor of [PUBLIC, AUDITOR]) {
        expect(await refusalCode(revoke(bank, { actor, sha256, reason: 'superseded' }))).to.equal(
          'access.denied',
        );
        expect(await refusalCode(suspend(bank, { actor, sha256 }))).to.equal('access.denied');
        expect(await refusalCode(release(bank, { actor, sha256 }))).to.equal('access.denied');
      }
    });

    it('a certificate that is not in the bank', async () => {
      const sha256 = '0'.repeat(64);
      expect(await refusalCode(revoke(bank, { actor: OFFICER, sha256, reason: 'superseded' }))).to.equal(
        'certificate.not-found',
      );
    });

    for (const reason of ['certificateHold', 'cACompromise', 'aACompromise'] satisfies RevocationReason[]) {
      it(`the reason ${reason} for a holder's certificate`, async () => {
        const sha256 = await certificate();
        expect(await refusalCode(revoke(bank, { actor: OFFICER, sha256, reason }))).to.equal(
          'revocation.reason-invalid',
        );
      });
    }

    it('an invalidity date in the future', async () => {
      const invalidityDate = new Date(bank.clock.now().getTime() + 60_000);
      const request = {
        actor: OFFICER,
        sha256: await certificate(),
        reason: 'keyCompromise',
        invalidityDate,
      } as const;
      expect(await refusalCode(revoke(bank, request))).to.equal('input.invalid');
    });

    it('to revoke, suspend or release what is revoked', async () => {
      const sha256 = await certificate();
      await revoke(bank, { actor: OFFICER, sha256, reason: 'superseded' });
      expect(await refusalCode(revoke(bank, { actor: OFFICER, sha256, reason: 'unspecified' }))).to.equal(
        'revocation.already-revoked',
      );
      expect(await refusalCode(suspend(bank, { actor: OFFICER, sha256 }))).to.equal(
        'revocation.already-revoked',
      );
      expect(await refusalCode(release(bank, { actor: OFFICER, sha256 }))).to.equal(
        'revocation.already-revoked',
      );
    });

    it('to suspend twice, and to release what is not on hold', async () => {
      const sha256 = await certificate();
      expect(await refusalCode(release(bank, { actor: OFFICER, sha256 }))).to.equal('revocation.not-on-hold');
      await suspend(bank, { actor: OFFICER, sha256 });
      expect(await refusalCode(suspend(bank, { actor: OFFICER, sha256 }))).to.equal(
        'revocation.already-on-hold',
      );
    });

    it("an officer who goes for the authority's own certificates, and anybody for the root", async () => {
      const { sha256 } = bank.issuers.issuing.record;
      expect(await refusalCode(revoke(bank, { actor: OFFICER, sha256, reason: 'cACompromise' }))).to.equal(
        'access.denied',
      );
      const root = bank.issuers.root.record.sha256;
      expect(
        await refusalCode(revoke(bank, { actor: ADMINISTRATOR, sha256: root, reason: 'cACompromise' })),
      ).to.equal('access.denied');
      expect(await refusalCode(suspend(bank, { actor: ADMINISTRATOR, sha256 }))).to.equal(
        'revocation.reason-invalid',
      );
    });

    it('a wrong code, which costs a try each time, until the right one is refused too', async () => {
      const collected = await collectNew(bank);
      const { sha256 } = collected.certificate;
      for (let triesLeft = 9; triesLeft >= 0; triesLeft--) {
        const error = await refusal(revokeWithCode(bank, { sha256, code: 'wrong', reason: 'superseded' }));
        if (!isCertBankError(error, 'revocation.wrong-code')) throw error;
        expect(error.details.triesLeft).to.equal(triesLeft);
      }
      const right = { sha256, code: collected.revocationCode, reason: 'superseded' } as const;
      expect(await refusalCode(revokeWithCode(bank, right))).to.equal('revocation.locked');
      expect((await lastAudit()).action).to.equal('revocation-code.locked');
    });

    it('a reason that only the authority can know, from a holder, without touching the certificate', async () => {
      const { certificate: held, revocationCode: code } = await collectNew(bank);
      const request = { sha256: held.sha256, code, reason: 'privilegeWithdrawn' } as const;
      expect(await refusalCode(revokeWithCode(bank, request))).to.equal('revocation.reason-invalid');
      expect((await bank.ledger.read.certificates.findBySha256(held.sha256))!.status).to.equal('good');
    });

    it('a code for a certificate that has none', async () => {
      const { sha256 } = bank.issuers.issuing.record;
      expect(await refusalCode(revokeWithCode(bank, { sha256, code: 'x', reason: 'superseded' }))).to.equal(
        'certificate.not-found',
      );
    });
  });

  it('is kept with reason, instant and audit record', async () => {
    const sha256 = await certificate();
    const invalidityDate = new Date('2026-02-28T08:00:00.900Z');
    const revoked = await revoke(bank, { actor: OFFICER, sha256, reason: 'keyCompromise', invalidityDate });
    expect(revoked).to.deep.include({
      status: 'revoked',
      reason: 'keyCompromise',
      revokedAt: bank.clock.now(),
    });
    expect(revoked.invalidityDate).to.deep.equal(new Date('2026-02-28T08:00:00Z'));
    expect(await bank.ledger.read.certificates.findBySha256(sha256)).to.deep.equal(revoked);
    expect(await lastAudit()).to.include({
      action: 'certificate.revoked',
      object: sha256,
      actor: 'officer:otto',
    });
  });

  it('of a certificate on hold counts from the beginning of the hold', async () => {
    const sha256 = await certificate();
    const since = bank.clock.now();
    await suspend(bank, { actor: OFFICER, sha256 });
    bank.clock.pass(3600);
    const revoked = await revoke(bank, { actor: OFFICER, sha256, reason: 'keyCompromise' });
    expect(revoked.revokedAt).to.deep.equal(since);
  });

  it('can become one for key compromise, with its date kept, and no lesser one again', async () => {
    const sha256 = await certificate();
    const { revokedAt } = await revoke(bank, { actor: OFFICER, sha256, reason: 'superseded' });
    bank.clock.pass(60);
    const graver = await revoke(bank, { actor: OFFICER, sha256, reason: 'keyCompromise' });
    expect(graver).to.deep.include({ reason: 'keyCompromise', revokedAt });
    expect((await lastAudit()).action).to.equal('certificate.reason-changed');
    expect(await refusalCode(revoke(bank, { actor: OFFICER, sha256, reason: 'keyCompromise' }))).to.equal(
      'revocation.already-revoked',
    );
  });

  it('keeps since when the key is distrusted when the reason gets graver', async () => {
    const sha256 = await certificate();
    const invalidityDate = new Date('2026-02-01T08:00:00Z');
    await revoke(bank, { actor: OFFICER, sha256, reason: 'superseded', invalidityDate });
    const graver = await revoke(bank, { actor: OFFICER, sha256, reason: 'keyCompromise' });
    expect(graver.invalidityDate).to.deep.equal(invalidityDate);
  });

  it('works on a certificate that has expired', async () => {
    const own = await makeBank();
    const { sha256 } = (await collectNew(own)).certificate;
    own.clock.pass(4 * 365 * 86_400);
    expect((await revoke(own, { actor: OFFICER, sha256, reason: 'keyCompromise' })).status).to.equal(
      'revoked',
    );
    await own.close();
  });

  it('of the issuing authority is for an administrator', async () => {
    const own = await makeBank();
    const { sha256 } = own.issuers.issuing.record;
    expect((await revoke(own, { actor: ADMINISTRATOR, sha256, reason: 'cACompromise' })).status).to.equal(
      'revoked',
    );
    await own.close();
  });

  it('ends a hold as if it had never been', async () => {
    const sha256 = await certificate();
    await suspend(bank, { actor: OFFICER, sha256 });
    const released = await release(bank, { actor: OFFICER, sha256 });
    expect(released).to.include({ status: 'good', reason: null, revokedAt: null });
    const { details } = await lastAudit();
    expect(JSON.parse(details)).to.include({ from: 'on-hold', heldSince: bank.clock.now().toISOString() });
  });

  it("is the holder's with the code, by serial number as certificate viewers write it", async () => {
    const { certificate: held, revocationCode: code } = await collectNew(bank);
    const serial = held.serial.toUpperCase().replace(/(..)(?=.)/g, '$1:');
    expect((await suspendWithCode(bank, { serial, code })).status).to.equal('on-hold');
    expect((await releaseWithCode(bank, { serial, code })).status).to.equal('good');
    expect((await revokeWithCode(bank, { serial, code, reason: 'superseded' })).status).to.equal('revoked');
    expect((await lastAudit()).actor).to.equal(`holder:${held.sha256}`);
  });

  it('of one certificate by two at once is done once', async () => {
    const sha256 = await certificate();
    const outcomes = await Promise.allSettled([
      revoke(bank, { actor: OFFICER, sha256, reason: 'superseded' }),
      revoke(bank, { actor: ADMINISTRATOR, sha256, reason: 'unspecified' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
  });
});
