import { expect } from 'chai';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { ATTRIBUTE } from '../../../src/formats/cms/oids.ts';
import { parseSignedData } from '../../../src/formats/cms/signed-data.ts';
import { extendDocument } from '../../../src/signatures/extend-document.ts';
import type { DetachedContent } from '../../../src/signatures/verify-options.ts';
import {
  addTo,
  CADES_KEYS,
  engine,
  extendCades,
  rootCertificate,
  rootCrl,
  signCades,
  timestamper,
  verifyCades,
} from '../../support/cades.ts';
import { AT } from '../../support/pki.ts';
import { refusalCode } from '../../support/refusal-code.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.');
const LEVELS = ['T', 'LT', 'LTA', 'LTA'] as const;

const SHAPES: Readonly<Record<string, (name: string) => Promise<Uint8Array>>> = {
  one: (name) => signCades(CONTENT, `${name} one`),
  two: async (name) => addTo(await signCades(CONTENT, `${name} one`), `${name} two`, { add: 'signature' }),
  'counter-signed': async (name) =>
    addTo(await signCades(CONTENT, `${name} one`), `${name} three`, { add: 'counter-signature', to: 'S-1' }),
};

async function expectPassed(
  document: Uint8Array,
  level: string,
  contents: readonly DetachedContent[] = [],
): Promise<void> {
  const { signatures, problems } = await verifyCades(document, { contents });
  expect(problems).to.deep.equal([]);
  for (const { id, counterSignatureOf, ...report } of signatures) {
    const said = `${id} at ${level}: ${JSON.stringify(report.reasons)}`;
    expect(report.indication, said).to.equal('TOTAL-PASSED');
    // A counter-signature has no time-stamp of its own; those of what it stands in cover it.
    expect(report.level, said).to.equal(counterSignatureOf === null ? `BASELINE-${level}` : 'BASELINE-B');
    expect(report.integrity, said).to.deep.equal({ signature: true, references: true, structure: true });
    expect(report.timestamps.map(({ indication }) => indication).join(), said).to.match(/^(PASSED,?)*$/);
  }
}

describe('CAdES signatures', () => {
  for (const name of Object.keys(CADES_KEYS)) {
    for (const [shape, sign] of Object.entries(SHAPES)) {
      it(`are raised from B to LTA and again, and pass at each level (${name}, ${shape})`, async () => {
        let document = await sign(name);
        expect((await verifyCades(document)).signatureCount).to.equal(shape === 'one' ? 1 : 2);
        await expectPassed(document, 'B');
        for (const level of LEVELS) {
          document = await extendCades(document, level);
          await expectPassed(document, level);
        }
        const [first] = (await verifyCades(document)).signatures;
        expect(first!.timestamps.map(({ type }) => type)).to.deep.equal(['signature', 'archive', 'archive']);
      });
    }
  }

  it('are raised where they stand apart from their content, given as octets or as a stream', async () => {
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield CONTENT.subarray(0, 5);
      yield CONTENT.subarray(5);
    };
    for (const given of [{ bytes: CONTENT }, { stream }]) {
      let document = await signCades(CONTENT, 'P-256 one', { detached: true });
      document = await addTo(document, 'P-384 two', { add: 'signature', content: CONTENT });
      for (const level of LEVELS) {
        document = await extendCades(document, level, [given]);
        await expectPassed(document, level, [{ bytes: CONTENT }]);
      }
      expect(parseSignedData(document).content).to.equal(undefined);
    }
  });

  it('are raised where they stand apart from a content of which only digests are left', async () => {
    const digests = { 'SHA-256': await engine.digest('SHA-256', CONTENT) };
    let document = await signCades(CONTENT, 'P-256 one', { detached: true });
    for (const level of LEVELS) {
      document = await extendCades(document, level, [{ digests }]);
      await expectPassed(document, level, [{ bytes: CONTENT }]);
    }
  });

  it('are made at every level in one go', async () => {
    for (const detached of [false, true]) {
      for (const level of ['T', 'LT', 'LTA'] as const) {
        const more = { level, timestamper, evidence: rootCrl, detached };
        const document = await signCades(CONTENT, 'P-256 one', more);
        await expectPassed(document, level, detached ? [{ bytes: CONTENT }] : []);
      }
    }
  });

  it('keep every octet that was signed or stamped when they are raised', async () => {
    const before = parseSignedData(await extendCades(await signCades(CONTENT, 'P-256 one'), 'LTA'));
    const after = parseSignedData(await extendCades(before.der, 'LTA'));
    const [old, renewed] = [before.signers[0]!, after.signers[0]!];
    expect(after.encapsulated).to.deep.equal(before.encapsulated);
    expect(renewed.signature).to.deep.equal(old.signature);
    expect(renewed.signedAttributes!.der).to.deep.equal(old.signedAttributes!.der);
    expect(renewed.unsignedAttributes!.attributes).to.deep.include.members([
      ...old.unsignedAttributes!.attributes,
    ]);
    expect(after.certificateChoices).to.deep.equal(before.certificateChoices);
  });

  it('are read from a Buffer, and change no octet of it', async () => {
    const document = await extendCades(await signCades(CONTENT, 'P-256 one'), 'LTA');
    const buffer = Buffer.from(document);
    expect(await verifyCades(buffer)).to.deep.equal(await verifyCades(document));
    await expectPassed(await extendCades(buffer, 'LTA'), 'LTA');
    expect(new Uint8Array(buffer)).to.deep.equal(document);
  });

  it('get what their validation needs once, the certificates and lists of the time-stamp authority too', async () => {
    const document = await extendCades(await signCades(CONTENT, 'P-256 one'), 'LT');
    const { certificates, crls } = parseSignedData(document);
    expect(crls).to.have.lengthOf(1);
    expect(certificates.map((der) => Buffer.from(der).toString('hex'))).to.have.lengthOf(
      new Set(certificates.map((der) => Buffer.from(der).toString('hex'))).size,
    );
    expect((await extendCades(document, 'LT')).length).to.equal(document.length);
    const offline = { evidence: { issuers: async () => [], crls: async () => [], ocsp: async () => [] } };
    expect((await verifyCades(document, offline)).passedCount).to.equal(1);
  });

  it('keep their archive time-stamps whole when another signer joins, confirms, or adds his own', async () => {
    let document = await extendCades(await signCades(CONTENT, 'P-256 one'), 'LTA');
    document = await addTo(document, 'P-384 two', { add: 'signature' });
    document = await addTo(document, 'Ed25519 three', { add: 'counter-signature', to: 'S-1' });
    const { signatures } = await verifyCades(document);
    expect(signatures.map(({ indication }) => indication)).to.deep.equal(Array(3).fill('TOTAL-PASSED'));
    expect(signatures.map(({ level }) => level)).to.deep.equal(['BASELINE-LTA', 'BASELINE-B', 'BASELINE-B']);
    const { digestAlgorithms } = parseSignedData(document);
    expect(digestAlgorithms).to.have.lengthOf(2);
    await expectPassed(await extendCades(document, 'LTA'), 'LTA');
  });
});

describe('raising CAdES signatures', () => {
  const refused = async (
    document: Promise<Uint8Array>,
    level: 'T' | 'LT' | 'LTA',
    contents: readonly DetachedContent[] = [],
  ): Promise<string | undefined> => refusalCode(extendCades(await document, level, contents));

  it('is refused where there is no signature, or none by that name', async () => {
    expect(await refused(Promise.resolve(CONTENT), 'T')).to.equal('document.no-signature');
    const signed = await signCades(CONTENT, 'P-256 one');
    const confirming = addTo(signed, 'P-256 two', { add: 'counter-signature', to: 'S-2' });
    expect(await refusalCode(confirming)).to.equal('document.no-signature');
  });

  it('is refused without the content that the signature covers, or with another', async () => {
    const signed = signCades(CONTENT, 'P-256 one', { detached: true });
    expect(await refused(signed, 'LT')).to.equal('evidence.missing');
    expect(await refused(signed, 'LTA', [{ bytes: toUtf8('something else') }])).to.equal('evidence.missing');
    const joining = addTo(await signed, 'P-256 two', { add: 'signature' });
    expect(await refusalCode(joining)).to.equal('document.content-missing');
  });

  it('is refused above T without evidence, and where the signature would not last', async () => {
    const options = { engine, level: 'LT', timestamper, anchors: [rootCertificate], at: AT } as const;
    const signed = await signCades(CONTENT, 'P-256 one');
    expect(await refusalCode(extendDocument(signed, options))).to.equal('evidence.missing');
    const silent = { issuers: async () => [], crls: async () => [], ocsp: async () => [] };
    const unanswered = extendDocument(signed, { ...options, evidence: silent });
    expect(await refusalCode(unanswered)).to.equal('evidence.missing');
    const broken = signed.slice();
    broken[broken.length - 1]! ^= 1;
    expect(await refused(Promise.resolve(broken), 'LT')).to.equal('evidence.missing');
  });

  it('is refused where no time-stamp authority is at hand to sign above B', async () => {
    const signing = signCades(CONTENT, 'P-256 one', { level: 'T' });
    expect(await signing.catch((error: unknown) => error)).to.be.instanceOf(RangeError);
  });

  it('gives a second signature-time-stamp to nobody', async () => {
    const document = await extendCades(await extendCades(await signCades(CONTENT, 'P-256 one'), 'T'), 'T');
    const [signer] = parseSignedData(document).signers;
    expect(signer!.unsignedAttributes!.all(ATTRIBUTE.signatureTimestamp)).to.have.lengthOf(1);
  });
});
