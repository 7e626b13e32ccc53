import { expect } from 'chai';
import { initialise } from '../../../src/authority/ceremony/initialise.ts';
import { listDueResponders, renewResponder } from '../../../src/authority/ceremony/renew-responder.ts';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { verifyAudit } from '../../../src/authority/audit/verify.ts';
import type { KeyStore } from '../../../src/authority/ports/keys.ts';
import { ADMINISTRATOR, BASE_URL, OFFICER, SYSTEM, makeBank } from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { refusal } from '../../support/refusal.ts';

const NAMES = { organisation: 'Eksempelbanken', country: 'DK', baseUrl: BASE_URL } as const;

describe('initialise', () => {
  it('refuses names that no certificate may bear', async () => {
    const empty = await makeBank({ isInitialised: false });
    for (const names of [{ country: 'dk' }, { organisation: ' ' }, { organisation: 'x'.repeat(65) }]) {
      const request = { ...NAMES, profile: 'p256' as const, ...names };
      expect(await refusalCode(initialise(empty, request))).to.equal('lint.failed');
    }
    expect(await empty.ledger.read.issuers.list()).to.deep.equal([]);
    await empty.close();
  });

  it('makes root, issuing authority, responder, time-stamp authority, seal and CRLs, each with an audit record', async () => {
    const bank = await makeBank();
    const ids = bank.issuers.all.map(({ id }) => id);
    expect(ids).to.deep.equal(['issuing-seal-1', 'issuing-tsa-1', 'issuing-ocsp-1', 'issuing', 'root']);
    const records = await bank.ledger.read.audit.listFrom(1, 10);
    expect(records.map(({ action, object }) => `${action} ${object}`)).to.deep.equal([
      'issuer.created root',
      'issuer.created issuing',
      'issuer.created issuing-ocsp-1',
      'issuer.created issuing-tsa-1',
      'issuer.created issuing-seal-1',
      ...bank.issuers.authorities.map(({ id }) => `crl.published ${id}`),
    ]);
    await verifyAudit(bank, { actor: ADMINISTRATOR });
    await bank.close();
  });

  it('leaves a finished hierarchy as it is', async () => {
    const bank = await makeBank();
    const before = bank.issuers.all.map(({ record }) => record.sha256);
    const issuers = await initialise(bank, { ...NAMES, profile: 'oces3' });
    expect(issuers.all.map(({ record }) => record.sha256)).to.deep.equal(before);
    await bank.close();
  });

  it('finishes a ceremony that broke off', async () => {
    const bank = await makeBank({ isInitialised: false });
    const keys: KeyStore = {
      ...bank.keys,
      generate: (name, kind) =>
        name.startsWith('issuing') ? Promise.reject(new Error('cut')) : bank.keys.generate(name, kind),
    };
    await refusal(initialise({ ...bank, keys }, { ...NAMES, profile: 'p256' }));
    const [root] = await bank.ledger.read.issuers.list();
    const issuers = await initialise(bank, { ...NAMES, profile: 'p256' });
    expect(issuers.root.record).to.deep.equal(root);
    expect(issuers.issuing.record.parentId).to.equal('root');
    await bank.close();
  });

  it('gives a bank that was made without them a time-stamp authority and a seal, and changes nothing else', async () => {
    const bank = await makeBank({ isInitialised: false });
    const keys: KeyStore = {
      ...bank.keys,
      generate: (name, kind) =>
        name.startsWith('issuing-tsa') ? Promise.reject(new Error('cut')) : bank.keys.generate(name, kind),
    };
    await refusal(initialise({ ...bank, keys }, { ...NAMES, profile: 'p256' }));
    const before = await bank.ledger.read.issuers.list();
    const issuers = await initialise(bank, { ...NAMES, profile: 'p256' });
    const ids = issuers.all.map(({ id }) => id);
    expect(ids).to.deep.equal(['issuing-seal-1', 'issuing-tsa-1', ...before.map(({ id }) => id)]);
    await bank.close();
  });

  it('makes each part once where two processes begin at the same time', async () => {
    const bank = await makeBank({ isInitialised: false });
    const begun = [1, 2].map(() => initialise(bank, { ...NAMES, profile: 'p256' }));
    const [one, other] = (await Promise.all(begun)).map((issuers) => issuers.all.map(({ id }) => id));
    expect(one).to.have.members(['issuing-seal-1', 'issuing-tsa-1', 'issuing-ocsp-1', 'issuing', 'root']);
    expect(other).to.deep.equal(one);
    await verifyAudit(bank, { actor: ADMINISTRATOR });
    await bank.close();
  });
});

describe('renewResponder', () => {
  it('is due at once where the responder is revoked', async () => {
    const bank = await makeBank();
    const { sha256 } = bank.issuers.findResponder('issuing')!.record;
    await revoke(bank, { actor: ADMINISTRATOR, sha256, reason: 'keyCompromise' });
    expect(await listDueResponders(bank)).to.deep.equal(['issuing']);
    await renewResponder(bank, { actor: SYSTEM, issuerId: 'issuing' });
    expect(await listDueResponders(bank)).to.deep.equal([]);
    await bank.close();
  });

  it('is due ten days before the end, and then not for a while', async () => {
    const bank = await makeBank();
    bank.clock.pass(20 * 86_400 - 2);
    expect(await listDueResponders(bank)).to.deep.equal([]);
    bank.clock.pass(2);
    expect(await listDueResponders(bank)).to.deep.equal(['issuing']);
    await renewResponder(bank, { actor: SYSTEM, issuerId: 'issuing' });
    expect(await listDueResponders(bank)).to.deep.equal([]);
    expect(bank.issuers.findResponder('issuing')!.id).to.equal('issuing-ocsp-2');
    await bank.close();
  });

  it('is refused to officers', async () => {
    const bank = await makeBank();
    expect(await refusalCode(renewResponder(bank, { actor: OFFICER, issuerId: 'issuing' }))).to.equal(
      'access.denied',
    );
    await bank.close();
  });
});
