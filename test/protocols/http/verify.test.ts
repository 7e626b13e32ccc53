import { expect } from 'chai';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { startBank, type RunningBank } from '../../support/running-bank.ts';
import { samplePdf, signPdf } from '../../support/pdf.ts';

describe('POST /api/v1/verify', () => {
  let bank: RunningBank;
  let document: Uint8Array;

  before(async () => {
    bank = await startBank();
    document = await signPdf(await samplePdf());
  });
  after(() => bank.remove());

  const verify = (query = '', headers: Record<string, string> = {}) =>
    bank.ask(`/api/v1/verify${query}`, { body: document, headers });

  it('refuses a form that there is not, and a seal on what is no PDF', async () => {
    expect((await verify('?report=docx')).json.code).to.equal('input.invalid');
    expect((await verify('?seal=yes')).json.code).to.equal('input.invalid');
    // What was good the day before a revocation is no evidence for today.
    const past = await verify('?report=pdf&seal=yes&at=2026-01-01T00:00:00Z');
    expect(past.status).to.equal(400);
    expect(past.json.code).to.equal('input.invalid');
    const refused = await verify('', { accept: 'image/png' });
    expect(refused.status).to.equal(406);
    expect(refused.json.code).to.equal('not-acceptable');
  });

  it('describes every refusal of what is sent in', async () => {
    const { responses } = (await bank.ask('/api/openapi.json')).json.paths['/api/v1/verify'].post;
    const hostile: [string | Uint8Array, string][] = [
      [document.subarray(0, 500), 'application/octet-stream'],
      ['MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=a\r\n\r\nx', 'message/rfc822'],
      ['', 'application/octet-stream'],
      ['x', 'multipart/form-data'],
      ['x', 'multipart/form-data; boundary=b'],
    ];
    for (const [body, type] of hostile) {
      const { status, json } = await bank.ask('/api/v1/verify', { body, headers: { 'content-type': type } });
      expect(responses[status]?.description, `${status} ${json.code}`).to.contain(json.code);
    }
  });

  it('answers with the simple report unless another is asked for', async () => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
      const answer = await verify('?name=a.pdf', headers);
      expect(answer.status, answer.text).to.equal(200);
      expect(answer.headers.get('content-type')).to.match(/^application\/json/);
      expect(answer.json.document).to.include({ name: 'a.pdf', format: 'pades' });
      expect(answer.json.signatures[0]).to.include({
        indication: 'INDETERMINATE',
        subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      });
    }
  });

  it('tells every check in the detailed report', async () => {
    const { json } = await verify('?report=detailed');
    expect(json.signatures[0].processes[0].blocks).to.have.lengthOf.at.least(4);
  });

  it('writes ETSI TS 119 102-2 for whoever accepts XML', async () => {
    const answer = await verify('', { accept: 'application/xml' });
    expect(answer.headers.get('content-type')).to.match(/^application\/xml/);
    expect(answer.text).to.match(/^<\?xml[^>]*\?>\s*<(\w+:)?ValidationReport[\s>]/);
  });

  it('writes plain text in the language that is asked for', async () => {
    const danish = await verify('?report=text', { 'accept-language': 'da' });
    const english = await verify('', { accept: 'text/plain', 'accept-language': 'en-GB, da;q=0.5' });
    expect(danish.headers.get('content-type')).to.match(/^text\/plain/);
    expect(danish.text).to.contain('underskrift');
    expect(english.text).to.contain('signature');
    expect((await verify('?report=text&lang=en', { 'accept-language': 'da' })).text).to.equal(english.text);
  });

  it('prints a PDF, and seals it with a time-stamp when asked', async () => {
    const plain = await verify('?report=pdf&lang=da');
    expect(plain.headers.get('content-type')).to.equal('application/pdf');
    expect(Buffer.from(plain.bytes.subarray(0, 5)).toString()).to.equal('%PDF-');

    const sealed = await verify('?seal=yes', { accept: 'application/pdf' });
    expect(sealed.status, sealed.text).to.equal(200);
    const { json } = await bank.ask('/api/v1/verify', { body: sealed.bytes });
    expect(json.signatures).to.have.length(1);
    const [seal] = json.signatures;
    expect(seal, JSON.stringify(seal.reasons)).to.include({
      indication: 'TOTAL-PASSED',
      level: 'BASELINE-T',
    });
    expect(seal.signedBy).to.match(/ Seal$/);
    expect(seal.timestamps).to.have.length(1);
  });

  it('seals nothing once the certificate of the seal is revoked', async () => {
    const { authority } = bank.service.bank;
    const { sha256 } = authority.issuers.findUnit('sealer')!.record;
    const actor = { kind: 'administrator', id: 'admin' } as const;
    await revoke(authority, { actor, sha256, reason: 'keyCompromise' });
    const refused = await verify('?report=pdf&seal=yes');
    expect(refused.status).to.equal(503);
    expect(refused.json.code).to.equal('service.not-ready');
  });
});
