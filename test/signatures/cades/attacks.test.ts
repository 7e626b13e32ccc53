import { expect } from 'chai';
import { concat, toUtf8 } from '../../../src/base/bytes.ts';
import { encodeHashAlgorithm, encodeSignatureAlgorithm } from '../../../src/formats/algorithms.ts';
import { element, integer, octetString, oid, sequence, setOf } from '../../../src/formats/asn1/der-writer.ts';
import { encodeAttribute, type Attribute } from '../../../src/formats/cms/attribute-set.ts';
import {
  encodeAlgorithmProtection,
  encodeContentType,
  encodeMessageDigest,
  encodeSigningCertificateV2,
} from '../../../src/formats/cms/attributes.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../../src/formats/cms/oids.ts';
import { parseSignedData, signerFields } from '../../../src/formats/cms/signed-data.ts';
import { rewriteSignedData } from '../../../src/formats/cms/signed-data-rewrite.ts';
import type { SignatureReport } from '../../../src/signatures/report/report.ts';
import { STRICT_POLICY } from '../../../src/signatures/validation/policy.ts';
import { verifyDocument } from '../../../src/signatures/verify-document.ts';
import type { VerifyDocumentOptions } from '../../../src/signatures/verify-options.ts';
import { addTo, engine, extendCades, signCades, verifyCades } from '../../support/cades.ts';
import { honestAttributes, message, sha, signerInfo } from '../../support/cms-parts.ts';
import {
  CMS_CONTENT,
  cmsLists,
  cmsMessage,
  cmsMessageOf,
  cmsPki,
  cmsSigner,
  cmsSignerInfo,
  fixedSigner,
  stampAttribute,
} from '../../support/cms-world.ts';
import { AT } from '../../support/pki.ts';
import { crlSource } from '../../support/signers.ts';

const MAY = '2026-05-10T00:00:00Z';
const OTHER = toUtf8('Agreed: 900 kroner.');
const trust = { engine, at: AT, anchors: [cmsPki.der('root')], evidence: cmsLists() };

async function verdict(
  document: Uint8Array,
  options: Partial<VerifyDocumentOptions> = {},
): Promise<SignatureReport> {
  const { signatures } = await verifyDocument(document, { ...trust, ...options });
  return signatures[0]!;
}

async function expectRefused(
  document: Uint8Array | Promise<Uint8Array>,
  subIndication: string,
  code: string,
  options: Partial<VerifyDocumentOptions> = {},
): Promise<void> {
  const report = await verdict(await document, options);
  const said = JSON.stringify(report.reasons);
  expect(report.indication, said).not.to.equal('TOTAL-PASSED');
  expect([report.subIndication, report.reasons[0]?.code], said).to.deep.equal([subIndication, code]);
}

/** An honest signer whose value is always the same, with unsigned attributes made of that value. */
async function stamped(attributesOf: (value: Uint8Array) => readonly Uint8Array[]): Promise<Uint8Array> {
  const parts = { signer: cmsSigner('anna'), content: CMS_CONTENT };
  const { signer, value } = await fixedSigner(parts);
  return cmsMessageOf([await signerInfo({ ...parts, signer, unsignedAttributes: attributesOf(value) })]);
}

/** `document` with other unsigned attributes at its first signer. */
function withUnsigned(
  document: Uint8Array,
  change: (attributes: readonly Attribute[]) => readonly Attribute[],
): Uint8Array {
  const signedData = parseSignedData(document);
  const [first, ...others] = signedData.signers;
  const attributes = change(first!.unsignedAttributes?.attributes ?? []).map(({ der }) => der);
  const changed = element(0x30, ...signerFields(first!), element(0xa1, ...attributes));
  return rewriteSignedData(signedData, { signers: [changed, ...others.map(({ der }) => der)] });
}

describe('attacks on CMS and CAdES', () => {
  describe('on the signed attributes', () => {
    it('signed-attributes replay (CMS EUF-CMA): the attributes of a signature as bare content', async () => {
      const attributes = setOf(...Object.values(honestAttributes(cmsSigner('anna'), CMS_CONTENT)));
      const bare = await cmsSignerInfo({ signer: { content: attributes, isBare: true } });
      const policy = { ...STRICT_POLICY, signingCertificateBinding: 'optional' } as const;
      const document = cmsMessageOf([bare], { content: attributes });
      await expectRefused(document, 'FORMAT_FAILURE', 'cms.attributes-replayed', { policy });
    });

    it('signed-attributes replay the other way: whoever signs here never signs content bare', async () => {
      // Bare, a value over the first of these would be one over the attributes of another content.
      for (const content of [
        setOf(...Object.values(honestAttributes(cmsSigner('anna'), OTHER))),
        CMS_CONTENT,
      ]) {
        const [signer] = parseSignedData(await signCades(content, 'P-256 one')).signers;
        expect(signer!.signedAttributes).not.to.equal(undefined);
      }
    });

    it('duplicate attributes: two message digests, of which readers may take either', async () => {
      const moreAttributes = [encodeMessageDigest(sha('SHA-256', OTHER))];
      for (const content of [CMS_CONTENT, OTHER]) {
        const document = cmsMessageOf([await cmsSignerInfo({ signer: { moreAttributes } })], { content });
        await expectRefused(document, 'FORMAT_FAILURE', 'cms.attribute-repeated');
      }
    });

    it('duplicate values: one message digest with two values', async () => {
      const values = [CMS_CONTENT, OTHER].map((content) => octetString(sha('SHA-256', content)));
      const messageDigest = element(0x30, oid(ATTRIBUTE.messageDigest), element(0x31, ...values));
      const document = cmsMessage({ signer: { attributes: { messageDigest } } });
      await expectRefused(document, 'FORMAT_FAILURE', 'cms.attribute-malformed');
    });

    it('content-type mismatch: what was signed as data is shown as a time-stamp', async () => {
      const document = cmsMessage({ contentType: CONTENT_TYPE.timestampInfo });
      await expectRefused(document, 'FORMAT_FAILURE', 'cms.content-type-mismatch');
      const contentType = encodeContentType(CONTENT_TYPE.timestampInfo);
      const other = cmsMessage({ signer: { attributes: { contentType } } });
      await expectRefused(other, 'FORMAT_FAILURE', 'cms.content-type-mismatch');
    });

    it('order of attributes: what is signed is the order of DER, whatever was written', async () => {
      const reversed = cmsMessageOf([
        await cmsSignerInfo({ signer: { order: (attributes) => [...attributes].reverse() } }),
      ]);
      expect((await verdict(reversed)).indication).to.equal('TOTAL-PASSED');
    });

    it('stripped attributes: a CMS signature without attributes is never AdES', async () => {
      const report = await verdict(await cmsMessage({ signer: { isBare: true } }));
      expect(report.level).to.equal('NOT-ADES');
      expect(report.subIndication).to.equal('SIG_CONSTRAINTS_FAILURE');
    });
  });

  describe('on the signing certificate', () => {
    it('substitution: the signed attributes name another certificate than that of the key', async () => {
      const twin = cmsPki.certificate('bo');
      const bound = encodeSigningCertificateV2(
        'SHA-256',
        sha('SHA-256', twin.der),
        twin.issuer.der,
        twin.serialNumber,
      );
      const document = cmsMessage({ signer: { attributes: { signingCertificate: bound } } });
      await expectRefused(document, 'NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate.mismatch');
    });

    it('an outer identifier that points to another certificate than the signed one', async () => {
      const { issuer, serialNumber } = cmsPki.certificate('bo');
      const identifier = element(0x30, issuer.der, element(0x02, serialNumber));
      const document = cmsMessage({
        signer: { identifier },
        certificates: [cmsPki.der('anna'), cmsPki.der('bo'), cmsPki.der('authority')],
      });
      await expectRefused(document, 'NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate.mismatch');
    });

    it('a wrong second version of the attribute beside a right first one', async () => {
      const { der, issuer, serialNumber } = cmsPki.certificate('anna');
      const wrong = encodeSigningCertificateV2('SHA-256', new Uint8Array(32), issuer.der, serialNumber);
      const right = encodeAttribute(
        oid(ATTRIBUTE.signingCertificate),
        sequence(sequence(sequence(octetString(sha('SHA-1', der))))),
      );
      const document = cmsMessage({
        signer: { attributes: { signingCertificate: wrong }, moreAttributes: [right] },
      });
      await expectRefused(document, 'NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate.mismatch');
    });
  });

  describe('on the algorithms', () => {
    it('substitution of the digest algorithm (RFC 6211)', async () => {
      const messageDigest = encodeMessageDigest(sha('SHA-512', CMS_CONTENT));
      const document = cmsMessage({
        signer: { attributes: { messageDigest }, digestAlgorithm: encodeHashAlgorithm('SHA-512') },
      });
      await expectRefused(document, 'FORMAT_FAILURE', 'cms.algorithm-protection');
    });

    it('substitution of the signature algorithm (RFC 6211), and what the signer himself contradicts', async () => {
      const sha512 = encodeSignatureAlgorithm({ kind: 'ecdsa', hash: 'SHA-512' });
      await expectRefused(
        cmsMessage({ signer: { signatureAlgorithm: sha512 } }),
        'FORMAT_FAILURE',
        'cms.algorithm-protection',
      );
      const algorithmProtection = encodeAlgorithmProtection(encodeHashAlgorithm('SHA-256'), sha512);
      await expectRefused(
        cmsMessage({ signer: { attributes: { algorithmProtection } } }),
        'FORMAT_FAILURE',
        'cms.algorithm-protection',
      );
    });

    it('stripping of the stronger of two signers (RFC 5752): each signer is told of by himself', async () => {
      const both = await addTo(await signCades(CMS_CONTENT, 'P-384 one'), 'P-256 two', { add: 'signature' });
      const signedData = parseSignedData(both);
      const weaker = rewriteSignedData(signedData, { signers: [signedData.signers[1]!.der] });
      expect((await verifyCades(both)).signatureCount).to.equal(2);
      expect((await verifyCades(weaker)).signatureCount).to.equal(1);
    });

    it('downgrade to a broken hash function', async () => {
      const document = cmsMessage({ scheme: { kind: 'ecdsa', hash: 'SHA-1' } });
      await expectRefused(document, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'algorithm.not-acceptable');
    });
  });

  it('hundreds of thousands of attributes or values are refused by the limit', async () => {
    const attribute = (type: string, ...values: Uint8Array[]): Uint8Array =>
      sequence(oid(type), element(0x31, concat(...values)));
    const many = (one: Uint8Array): Uint8Array => concat(...Array<Uint8Array>(150).fill(thousand(one)));
    const thousand = (one: Uint8Array): Uint8Array => concat(...Array<Uint8Array>(1000).fill(one));
    const hash = sequence(oid('2.16.840.1.101.3.4.2.1'));
    const start = concat(integer(1), sequence(sequence(), integer(1)), hash);
    const end = concat(hash, octetString(CMS_CONTENT));
    const unsorted = concat(attribute('1.2.9'), many(attribute('1.2.3')));
    const records = attribute(ATTRIBUTE.evidenceRecordInternal, many(integer(1)));
    for (const signer of [
      sequence(start, element(0xa0, unsorted), end),
      sequence(start, end, element(0xa1, records)),
    ]) {
      const error = await verifyCades(message({ signers: [signer], content: CMS_CONTENT })).catch(
        (caught: unknown) => caught,
      );
      expect(error).to.have.property('code', 'limit.exceeded');
    }
  });

  describe('on counter-signatures', () => {
    it('nesting: thousands, each inside the other, are refused before anybody descends', async () => {
      const [content, one] = [toUtf8('x'), sequence(oid('2.16.840.1.101.3.4.2.1'))];
      const fields = concat(integer(1), sequence(sequence(), integer(1)), one, one, octetString(content));
      let nested = sequence(fields);
      for (let depth = 0; depth < 5000; depth++) {
        nested = sequence(fields, element(0xa1, encodeAttribute(oid(ATTRIBUTE.counterSignature), nested)));
      }
      const document = message({ signers: [nested], content });
      const error = await verifyCades(document).catch((caught: unknown) => caught);
      expect(error).to.have.property('code', 'limit.exceeded');
    });

    it('injection: a counter-signature over another signature is one over nothing here', async () => {
      const confirmed = parseSignedData(
        await addTo(await signCades(CMS_CONTENT, 'P-256 one'), 'P-256 two', {
          add: 'counter-signature',
          to: 'S-1',
        }),
      ).signers[0]!.unsignedAttributes!.all(ATTRIBUTE.counterSignature)[0]!;
      const target = await addTo(await signCades(OTHER, 'P-256 one'), 'P-256 two', { add: 'signature' });
      const injected = withUnsigned(target, () => [confirmed]);
      const { signatures } = await verifyCades(injected);
      const counter = signatures.find(({ counterSignatureOf }) => counterSignatureOf === 'S-1')!;
      expect([counter.indication, counter.subIndication]).to.deep.equal(['TOTAL-FAILED', 'HASH_FAILURE']);
      expect(signatures.find(({ id }) => id === 'S-1')!.indication).to.equal('TOTAL-PASSED');
    });
  });

  describe('on time-stamps', () => {
    const stampOf = (data: Uint8Array, more: Parameters<typeof stampAttribute>[3] = {}): Uint8Array =>
      stampAttribute(ATTRIBUTE.signatureTimestamp, data, MAY, more);
    const refusedStamp = async (
      attributesOf: (value: Uint8Array) => readonly Uint8Array[],
      subIndication: string,
    ): Promise<void> => {
      const report = await verdict(await stamped(attributesOf));
      const [stamp] = report.timestamps;
      expect(stamp!.subIndication, JSON.stringify(report.reasons)).to.equal(subIndication);
      expect(stamp!.indication).not.to.equal('PASSED');
      expect(report.bestSignatureTime).to.equal('2026-06-01T12:00:00Z');
    };

    it('swapped: the token of another signature, which is older', async () => {
      await refusedStamp(() => [stampOf(toUtf8('another signature'))], 'HASH_FAILURE');
      await expectRefused(
        stamped(() => [stampOf(toUtf8('another signature'))]),
        'SIG_CONSTRAINTS_FAILURE',
        'timestamp.broken',
      );
    });

    it('copied: a token twice proves once, and is told', async () => {
      const document = await stamped((value) => {
        const stamp = stampOf(value);
        return [stamp, stamp];
      });
      const { problems } = await verifyDocument(document, trust);
      expect(problems.map(({ code }) => code)).to.deep.equal(['timestamp.duplicated']);
    });

    it('moved: a token over the signature as content time-stamp, and the other way', async () => {
      const { value } = await fixedSigner({ signer: cmsSigner('anna'), content: CMS_CONTENT });
      const content = stampAttribute(ATTRIBUTE.contentTimestamp, value, MAY);
      const document = cmsMessage({ signer: { moreAttributes: [content] } });
      await expectRefused(document, 'SIG_CONSTRAINTS_FAILURE', 'timestamp.broken');
      await refusedStamp(() => [stampOf(CMS_CONTENT)], 'HASH_FAILURE');
    });

    it('broken: a token whose own signature is damaged', async () => {
      await refusedStamp((value) => [stampOf(value, { isSignatureDamaged: true })], 'SIG_CRYPTO_FAILURE');
    });

    it('by a stranger: an authority that leads to no anchor', async () => {
      await refusedStamp((value) => [stampOf(value, { by: 'otherTsa' })], 'NO_CERTIFICATE_CHAIN_FOUND');
    });

    it('by a signer: a certificate that is not for time-stamping', async () => {
      await refusedStamp((value) => [stampOf(value, { by: 'bo' })], 'CHAIN_CONSTRAINTS_FAILURE');
    });

    it('a token that is a signature over something else than a TSTInfo', async () => {
      const signed = await signCades(CMS_CONTENT, 'P-256 one');
      await refusedStamp(
        () => [encodeAttribute(oid(ATTRIBUTE.signatureTimestamp), signed)],
        'FORMAT_FAILURE',
      );
    });
  });

  describe('on archive time-stamps', () => {
    it('something that the hash index lists was taken away', async () => {
      const document = parseSignedData(await extendCades(await signCades(CMS_CONTENT, 'P-256 one'), 'LTA'));
      const robbed = [
        rewriteSignedData(document, { revocationChoices: [] }),
        rewriteSignedData(document, { certificateChoices: document.certificateChoices.slice(0, 1) }),
        withUnsigned(document.der, (attributes) =>
          attributes.filter((attribute) => attribute.oid !== ATTRIBUTE.signatureTimestamp),
        ),
      ];
      for (const changed of robbed) {
        const { signatures } = await verifyCades(changed, { intermediates: document.certificates });
        const archive = signatures[0]!.timestamps.find(({ type }) => type === 'archive');
        expect(archive!.subIndication).to.equal('FORMAT_FAILURE');
        expect(signatures[0]!.indication).to.equal('INDETERMINATE');
      }
    });
  });

  describe('on revocation evidence', () => {
    const offline = { evidence: crlSource(cmsPki.crl('root')) };
    const answer = (more: Partial<Parameters<typeof cmsPki.ocsp>[0]> = {}, about = 'anna'): Uint8Array =>
      cmsPki.ocsp({ responder: 'authority', answers: [{ about }], ...more });
    const withAnswer = (response: Uint8Array): Promise<Uint8Array> =>
      cmsMessage({ ocspResponses: [response] });

    it('is believed where it is right', async () => {
      expect((await verdict(await withAnswer(answer()), offline)).indication).to.equal('TOTAL-PASSED');
    });

    it('of another certificate', async () => {
      await expectRefused(
        withAnswer(answer({}, 'bo')),
        'CERTIFICATE_CHAIN_GENERAL_FAILURE',
        'revocation.unknown',
        offline,
      );
    });

    it('by nobody who may: the signer himself, another authority, a responder without the purpose', async () => {
      for (const responder of ['anna', 'otherRoot', 'bo']) {
        const forged = answer({ responder, certificates: [responder] });
        await expectRefused(
          withAnswer(forged),
          'CERTIFICATE_CHAIN_GENERAL_FAILURE',
          'revocation.unknown',
          offline,
        );
      }
    });

    it('whose signature is damaged', async () => {
      await expectRefused(
        withAnswer(answer({ isSignatureDamaged: true })),
        'CERTIFICATE_CHAIN_GENERAL_FAILURE',
        'revocation.unknown',
        offline,
      );
    });

    it('replayed: "good" from before the revocation, when a newer answer is at hand', async () => {
      const old = answer({
        answers: [
          {
            about: 'anna',
            thisUpdate: new Date('2026-04-01T00:00:00Z'),
            nextUpdate: new Date('2026-07-01T00:00:00Z'),
          },
        ],
        producedAt: '2026-04-01T00:00:00Z',
      });
      // The replayed answer is still in period; what is newer decides.
      const revoked = answer({
        answers: [{ about: 'anna', status: 'revoked', revokedAt: new Date('2026-05-01T00:00:00Z') }],
      });
      const document = await cmsMessage({ ocspResponses: [old, revoked] });
      await expectRefused(document, 'REVOKED_NO_POE', 'certificate.revoked', offline);
    });

    it('a list of another authority with the same name', async () => {
      const forged = cmsPki.crl('authority', { signer: 'otherRoot' });
      await expectRefused(
        cmsMessage({ crls: [forged] }),
        'CERTIFICATE_CHAIN_GENERAL_FAILURE',
        'revocation.unknown',
        offline,
      );
    });
  });

  it('octets behind the document, or between its parts', async () => {
    const document = await cmsMessage();
    const refusal = await verifyDocument(concat(document, Uint8Array.of(0)), trust).catch(
      (error: unknown) => error,
    );
    expect(refusal).to.have.property('code', 'der.malformed');
  });
});
