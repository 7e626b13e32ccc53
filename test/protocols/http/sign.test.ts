import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { rawEcdsaSignature } from '../../../src/crypto/ecdsa-signature.ts';
import { collectWithOpenssl, openssl, type OpensslHolder } from '../../support/openssl-holder.ts';
import { samplePdf } from '../../support/pdf.ts';
import { runTool } from '../../support/run-tool.ts';
import { startBank, type Answer, type RunningBank } from '../../support/running-bank.ts';
import { requireTool } from '../../support/tools.ts';

const LETTER = Buffer.from('Vi er enige.\n');
const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'];

interface Prepared {
  readonly toBeSigned: Uint8Array;
  readonly state: string;
  readonly answer: Answer;
}

describe('signing over HTTP in two steps, with the key in OpenSSL', () => {
  let bank: RunningBank;
  let anna: OpensslHolder;
  let rsa: OpensslHolder;

  before(async function () {
    this.timeout(30_000);
    requireTool(this, 'openssl');
    bank = await startBank();
    const token = await bank.signIn();
    anna = await collectWithOpenssl(bank, token, 'Anna Sørensen', 'P-256');
    rsa = await collectWithOpenssl(bank, token, 'Bo Østergård', 'RSA-3072');
  });
  after(async () => {
    for (const holder of [anna, rsa] as (OpensslHolder | undefined)[]) holder?.remove();
    await (bank as RunningBank | undefined)?.remove();
  });

  function form(document: Uint8Array | undefined, fields: Record<string, string>): FormData {
    const body = new FormData();
    if (document !== undefined) body.append('document', new File([document.slice()], 'letter'));
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return body;
  }

  async function prepare(document: Uint8Array, parameters: object): Promise<Prepared> {
    const body = form(document, { parameters: JSON.stringify(parameters) });
    const answer = await bank.ask('/api/v1/sign/prepare', { body });
    expect(answer.status, answer.text).to.equal(200);
    const toBeSigned = Buffer.from(answer.json.toBeSigned, 'base64');
    return { toBeSigned, state: answer.json.state, answer };
  }

  const complete = (document: Uint8Array | undefined, state: string, signature: Uint8Array) =>
    bank.ask('/api/v1/sign/complete', {
      body: form(document, { state, signature: Buffer.from(signature).toString('base64') }),
    });

  async function verify(document: Uint8Array, content?: Uint8Array) {
    const body = form(document, {});
    if (content !== undefined) body.append('content', new File([content.slice()], 'letter.txt'));
    const { json } = await bank.ask('/api/v1/verify', { body });
    expect(json.signatureCount).to.equal(1);
    return json.signatures[0];
  }

  it('refuses a signature by another key, over something else, or over another document', async () => {
    const { certificates } = anna;
    const { toBeSigned, state } = await prepare(LETTER, { certificates });
    const good = await anna.sign(toBeSigned);
    const refusal = async (...asked: Parameters<typeof complete>) => {
      const { status, json } = await complete(...asked);
      return `${status} ${json.code}`;
    };
    expect(await refusal(LETTER, state, await anna.sign(LETTER))).to.equal('422 signature.refused');
    expect(await refusal(LETTER, state, new Uint8Array(64))).to.equal('422 signature.refused');
    expect(await refusal(LETTER, state, new Uint8Array(0))).to.equal('422 signature.refused');
    const other = await prepare(LETTER, { certificates: rsa.certificates, rsa: 'pkcs1' });
    expect(await refusal(LETTER, other.state, good)).to.equal('422 signature.refused');
    expect(await refusal(Buffer.from('Vi er uenige.\n'), state, good)).to.equal('400 input.invalid');
    expect(await refusal(undefined, state, good)).to.equal('400 input.invalid');
  });

  it('refuses a state that was altered, by the signature that no longer fits, or as none', async () => {
    const { toBeSigned, state } = await prepare(LETTER, { certificates: anna.certificates });
    const signature = await anna.sign(toBeSigned);
    const parts = JSON.parse(Buffer.from(state, 'base64').toString());
    const altered = (more: object) => Buffer.from(JSON.stringify({ ...parts, ...more })).toString('base64');
    const codeOf = async (text: string) => (await complete(LETTER, text, signature)).json.code;
    expect(await codeOf(altered({ at: '2020-01-01T00:00:00Z' }))).to.equal('signature.refused');
    expect(await codeOf(altered({ format: 'xades' }))).to.equal('input.invalid');
    expect(await codeOf(altered({ certificates: [] }))).to.equal('input.invalid');
    expect(await codeOf('bm90aGluZw==')).to.equal('json.malformed');
    expect(await codeOf('%')).to.equal('text.malformed');
  });

  it('refuses parameters that are none, and documents that cannot be signed so', async () => {
    const { certificates } = anna;
    const codeOf = async (document: Uint8Array, parameters: string) =>
      (await bank.ask('/api/v1/sign/prepare', { body: form(document, { parameters }) })).json.code;
    expect(await codeOf(LETTER, '{')).to.equal('json.malformed');
    expect(await codeOf(LETTER, '{}')).to.equal('input.invalid');
    expect(await codeOf(LETTER, JSON.stringify({ certificates, level: 'LTA' }))).to.equal('input.invalid');
    expect(await codeOf(LETTER, JSON.stringify({ certificates: ['AAAA'] }))).to.be.oneOf([
      'der.malformed',
      'pem.malformed',
    ]);
    expect(await codeOf(LETTER, JSON.stringify({ certificates, format: 'pades' }))).to.equal(
      'structure.malformed',
    );
    const page = { pdf: { appearance: { page: 99, rectangle: [10, 10, 200, 60] } } };
    expect(await codeOf(await samplePdf({}), JSON.stringify({ certificates, ...page }))).to.equal(
      'input.invalid',
    );
  });

  it('makes a detached CAdES-T that OpenSSL verifies', async () => {
    const parameters = { certificates: anna.certificates, detached: true, level: 'T' };
    const { toBeSigned, state, answer } = await prepare(LETTER, parameters);
    expect(answer.json).to.deep.include({ hash: 'SHA-256', scheme: { kind: 'ecdsa', hash: 'SHA-256' } });
    const signed = await complete(LETTER, state, await anna.sign(toBeSigned));
    expect(signed.status, signed.text).to.equal(200);
    expect(signed.headers.get('content-type')).to.equal('application/pkcs7-signature');
    writeFileSync(anna.file('letter.p7s'), signed.bytes);
    writeFileSync(anna.file('letter.txt'), LETTER);
    const input = ['-inform', 'DER', '-in', anna.file('letter.p7s'), '-content', anna.file('letter.txt')];
    const trust = ['-CAfile', anna.file('root.pem'), '-purpose', 'any', '-cades'];
    expect(await openssl('cms', '-verify', '-binary', ...input, ...trust)).to.contain('successful');
    const told = await verify(signed.bytes, LETTER);
    expect(told).to.include({ indication: 'TOTAL-PASSED', level: 'BASELINE-T', signedBy: 'Anna Sørensen' });
  });

  it('takes the raw ECDSA signature of WebCrypto and PKCS#11 too', async () => {
    const { toBeSigned, state } = await prepare(LETTER, { certificates: anna.certificates });
    const raw = rawEcdsaSignature(await anna.sign(toBeSigned), 32)!;
    const signed = await complete(LETTER, state, raw);
    expect(signed.status, signed.text).to.equal(200);
    expect(await verify(signed.bytes)).to.include({ indication: 'TOTAL-PASSED', level: 'BASELINE-B' });
  });

  it('makes a visible PAdES-T by an RSA key in both paddings, which pdfsig calls valid', async function () {
    requireTool(this, 'pdfsig');
    const document = await samplePdf({});
    for (const [padding, options] of [
      ['pss', PSS],
      ['pkcs1', []],
    ] as const) {
      const { toBeSigned, state } = await prepare(document, {
        certificates: rsa.certificates,
        rsa: padding,
        level: 'T',
        pdf: { reason: 'Aftale', appearance: { page: 1, rectangle: [40, 40, 240, 90] } },
      });
      const signed = await complete(document, state, await rsa.sign(toBeSigned, ...options));
      expect(signed.status, signed.text).to.equal(200);
      expect(signed.headers.get('content-type')).to.equal('application/pdf');
      writeFileSync(rsa.file('signed.pdf'), signed.bytes);
      expect((await runTool('pdfsig', [rsa.file('signed.pdf')])).text).to.contain('Signature is Valid');
      expect(await verify(readFileSync(rsa.file('signed.pdf')))).to.include({
        indication: 'TOTAL-PASSED',
        format: 'PAdES',
        level: 'BASELINE-T',
      });
    }
  });
});
