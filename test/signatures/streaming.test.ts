import { expect } from 'chai';
import { toUtf8 } from '../../src/base/bytes.ts';
import type { Piece } from '../../src/signatures/ades/facts.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import type { DetachedContent } from '../../src/signatures/verify-options.ts';
import { cadesPki, engine, rootCertificate, rootCrl, timestamper, verifyCades } from '../support/cades.ts';
import { message, signerInfo } from '../support/cms-parts.ts';
import { AT } from '../support/pki.ts';
import { refusal } from '../support/refusal.ts';
import { TestAuthority } from '../support/signers.ts';
import { testSigner } from '../support/test-keys.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.\n'.repeat(500));

/** Content in pieces of all sizes, one of them empty; counts how often it is read, and that all of it is. */
class Source {
  reads = 0;
  finished = 0;
  readonly #octets: Uint8Array;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  readonly stream = async function* (this: Source): AsyncGenerator<Uint8Array> {
    this.reads++;
    yield new Uint8Array();
    for (let at = 0, size = 1; at < this.#octets.length; at += size, size = (size * 7) % 1021) {
      yield this.#octets.slice(at, at + size);
    }
    this.finished++;
  }.bind(this);
}

const sign = (document: Piece, more: Partial<Parameters<typeof signDocument>[1]> = {}): Promise<Uint8Array> =>
  signDocument(document, {
    engine,
    format: 'cades',
    level: 'B',
    detached: true,
    signer: testSigner(cadesPki.key('P-256 one')),
    certificates: [cadesPki.der('P-256 one')],
    anchors: [rootCertificate],
    timestamper,
    evidence: rootCrl,
    at: AT,
    ...more,
  });

const reportOf = async (document: Uint8Array, ...contents: readonly DetachedContent[]) =>
  (await verifyCades(document, { contents })).signatures[0]!;

describe('content that is not held in memory', () => {
  it('is refused where a signature needs all of it', async () => {
    const source = new Source(CONTENT);
    for (const more of [{ detached: false }, { format: 'pades' }, { format: 'smime' }] as const) {
      expect(await refusal(sign(source, more)), JSON.stringify(more)).to.be.instanceOf(TypeError);
    }
  });

  it('that is not what was signed is noticed', async () => {
    const document = await sign(new Source(CONTENT));
    for (const octets of [CONTENT.subarray(1), CONTENT.subarray(0, -1), new Uint8Array()]) {
      const report = await reportOf(document, new Source(octets));
      expect([report.indication, report.subIndication]).to.deep.equal(['TOTAL-FAILED', 'HASH_FAILURE']);
    }
  });

  it('that breaks off in the middle is an error of its own, never a verdict', async () => {
    const document = await sign(new Source(CONTENT));
    const broken = {
      stream: async function* (): AsyncGenerator<Uint8Array> {
        yield CONTENT.subarray(0, 100);
        throw new Error('the disk is gone');
      },
    };
    expect(String(await refusal(reportOf(document, broken)))).to.equal('Error: the disk is gone');
  });

  it('cannot be verified where the signature value is over the content itself', async () => {
    const authority = new TestAuthority('Root');
    const signer = authority.issue('P-256');
    const signers = [await signerInfo({ signer, content: CONTENT, isBare: true })];
    const document = message({ certificates: [signer.certificate], signers });
    const held = { name: 'held', bytes: CONTENT };
    const streamed = { name: 'streamed', stream: new Source(CONTENT).stream };
    expect((await reportOf(document, streamed)).subIndication).to.equal('SIGNED_DATA_NOT_FOUND');
    // The scope names what was verified, whatever else was given.
    const report = await reportOf(document, streamed, held);
    expect(report.integrity.signature).to.equal(true);
    expect(report.scope).to.deep.equal([{ name: 'held', kind: 'FULL' }]);
  });

  it('is read once to be signed, and once to be verified', async () => {
    const source = new Source(CONTENT);
    const document = await sign(source);
    expect([source.reads, source.finished]).to.deep.equal([1, 1]);
    const report = await reportOf(document, { name: 'agreement.txt', stream: source.stream });
    expect(report.indication).to.equal('TOTAL-PASSED');
    expect(report.scope).to.deep.equal([{ name: 'agreement.txt', kind: 'FULL' }]);
    expect([source.reads, source.finished]).to.deep.equal([2, 2]);
    expect((await reportOf(document, { bytes: CONTENT })).indication).to.equal('TOTAL-PASSED');
  });

  it('is signed up to LTA', async () => {
    const document = await sign(new Source(CONTENT), { level: 'LTA' });
    const report = await reportOf(document, new Source(CONTENT));
    expect([report.indication, report.level]).to.deep.equal(['TOTAL-PASSED', 'BASELINE-LTA']);
  });

  it('is signed by its digest alone', async () => {
    const digests = { 'SHA-256': await engine.digest('SHA-256', CONTENT) };
    const report = await reportOf(await sign({ digests }), { bytes: CONTENT });
    expect(report.indication).to.equal('TOTAL-PASSED');
  });
});
