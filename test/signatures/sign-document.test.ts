import { expect } from 'chai';
import { equal, toUtf8 } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { parseSigningTime } from '../../src/formats/cms/attributes.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../src/formats/cms/oids.ts';
import { SignedData } from '../../src/formats/cms/signed-data.ts';
import { prepareSignature, signDocument, verifyDocument, type SignatureOptions } from '../../src/node.ts';
import {
  AT,
  crlSource,
  SCHEMES,
  TestAuthority,
  type SchemeName,
  type TestSigner,
} from '../support/signers.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.');
const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);
const OPTIONS = { at: AT, anchors: [root.certificate], evidence: crlSource(root.crl(), issuing.crl()) };

const optionsFor = ({ signer, certificate }: TestSigner): SignatureOptions => ({
  format: 'cades',
  level: 'B',
  signer,
  certificates: [certificate, issuing.certificate],
  at: AT,
});

async function expectRefusal(signing: Promise<unknown>, code: string): Promise<void> {
  const refusal = await signing.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).to.have.property('code', code);
}

describe('signDocument', () => {
  const anna = issuing.issue('P-256');

  it('refuses a certificate of another key', async () => {
    const bo = issuing.issue('P-256');
    await expectRefusal(signDocument(CONTENT, { ...optionsFor(anna), signer: bo.signer }), 'key.refused');
  });

  it('refuses a scheme that the key of the certificate does not sign by', async () => {
    const { signer } = issuing.issue('Ed25519');
    await expectRefusal(signDocument(CONTENT, { ...optionsFor(anna), signer }), 'key.refused');
  });

  it('refuses what is no certificate, and to sign without one', async () => {
    await expectRefusal(
      signDocument(CONTENT, { ...optionsFor(anna), certificates: [CONTENT] }),
      'der.malformed',
    );
    const signing = signDocument(CONTENT, { ...optionsFor(anna), certificates: [] });
    expect(await signing.catch((error: unknown) => error)).to.be.instanceOf(RangeError);
  });

  it('refuses documents above the limit', async () => {
    const large = new Uint8Array(LIMITS.documentBytes + 1);
    await expectRefusal(signDocument(large, optionsFor(anna)), 'limit.exceeded');
  });

  for (const name of Object.keys(SCHEMES) as SchemeName[]) {
    for (const detached of [false, true]) {
      it(`signs with ${name}, ${detached ? 'detached' : 'attached'}, and the signature passes`, async () => {
        const document = await signDocument(CONTENT, { ...optionsFor(issuing.issue(name)), detached });
        expect(new SignedData(document).content).to.deep.equal(detached ? undefined : CONTENT);
        const contents = detached ? [{ bytes: CONTENT, name: 'a.txt' }] : [];
        const report = await verifyDocument(document, { ...OPTIONS, contents });
        expect(report.passedCount, JSON.stringify(report.signatures[0]!.reasons)).to.equal(1);
        expect(report.signatures[0]!.level).to.equal('BASELINE-B');
      });
    }
  }

  it('signs an empty document', async () => {
    const document = await signDocument(new Uint8Array(), optionsFor(anna));
    expect((await verifyDocument(document, OPTIONS)).passedCount).to.equal(1);
  });

  it('writes exactly the attributes of level B, and SHA-512 beside Ed25519', async () => {
    const { signers, contentType, version } = new SignedData(
      await signDocument(CONTENT, optionsFor(issuing.issue('Ed25519'))),
    );
    expect({ contentType, version }).to.deep.equal({ contentType: CONTENT_TYPE.data, version: 1 });
    const [only] = signers;
    expect(only!.digestAlgorithm.oid).to.equal('2.16.840.1.101.3.4.2.3');
    expect(only!.unsignedAttributes).to.equal(undefined);
    const attributes = only!.signedAttributes!;
    expect(attributes.attributes.map(({ oid }) => oid)).to.have.members([
      ATTRIBUTE.contentType,
      ATTRIBUTE.messageDigest,
      ATTRIBUTE.signingTime,
      ATTRIBUTE.signingCertificateV2,
      ATTRIBUTE.algorithmProtection,
    ]);
    expect(parseSigningTime(attributes.all(ATTRIBUTE.signingTime)[0]!)).to.deep.equal(AT);
  });
});

describe('prepareSignature', () => {
  it('gives what a key elsewhere has to sign, and takes its signature', async () => {
    const { signer, certificate } = issuing.issue('P-384');
    const certificates = [certificate, issuing.certificate];
    const options = { format: 'cades', level: 'B', scheme: signer.scheme, certificates, at: AT } as const;
    const draft = await prepareSignature(CONTENT, options);
    const document = draft.complete(await signer.sign(draft.toBeSigned));
    expect((await verifyDocument(document, OPTIONS)).passedCount).to.equal(1);

    const again = await prepareSignature(CONTENT, options);
    expect(equal(again.toBeSigned, draft.toBeSigned)).to.equal(true);
  });

  it('does not make a good document of a bad signature', async () => {
    const { signer, certificate } = issuing.issue('P-256');
    const certificates = [certificate, issuing.certificate];
    const draft = await prepareSignature(CONTENT, {
      format: 'cades',
      level: 'B',
      scheme: signer.scheme,
      certificates,
      at: AT,
    });
    const report = await verifyDocument(draft.complete(await signer.sign(CONTENT)), OPTIONS);
    expect(report.signatures[0]).to.include({
      indication: 'TOTAL-FAILED',
      subIndication: 'SIG_CRYPTO_FAILURE',
    });
  });
});
