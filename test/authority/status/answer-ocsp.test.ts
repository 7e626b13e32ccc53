import { expect } from 'chai';
import { createHash, X509Certificate } from 'node:crypto';
import { release } from '../../../src/authority/revocation/release.ts';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { suspend } from '../../../src/authority/revocation/suspend.ts';
import { answerOcsp } from '../../../src/authority/status/answer-ocsp.ts';
import { renewResponder } from '../../../src/authority/ceremony/renew-responder.ts';
import { verifySigned } from '../../../src/crypto/verify.ts';
import { encodeCertId } from '../../../src/formats/ocsp/cert-id.ts';
import { encodeOcspRequest } from '../../../src/formats/ocsp/request.ts';
import { parseOcspResponse, type BasicOcspResponse } from '../../../src/formats/ocsp/response.ts';
import { parseCertificate } from '../../../src/formats/x509/certificate.ts';
import { OFFICER, SYSTEM, collectNew, makeBank, type TestBank } from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';

const NODE_HASHES = {
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
} as const;

describe('answerOcsp', () => {
  let bank: TestBank;
  beforeEach(async () => {
    bank = await makeBank();
  });
  afterEach(() => bank.close());

  function certId(
    der: Uint8Array,
    hash: keyof typeof NODE_HASHES = 'SHA-1',
    issuerDer?: Uint8Array,
  ): Uint8Array {
    const issuer = parseCertificate(issuerDer ?? bank.issuers.issuing.record.certificateDer);
    const digest = (data: Uint8Array) => Uint8Array.from(createHash(NODE_HASHES[hash]).update(data).digest());
    return encodeCertId({
      hash: hash,
      issuerNameHash: digest(issuer.subject.der),
      issuerKeyHash: digest(issuer.publicKey.keyBits),
      serialNumber: parseCertificate(der).serialNumber,
    });
  }

  async function ask(certIds: readonly Uint8Array[], nonce?: Uint8Array) {
    const answer = await answerOcsp(bank, encodeOcspRequest({ certIds, nonce }));
    return { ...answer, response: parseOcspResponse(answer.der) };
  }

  async function basicOf(certIds: readonly Uint8Array[], nonce?: Uint8Array): Promise<BasicOcspResponse> {
    const { response } = await ask(certIds, nonce);
    expect(response.responseStatus).to.equal('successful');
    return response.basic!;
  }

  describe('refuses', () => {
    it('what is no request', async () => {
      expect(await refusalCode(answerOcsp(bank, Uint8Array.of(0x30, 0x03, 1, 2, 3)))).to.equal(
        'der.malformed',
      );
    });

    it('requests about issuers that are not ours, or have no responder, as unauthorized', async () => {
      const { certificate } = await collectNew(bank);
      const foreign = await makeBank();
      const other = foreign.issuers.root.record.certificateDer;
      const root = bank.issuers.root.record.certificateDer;
      for (const issuer of [other, root]) {
        const { response, httpCacheSeconds } = await ask([certId(certificate.der, 'SHA-256', issuer)]);
        expect(response.responseStatus).to.equal('unauthorized');
        expect(httpCacheSeconds).to.equal(undefined);
      }
      await foreign.close();
    });

    it('to speak under a certificate that has run out', async () => {
      const { certificate } = await collectNew(bank);
      bank.clock.pass(31 * 86_400);
      const request = encodeOcspRequest({ certIds: [certId(certificate.der)] });
      expect(await refusalCode(answerOcsp(bank, request))).to.equal('service.not-ready');
    });
  });

  it('says good of what is in the bank, under every hash that requests use', async () => {
    const { certificate } = await collectNew(bank);
    for (const hash of Object.keys(NODE_HASHES) as (keyof typeof NODE_HASHES)[]) {
      const asked = certId(certificate.der, hash);
      const { responses } = await basicOf([asked]);
      expect(responses.map(({ status }) => status)).to.deep.equal(['good']);
      expect(responses[0]!.certId.der).to.deep.equal(asked);
    }
  });

  it('says unknown of a serial number never issued, and lets nobody keep the answer', async () => {
    const { response, httpCacheSeconds } = await ask([certId(bank.issuers.root.record.certificateDer)]);
    expect(response.basic!.responses[0]!.status).to.equal('unknown');
    expect(httpCacheSeconds).to.equal(undefined);
  });

  it('signs the same answer once a second, unless there is a nonce, and another status at once', async () => {
    const { certificate } = await collectNew(bank);
    const asked = [certId(certificate.der)];
    const signaturesOf = async (ask: () => Promise<unknown>): Promise<number> => {
      const before = bank.signed.count;
      for (let i = 0; i < 3; i++) await ask();
      return bank.signed.count - before;
    };
    expect(await signaturesOf(() => basicOf(asked))).to.equal(1);
    expect(await signaturesOf(() => basicOf(asked, Uint8Array.of(1)))).to.equal(3);
    bank.clock.pass(1);
    expect(await signaturesOf(() => basicOf(asked))).to.equal(1);
    await suspend(bank, { actor: OFFICER, sha256: certificate.sha256 });
    expect((await basicOf(asked)).responses[0]!.status).to.equal('revoked');
    await release(bank, { actor: OFFICER, sha256: certificate.sha256 });
    expect((await basicOf(asked)).responses[0]!.status).to.equal('good');
    const { signatureAlgorithm, toBeSigned, signature } = await basicOf(asked);
    const responder = bank.issuers.findResponder('issuing', bank.clock.now())!;
    const signed = { toBeSigned, signatureAlgorithm, signature };
    expect(await verifySigned(bank.engine, signed, responder.certificate.publicKey)).to.equal('valid');
  });

  it('says revoked, with reason and instant, from the first request after', async () => {
    const { certificate } = await collectNew(bank);
    const asked = certId(certificate.der);
    expect((await basicOf([asked])).responses[0]!.status).to.equal('good');
    await revoke(bank, { actor: OFFICER, sha256: certificate.sha256, reason: 'keyCompromise' });
    const [single] = (await basicOf([asked])).responses;
    expect(single).to.deep.include({
      status: 'revoked',
      reason: 'keyCompromise',
      revokedAt: bank.clock.now(),
    });
  });

  it('says revoked of what is on hold, and good once it is released', async () => {
    const { certificate } = await collectNew(bank);
    const { sha256 } = certificate;
    await suspend(bank, { actor: OFFICER, sha256 });
    expect((await basicOf([certId(certificate.der)])).responses[0]).to.include({ reason: 'certificateHold' });
    await release(bank, { actor: OFFICER, sha256 });
    expect((await basicOf([certId(certificate.der)])).responses[0]!.status).to.equal('good');
  });

  it('answers several questions in their order', async () => {
    const [a, b] = [await collectNew(bank), await collectNew(bank)];
    await revoke(bank, { actor: OFFICER, sha256: b.certificate.sha256, reason: 'superseded' });
    const root = bank.issuers.root.record.certificateDer;
    const asked = [
      certId(b.certificate.der),
      certId(root),
      certId(a.certificate.der),
      certId(a.certificate.der, 'SHA-1', root),
    ];
    const { responses } = await basicOf(asked);
    expect(responses.map(({ status }) => status)).to.deep.equal(['revoked', 'unknown', 'good', 'unknown']);
  });

  it('repeats a nonce, and then lets nobody keep the answer', async () => {
    const { certificate } = await collectNew(bank);
    const nonce = new Uint8Array(32).fill(9);
    const { response, httpCacheSeconds } = await ask([certId(certificate.der)], nonce);
    expect(response.basic!.nonce).to.deep.equal(nonce);
    expect(httpCacheSeconds).to.equal(undefined);
    expect((await ask([certId(certificate.der)])).httpCacheSeconds).to.equal(60);
  });

  it('is signed by the delegated responder, whose certificate comes along', async () => {
    const { certificate } = await collectNew(bank);
    const basic = await basicOf([certId(certificate.der)]);
    expect(basic.certificates).to.have.length(1);
    const responder = parseCertificate(basic.certificates[0]!);
    expect(await verifySigned(bank.engine, basic, responder.publicKey)).to.equal('valid');
    expect(responder.extendedKeyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.9']);
    expect(responder.hasOcspNoCheck).to.equal(true);
    const issuer = new X509Certificate(bank.issuers.issuing.record.certificateDer);
    expect(new X509Certificate(responder.der).verify(issuer.publicKey)).to.equal(true);
    const keyHash = createHash('sha1').update(responder.publicKey.keyBits).digest();
    expect(basic.responderId).to.deep.equal({ kind: 'key', hash: Uint8Array.from(keyHash) });
  });

  it('says how fresh it is, and never outlives its responder', async () => {
    const { certificate } = await collectNew(bank);
    const now = bank.clock.now();
    const [single] = (await basicOf([certId(certificate.der)])).responses;
    expect(single!.thisUpdate).to.deep.equal(now);
    expect(single!.nextUpdate).to.deep.equal(new Date(now.getTime() + 1_800_000));
    bank.clock.pass(30 * 86_400 - 61);
    const [last] = (await basicOf([certId(certificate.der)])).responses;
    expect(last!.nextUpdate).to.deep.equal(bank.issuers.findResponder('issuing')!.notAfter);
  });

  it('comes from the responder before while the clock is behind the new one', async () => {
    const { certificate } = await collectNew(bank);
    bank.clock.pass(86_400);
    await renewResponder(bank, { actor: SYSTEM, issuerId: 'issuing' });
    bank.clock.pass(-5);
    const { certificates } = await basicOf([certId(certificate.der)]);
    expect(certificates).to.deep.equal([bank.issuers.get('issuing-ocsp-1').record.certificateDer]);
  });

  it('comes from the new responder once it is renewed', async () => {
    const { certificate } = await collectNew(bank);
    const before = (await basicOf([certId(certificate.der)])).certificates[0];
    await renewResponder(bank, { actor: SYSTEM, issuerId: 'issuing' });
    const after = (await basicOf([certId(certificate.der)])).certificates[0];
    expect(after).to.not.deep.equal(before);
    expect(after).to.deep.equal(bank.issuers.get('issuing-ocsp-2').record.certificateDer);
  });
});
