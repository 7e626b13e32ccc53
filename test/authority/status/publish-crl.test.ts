import { expect } from 'chai';
import { release } from '../../../src/authority/revocation/release.ts';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { suspend } from '../../../src/authority/revocation/suspend.ts';
import { checkCrl } from '../../../src/authority/status/check-crl.ts';
import { listDueCrls, publishCrl } from '../../../src/authority/status/publish-crl.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import { verifySigned } from '../../../src/crypto/verify.ts';
import { draftCrl, type CrlFields } from '../../../src/formats/crl/crl-draft.ts';
import { parseCrl } from '../../../src/formats/crl/crl.ts';
import { serialText } from '../../../src/formats/x509/serial-number.ts';
import {
  ADMINISTRATOR,
  OFFICER,
  SYSTEM,
  collectNew,
  makeBank,
  type TestBank,
} from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { refusal } from '../../support/refusal.ts';

const publish = (bank: TestBank) => publishCrl(bank, { actor: SYSTEM, issuerId: 'issuing' });

const serials = (der: Uint8Array) =>
  [...parseCrl(der).entries()].map(({ serialNumber }) => serialText(serialNumber));

describe('publishCrl', () => {
  let bank: TestBank;
  beforeEach(async () => {
    bank = await makeBank();
  });
  afterEach(() => bank.close());

  it('refuses officers, unknown issuers and responders', async () => {
    const as = (actor: typeof OFFICER, issuerId: string) =>
      refusalCode(publishCrl(bank, { actor, issuerId }));
    expect(await as(OFFICER, 'issuing')).to.equal('access.denied');
    expect(await as(ADMINISTRATOR, 'nobody')).to.equal('issuer.not-found');
    expect(await as(ADMINISTRATOR, 'issuing-ocsp-1')).to.equal('issuer.not-found');
  });

  it('refuses to publish when the clock has gone back', async () => {
    bank.clock.pass(-60);
    expect(await refusalCode(publish(bank))).to.equal('service.not-ready');
  });

  it('lists what is revoked or on hold, with reasons, signed by the authority', async () => {
    const [a, b, c] = [await collectNew(bank), await collectNew(bank), await collectNew(bank)];
    await revoke(bank, { actor: OFFICER, sha256: a.certificate.sha256, reason: 'keyCompromise' });
    bank.clock.pass(60);
    await suspend(bank, { actor: OFFICER, sha256: b.certificate.sha256 });
    const record = await publish(bank);
    const crl = parseCrl(record.der);
    expect([...crl.entries()].map(({ reason }) => reason)).to.deep.equal([
      'keyCompromise',
      'certificateHold',
    ]);
    expect(serials(record.der)).to.not.include(c.certificate.serial);
    expect(await verifySigned(bank.engine, crl, bank.issuers.issuing.certificate.publicKey)).to.equal(
      'valid',
    );
    expect(crl.issuingDistributionPoint).to.equal(undefined);
    expect(crl.nextUpdate!.getTime() - crl.thisUpdate.getTime()).to.equal(12 * 3_600_000);
    const { items } = await bank.ledger.read.audit.listLatest({ limit: 1 });
    expect(items[0]).to.include({ action: 'crl.published', object: 'issuing', actor: 'system' });
  });

  it('numbers by the clock, and goes on when the clock stands still', async () => {
    const first = await publish(bank);
    const second = await publish(bank);
    expect(second.number).to.equal(first.number + 1);
    bank.clock.pass(600);
    const third = await publish(bank);
    expect(third.number).to.equal(bank.clock.now().getTime() / 1000);
  });

  it('of two at once publishes one', async () => {
    const outcomes = await Promise.allSettled([publish(bank), publish(bank)]);
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
  });

  it('drops what was released', async () => {
    const { certificate } = await collectNew(bank);
    await suspend(bank, { actor: OFFICER, sha256: certificate.sha256 });
    expect(serials((await publish(bank)).der)).to.deep.equal([certificate.serial]);
    await release(bank, { actor: OFFICER, sha256: certificate.sha256 });
    expect(serials((await publish(bank)).der)).to.deep.equal([]);
  });

  it('lists what has expired once more, and then no longer', async () => {
    const { certificate } = await collectNew(bank);
    await revoke(bank, { actor: OFFICER, sha256: certificate.sha256, reason: 'superseded' });
    await publish(bank);
    bank.clock.pass(1095 * 86_400);
    expect(serials((await publish(bank)).der)).to.deep.equal([certificate.serial]);
    expect(serials((await publish(bank)).der)).to.deep.equal([]);
  });

  it("tells by the root's list that the issuing authority is revoked", async () => {
    const { sha256, certificateDer } = bank.issuers.issuing.record;
    await revoke(bank, { actor: ADMINISTRATOR, sha256, reason: 'cACompromise' });
    const { der } = await publishCrl(bank, { actor: ADMINISTRATOR, issuerId: 'root' });
    expect(serials(der)).to.deep.equal([bank.issuers.issuing.certificate.serial]);
    expect(certificateDer).to.be.instanceOf(Uint8Array);
  });

  it("is due at once for the root when one of the bank's own certificates is revoked", async () => {
    bank.clock.pass(60);
    expect(await listDueCrls(bank)).to.deep.equal([]);
    const { sha256 } = bank.issuers.issuing.record;
    await revoke(bank, { actor: ADMINISTRATOR, sha256, reason: 'cACompromise' });
    expect(await listDueCrls(bank)).to.deep.equal(['root']);
    bank.clock.pass(1);
    await publishCrl(bank, { actor: SYSTEM, issuerId: 'root' });
    expect(await listDueCrls(bank)).to.deep.equal([]);
  });

  it('is due after half an hour for holders, after a day for the root', async () => {
    expect(await listDueCrls(bank)).to.deep.equal([]);
    bank.clock.pass(1800);
    expect(await listDueCrls(bank)).to.deep.equal(['issuing']);
    bank.clock.pass(86_400);
    expect(await listDueCrls(bank)).to.have.members(['issuing', 'root']);
  });
});

describe('checkCrl', () => {
  let bank: TestBank;
  let revoked: string;
  before(async () => {
    bank = await makeBank();
    const { certificate } = await collectNew(bank);
    await revoke(bank, { actor: OFFICER, sha256: certificate.sha256, reason: 'superseded' });
    revoked = certificate.serial;
    await publish(bank);
  });
  after(() => bank.close());

  async function findings(
    over: Partial<CrlFields>,
    signer = bank.issuers.issuing,
    entryCount = 1,
  ): Promise<string> {
    const issuer = bank.issuers.issuing;
    const at = bank.clock.now();
    const previous = (await bank.ledger.read.crls.findLatest('issuing', 0))!;
    const draft = draftCrl({
      issuer: issuer.nameDer,
      thisUpdate: at,
      nextUpdate: new Date(at.getTime() + 1000),
      number: previous.number + 1,
      entries: [{ serial: revoked, revokedAt: at, reason: 'superseded' }],
      authorityKeyIdentifier: issuer.keyIdentifier,
      scheme: issuer.scheme,
      ...over,
    });
    const der = draft.complete(await (await signer.signer()).sign(draft.toBeSigned));
    const { certificates } = bank.ledger.read;
    const error = await refusal(
      checkCrl({ engine: bank.engine, certificates }, { der, issuer, previous, entryCount }),
    );
    if (!isCertBankError(error, 'lint.failed')) throw error;
    return error.details.findings.join('; ');
  }

  it('refuses the signature of another key', async () => {
    expect(await findings({}, bank.issuers.findResponder('issuing'))).to.include('signature');
  });

  it('refuses a number that does not increase', async () => {
    expect(await findings({ number: 1 })).to.include('number');
  });

  it('refuses a list from before the last one', async () => {
    expect(await findings({ thisUpdate: new Date('2026-01-01T00:00:00Z') })).to.include('goes back');
  });

  it('refuses to forget a certificate that is still revoked', async () => {
    expect(await findings({ entries: [] }, bank.issuers.issuing, 0)).to.include(`${revoked} is missing`);
  });

  it('refuses another number of entries than there should be', async () => {
    expect(await findings({}, bank.issuers.issuing, 2)).to.include('1 entries, not 2');
  });

  it('refuses the name or key identifier of another authority', async () => {
    const { root } = bank.issuers;
    expect(await findings({ issuer: root.nameDer })).to.include('issuer');
    expect(await findings({ authorityKeyIdentifier: root.keyIdentifier })).to.include(
      'authorityKeyIdentifier',
    );
  });
});
