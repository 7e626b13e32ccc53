import { expect } from 'chai';
import { concat, toUtf8 } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { encodeHashAlgorithm } from '../../src/formats/algorithms.ts';
import { SignedData } from '../../src/formats/cms/signed-data.ts';
import { signDocument, verifyDocument, type ValidationReport, type VerifyOptions } from '../../src/node.ts';
import { message, signerInfo } from '../support/cms-parts.ts';
import { AT, crlSource, TestAuthority, type SchemeName } from '../support/signers.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.');
const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);
const OPTIONS: VerifyOptions = {
  at: AT,
  anchors: [root.certificate],
  evidence: crlSource(root.crl(), issuing.crl()),
};

/**
 * The promise that is held here: whatever octet of a signed document is changed, removed or added, the document is
 * never TOTAL-PASSED, unless the octet lies in what no verdict rests on: the unsigned attributes, and carried
 * certificates and revocation information that are not on the path. Those areas are named in the tests that allow
 * them; a document that has none is covered whole.
 */
async function passes(document: Uint8Array, options: VerifyOptions): Promise<ValidationReport | undefined> {
  try {
    const report = await verifyDocument(document, options);
    return report.passedCount > 0 ? report : undefined;
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}

const flipped = (document: Uint8Array, at: number, bit: number): Uint8Array => {
  const copy = document.slice();
  copy[at]! ^= 1 << bit;
  return copy;
};
const removed = (document: Uint8Array, at: number): Uint8Array =>
  concat(document.subarray(0, at), document.subarray(at + 1));
const added = (document: Uint8Array, at: number, octet: number): Uint8Array =>
  concat(document.subarray(0, at), Uint8Array.of(octet), document.subarray(at));

/** Where changes were not noticed, by offset. */
async function unnoticed(
  document: Uint8Array,
  options: VerifyOptions,
  change: (at: number) => Uint8Array[],
): Promise<number[]> {
  const offsets: number[] = [];
  for (let at = 0; at <= document.length; at++) {
    for (const changed of change(at)) {
      if ((await passes(changed, options)) !== undefined) offsets.push(at);
    }
  }
  return offsets;
}

/** Only what is used; entries beside it would be free octets. */
const digests = [encodeHashAlgorithm('SHA-256')];

const CASES: readonly (readonly [SchemeName, 'attached' | 'detached'])[] = [
  ['P-256', 'attached'],
  ['P-256', 'detached'],
  ['RSA-PSS', 'attached'],
  ['Ed25519', 'detached'],
];

describe('any octet of a CAdES-B document', () => {
  for (const [scheme, kind] of CASES) {
    const detached = kind === 'detached';
    it(`flipped, removed or added is noticed: ${scheme}, ${kind}`, async () => {
      const { signer, certificate } = issuing.issue(scheme);
      const certificates = [certificate, issuing.certificate];
      const document = await signDocument(CONTENT, {
        format: 'cades',
        level: 'B',
        signer,
        certificates,
        at: AT,
        detached,
      });
      const options = detached ? { ...OPTIONS, contents: [{ bytes: CONTENT }] } : OPTIONS;
      expect(await passes(document, options)).to.not.equal(undefined);
      const found = await unnoticed(document, options, (at) => [
        added(document, at, at % 2 === 0 ? 0 : (at * 37) & 0xff),
        ...(at < document.length ? [flipped(document, at, at % 8), removed(document, at)] : []),
      ]);
      expect(found).to.deep.equal([]);
    });
  }

  it('of the detached content is noticed too', async () => {
    const { signer, certificate } = issuing.issue('P-256');
    const certificates = [certificate, issuing.certificate];
    const document = await signDocument(CONTENT, {
      format: 'cades',
      level: 'B',
      signer,
      certificates,
      at: AT,
      detached: true,
    });
    for (let at = 0; at <= CONTENT.length; at++) {
      const contents = [
        removed(CONTENT, at),
        added(CONTENT, at, 0x20),
        flipped(CONTENT, at % CONTENT.length, at % 8),
      ];
      for (const bytes of at === CONTENT.length ? contents.slice(1) : contents) {
        expect(await passes(document, { ...OPTIONS, contents: [{ bytes }] })).to.equal(undefined);
      }
    }
  });

  it('is noticed everywhere but in certificates and revocation information that nothing rests on', async () => {
    const signer = issuing.issue('P-256');
    const stranger = issuing.issue('P-256');
    const certificates = [signer.certificate, issuing.certificate, stranger.certificate];
    const revocation = [root.crl(), issuing.crl()];
    const signers = [await signerInfo({ signer, content: CONTENT })];
    const document = message({ content: CONTENT, certificates, signers, revocation, digests });
    const free = [stranger.certificate, ...revocation].map((part) => regionOf(document, part));
    const found = await unnoticed(document, OPTIONS, (at) =>
      at < document.length ? [flipped(document, at, at % 8)] : [],
    );
    expect(found.length).to.be.greaterThan(0);
    const isFree = (at: number): boolean => free.some(([start, end]) => start <= at && at < end);
    expect(found.filter((at) => !isFree(at))).to.deep.equal([]);
  });

  it('is noticed everywhere but in the unsigned attributes', async () => {
    const signer = issuing.issue('P-256');
    // 1.2.3 with an OCTET STRING.
    const attribute = Uint8Array.of(0x30, 0x0a, 0x06, 0x02, 0x2a, 0x03, 0x31, 0x04, 0x04, 0x02, 0x41, 0x42);
    const signers = [await signerInfo({ signer, content: CONTENT, unsignedAttributes: [attribute] })];
    const certificates = [signer.certificate, issuing.certificate];
    const document = message({ content: CONTENT, certificates, signers, digests });
    const [start, end] = regionOf(document, new SignedData(document).signers[0]!.unsignedAttributes!.der);
    const found = await unnoticed(document, OPTIONS, (at) =>
      at < document.length ? [flipped(document, at, at % 8), flipped(document, at, (at + 5) % 8)] : [],
    );
    expect(found.filter((at) => at < start || at >= end)).to.deep.equal([]);
  });
});

function regionOf(document: Uint8Array, part: Uint8Array): [number, number] {
  const start = Buffer.from(document).indexOf(part);
  expect(start).to.be.greaterThan(-1);
  return [start, start + part.length];
}
