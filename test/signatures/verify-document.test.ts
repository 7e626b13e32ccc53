import { expect } from 'chai';
import { concat, toUtf8 } from '../../src/base/bytes.ts';
import { encodeHashAlgorithm, encodeSignatureAlgorithm } from '../../src/formats/algorithms.ts';
import { DerReader } from '../../src/formats/asn1/der-reader.ts';
import { element, integer, octetString, oid, sequence, setOf } from '../../src/formats/asn1/der-writer.ts';
import { encodeAttribute } from '../../src/formats/cms/attribute-set.ts';
import {
  encodeAlgorithmProtection,
  encodeContentType,
  encodeMessageDigest,
  encodeSigningCertificateV2,
  encodeSigningTime,
} from '../../src/formats/cms/attributes.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../src/formats/cms/oids.ts';
import { SignerInfo } from '../../src/formats/cms/signed-data.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import { encodeSubjectKeyIdentifier } from '../../src/formats/x509/extension-encoders.ts';
import {
  signDocument,
  STRICT_POLICY,
  verifyDocument,
  type SignatureReport,
  type VerifyOptions,
} from '../../src/node.ts';
import { honestAttributes, message, sha, signerInfo, type SignerParts } from '../support/cms-parts.ts';
import { AT, crlSource, NOT_AFTER, NOT_BEFORE, TestAuthority, type TestSigner } from '../support/signers.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.');
const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);
const signer = issuing.issue('P-256', { commonName: 'Anna' });
const other = issuing.issue('P-256', { commonName: 'Bo' });
const crls = [root.crl(), issuing.crl()];
const CERTIFICATES = [signer.certificate, issuing.certificate];

const OPTIONS: VerifyOptions = { at: AT, anchors: [root.certificate], evidence: crlSource(...crls) };

async function verify(document: Uint8Array, options: VerifyOptions = {}): Promise<SignatureReport> {
  const report = await verifyDocument(document, { ...OPTIONS, ...options });
  expect(report.signatures).to.have.lengthOf(1);
  return report.signatures[0]!;
}

/** One honest signer with some parts replaced, attached. */
async function signed(
  parts: Partial<SignerParts> = {},
  more: { certificates?: Uint8Array[] } = {},
): Promise<Uint8Array> {
  const info = await signerInfo({ signer, content: CONTENT, ...parts });
  return message({ content: CONTENT, certificates: CERTIFICATES, signers: [info], ...more });
}

function expectVerdict(
  signature: SignatureReport,
  indication: string,
  subIndication: string | null,
  code?: string,
): void {
  const said = JSON.stringify(signature.reasons);
  expect([signature.indication, signature.subIndication], said).to.deep.equal([indication, subIndication]);
  if (code !== undefined) expect(signature.reasons[0]?.code, said).to.equal(code);
}

async function expectFormatFailure(document: Uint8Array, code: string): Promise<void> {
  const signature = await verify(document);
  expectVerdict(signature, 'TOTAL-FAILED', 'FORMAT_FAILURE', code);
  expect(signature.integrity.structure).to.equal(false);
}

describe('verifyDocument', () => {
  describe('trusts nothing by itself', () => {
    it('answers NO_CERTIFICATE_CHAIN_FOUND without anchors', async () => {
      const signature = await verify(await signed(), { anchors: [] });
      expectVerdict(signature, 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'path.no-anchor');
      expect(signature.integrity).to.deep.equal({ signature: true, references: true, structure: true });
    });

    it('does not take a carried root for an anchor', async () => {
      const certificates = [...CERTIFICATES, root.certificate];
      const signature = await verify(await signed({}, { certificates }), {
        anchors: [new TestAuthority('Root').certificate],
      });
      expectVerdict(signature, 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND');
    });

    it('answers CERTIFICATE_CHAIN_GENERAL_FAILURE where nothing tells about revocation', async () => {
      const { anchors } = OPTIONS;
      const report = await verifyDocument(await signed(), { at: AT, anchors: anchors! });
      expectVerdict(
        report.signatures[0]!,
        'INDETERMINATE',
        'CERTIFICATE_CHAIN_GENERAL_FAILURE',
        'revocation.unknown',
      );
    });

    it('tells of an anchor that cannot be read and trusts nothing because of it', async () => {
      const report = await verifyDocument(await signed(), {
        ...OPTIONS,
        anchors: [toUtf8('no certificate')],
      });
      expect(report.problems.map(({ code }) => code)).to.deep.equal(['der.malformed']);
      expectVerdict(report.signatures[0]!, 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND');
    });
  });

  describe('refuses what is not whole', () => {
    it('changed content: HASH_FAILURE, whoever signed it', async () => {
      const info = await signerInfo({ signer, content: CONTENT });
      const document = message({
        content: toUtf8('Agreed: 900 kroner.'),
        certificates: CERTIFICATES,
        signers: [info],
      });
      for (const options of [{}, { anchors: [] }]) {
        const signature = await verify(document, options);
        expectVerdict(signature, 'TOTAL-FAILED', 'HASH_FAILURE', 'digest.mismatch');
        expect(signature.integrity).to.deep.equal({ signature: true, references: false, structure: true });
        expect(signature.scope).to.deep.equal([]);
      }
    });

    it('a signature value by another key: SIG_CRYPTO_FAILURE', async () => {
      const forger: TestSigner = { ...other, certificate: signer.certificate };
      const signature = await verify(await signed({ signer: forger }));
      expectVerdict(signature, 'TOTAL-FAILED', 'SIG_CRYPTO_FAILURE', 'signature.invalid');
      expect(signature.integrity).to.deep.equal({ signature: false, references: true, structure: true });
    });

    it('detached content that is not given: SIGNED_DATA_NOT_FOUND', async () => {
      const info = await signerInfo({ signer, content: CONTENT });
      const signature = await verify(message({ certificates: CERTIFICATES, signers: [info] }));
      expectVerdict(signature, 'INDETERMINATE', 'SIGNED_DATA_NOT_FOUND', 'document.content-missing');
      expect(signature.integrity).to.deep.equal({ signature: true, references: false, structure: true });
    });

    it('detached content that is another: HASH_FAILURE', async () => {
      const info = await signerInfo({ signer, content: CONTENT });
      const contents = [{ name: 'b.txt', bytes: toUtf8('something else') }];
      const signature = await verify(message({ certificates: CERTIFICATES, signers: [info] }), { contents });
      expectVerdict(signature, 'TOTAL-FAILED', 'HASH_FAILURE');
    });

    it('bytes behind the structure', async () => {
      const refusal = await verifyDocument(concat(await signed(), Uint8Array.of(0)), OPTIONS).catch(
        (error: unknown) => error,
      );
      expect(refusal).to.have.property('code', 'der.malformed');
    });
  });

  describe('refuses tricks with signed attributes', () => {
    it('attributes of another signature moved into the content (CMS EUF-CMA)', async () => {
      // The value of an honest signature also verifies over content that is the DER of its attributes.
      const attributes = setOf(...Object.values(honestAttributes(signer, CONTENT)));
      const document = message({
        content: attributes,
        certificates: CERTIFICATES,
        signers: [await signerInfo({ signer, content: attributes, isBare: true })],
      });
      const signature = await verify(document, {
        policy: { ...STRICT_POLICY, signingCertificateBinding: 'optional' },
      });
      expect(signature.integrity.signature).to.equal(true);
      expectVerdict(signature, 'TOTAL-FAILED', 'FORMAT_FAILURE', 'cms.attributes-replayed');
    });

    it('no signed attributes: never AdES', async () => {
      const signature = await verify(await signed({ isBare: true }));
      expectVerdict(signature, 'INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE', 'signing-certificate.not-bound');
      expect(signature.level).to.equal('NOT-ADES');
      expect(signature.integrity).to.deep.equal({ signature: true, references: true, structure: true });
    });

    it('no signed attributes beside content of another type than data', async () => {
      const info = await signerInfo({ signer, content: CONTENT, isBare: true });
      const parts = { content: CONTENT, contentType: CONTENT_TYPE.timestampInfo, version: 3 };
      await expectFormatFailure(
        message({ ...parts, certificates: CERTIFICATES, signers: [info] }),
        'cms.attributes-missing',
      );
    });

    it('an attribute twice, with the same value or another', async () => {
      const attributes = honestAttributes(signer, CONTENT);
      for (const again of [
        attributes.messageDigest,
        encodeMessageDigest(new Uint8Array(32)),
        attributes.contentType,
        attributes.signingTime,
        encodeSigningTime(NOT_AFTER),
        attributes.signingCertificate,
        attributes.algorithmProtection,
      ]) {
        await expectFormatFailure(await signed({ moreAttributes: [again] }), 'cms.attribute-repeated');
      }
    });

    it('an attribute with two values or none', async () => {
      const value = octetString(sha('SHA-256', CONTENT));
      for (const values of [[value, value], []]) {
        const messageDigest = sequence(oid(ATTRIBUTE.messageDigest), element(0x31, ...values));
        const document = await signed({ attributes: { messageDigest } });
        await expectFormatFailure(document, 'cms.attribute-malformed');
        expect((await verify(document)).integrity.references).to.equal(false);
      }
    });

    it('a message digest or content type that is missing', async () => {
      for (const name of ['messageDigest', 'contentType'] as const) {
        await expectFormatFailure(
          await signed({ attributes: { [name]: undefined } }),
          'cms.attribute-missing',
        );
      }
      const signature = await verify(await signed({ attributes: { messageDigest: undefined } }));
      expect(signature.integrity.references).to.equal(false);
    });

    it('a content type other than that of the content', async () => {
      const contentType = encodeContentType(CONTENT_TYPE.timestampInfo);
      await expectFormatFailure(await signed({ attributes: { contentType } }), 'cms.content-type-mismatch');
    });

    it('a signing time that is no time', async () => {
      const signingTime = encodeAttribute(oid(ATTRIBUTE.signingTime), integer(1));
      await expectFormatFailure(await signed({ attributes: { signingTime } }), 'cms.attribute-malformed');
    });

    it('algorithms other than the signer protected', async () => {
      for (const algorithmProtection of [
        encodeAlgorithmProtection(
          encodeHashAlgorithm('SHA-512'),
          encodeSignatureAlgorithm({ kind: 'ecdsa', hash: 'SHA-256' }),
        ),
        encodeAlgorithmProtection(
          encodeHashAlgorithm('SHA-256'),
          encodeSignatureAlgorithm({ kind: 'ecdsa', hash: 'SHA-512' }),
        ),
      ]) {
        await expectFormatFailure(
          await signed({ attributes: { algorithmProtection } }),
          'cms.algorithm-protection',
        );
      }
    });

    it('a digest algorithm that is not the one of the signature algorithm', async () => {
      const document = await signed({
        attributes: {
          messageDigest: encodeMessageDigest(sha('SHA-512', CONTENT)),
          algorithmProtection: undefined,
        },
        digestAlgorithm: encodeHashAlgorithm('SHA-512'),
      });
      await expectFormatFailure(document, 'cms.algorithm-mismatch');
    });

    it('a digest algorithm that the message does not list', async () => {
      const info = await signerInfo({ signer, content: CONTENT });
      const digests = [encodeHashAlgorithm('SHA-384')];
      const document = message({ content: CONTENT, certificates: CERTIFICATES, signers: [info], digests });
      await expectFormatFailure(document, 'cms.digest-algorithm-not-listed');
    });

    it('versions that the structure does not have', async () => {
      await expectFormatFailure(await signed({ version: 3 }), 'cms.version');
      const info = await signerInfo({ signer, content: CONTENT });
      const document = message({ content: CONTENT, certificates: CERTIFICATES, signers: [info], version: 4 });
      await expectFormatFailure(document, 'cms.version');
    });
  });

  describe('refuses another signing certificate than the one bound', () => {
    const bind = (certificate: Uint8Array, digest = sha('SHA-256', certificate)): Uint8Array => {
      const { issuer, serialNumber } = parseCertificate(certificate);
      return encodeSigningCertificateV2('SHA-256', digest, issuer.der, serialNumber);
    };

    it('with the digest of another certificate', async () => {
      const signingCertificate = bind(signer.certificate, sha('SHA-256', other.certificate));
      const signature = await verify(await signed({ attributes: { signingCertificate } }));
      expectVerdict(
        signature,
        'INDETERMINATE',
        'NO_SIGNING_CERTIFICATE_FOUND',
        'signing-certificate.mismatch',
      );
      expect(signature.integrity).to.deep.equal({ signature: true, references: true, structure: false });
    });

    it('with the issuer and serial number of another certificate', async () => {
      const { issuer, serialNumber } = parseCertificate(other.certificate);
      const digest = sha('SHA-256', signer.certificate);
      const signingCertificate = encodeSigningCertificateV2('SHA-256', digest, issuer.der, serialNumber);
      const signature = await verify(await signed({ attributes: { signingCertificate } }));
      expectVerdict(
        signature,
        'INDETERMINATE',
        'NO_SIGNING_CERTIFICATE_FOUND',
        'signing-certificate.mismatch',
      );
    });

    it('swapped for one with the same key, issuer and serial number', async () => {
      // A careless authority certified the key twice; the signer named the first certificate.
      const twin = issuing.issue('P-256', { commonName: 'Mallory', serial: signer.serial, key: signer });
      const certificates = [twin.certificate, issuing.certificate];
      const signature = await verify(await signed({}, { certificates }));
      expectVerdict(
        signature,
        'INDETERMINATE',
        'NO_SIGNING_CERTIFICATE_FOUND',
        'signing-certificate.mismatch',
      );
    });

    it('and finds the right one of two with the same issuer and serial number', async () => {
      const twin = issuing.issue('P-256', { commonName: 'Mallory', serial: signer.serial, key: signer });
      const certificates = [twin.certificate, signer.certificate, issuing.certificate];
      const signature = await verify(await signed({}, { certificates }));
      expectVerdict(signature, 'TOTAL-PASSED', null);
      expect(signature.signedBy).to.equal('Anna');
    });

    it('where the identifier outside names another than the binding inside', async () => {
      const { issuer, serialNumber } = parseCertificate(other.certificate);
      const identifier = sequence(issuer.der, element(0x02, serialNumber));
      const certificates = [...CERTIFICATES, other.certificate];
      const signature = await verify(await signed({ identifier }, { certificates }));
      expectVerdict(
        signature,
        'INDETERMINATE',
        'NO_SIGNING_CERTIFICATE_FOUND',
        'signing-certificate.mismatch',
      );
    });

    it('where v1 and v2 of the attribute contradict each other', async () => {
      const { issuer, serialNumber } = parseCertificate(other.certificate);
      const id = sequence(
        octetString(sha('SHA-1', other.certificate)),
        sequence(sequence(element(0xa4, issuer.der)), element(0x02, serialNumber)),
      );
      const v1 = encodeAttribute(oid(ATTRIBUTE.signingCertificate), sequence(sequence(id)));
      const signature = await verify(await signed({ moreAttributes: [v1] }));
      expectVerdict(
        signature,
        'INDETERMINATE',
        'NO_SIGNING_CERTIFICATE_FOUND',
        'signing-certificate.mismatch',
      );
    });

    it('or none at all', async () => {
      const signature = await verify(await signed({}, { certificates: [issuing.certificate] }));
      expectVerdict(
        signature,
        'INDETERMINATE',
        'NO_SIGNING_CERTIFICATE_FOUND',
        'signing-certificate.missing',
      );
      expect(signature).to.include({ signedBy: null, subject: null, serial: null });
      expect(signature.chain).to.deep.equal([]);
    });

    it('but takes it from the caller', async () => {
      const document = await signed({}, { certificates: [] });
      const signature = await verify(document, { intermediates: CERTIFICATES });
      expectVerdict(signature, 'TOTAL-PASSED', null);
    });

    it('plain CMS without a binding is INDETERMINATE by the strict policy alone', async () => {
      const document = await signed({ attributes: { signingCertificate: undefined } });
      const strict = await verify(document);
      expectVerdict(strict, 'INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE', 'signing-certificate.not-bound');
      expect(strict.level).to.equal('NOT-ADES');
      const policy = { ...STRICT_POLICY, signingCertificateBinding: 'optional' as const };
      expectVerdict(await verify(document, { policy }), 'TOTAL-PASSED', null);
    });
  });

  describe('judges the signing certificate', () => {
    const revoked = (reason: 'keyCompromise' | 'certificateHold', serial = signer.serial): VerifyOptions => {
      const entry = { serial, revokedAt: new Date('2026-03-01T00:00:00Z'), reason };
      return { evidence: crlSource(root.crl(), issuing.crl([entry])) };
    };

    it('revoked: REVOKED_NO_POE', async () => {
      const signature = await verify(await signed(), revoked('keyCompromise'));
      expectVerdict(signature, 'INDETERMINATE', 'REVOKED_NO_POE', 'certificate.revoked');
    });

    it('on hold: TRY_LATER', async () => {
      const signature = await verify(await signed(), revoked('certificateHold'));
      expectVerdict(signature, 'INDETERMINATE', 'TRY_LATER', 'certificate.on-hold');
    });

    it('by a revoked authority: REVOKED_CA_NO_POE', async () => {
      const { serial } = parseCertificate(issuing.certificate);
      const entry = { serial, revokedAt: new Date('2026-03-01T00:00:00Z'), reason: 'cACompromise' as const };
      const signature = await verify(await signed(), {
        evidence: crlSource(root.crl([entry]), issuing.crl()),
      });
      expectVerdict(signature, 'INDETERMINATE', 'REVOKED_CA_NO_POE', 'certificate.revoked');
    });

    it('by stale revocation information: TRY_LATER', async () => {
      const stale = issuing.crl([], NOT_BEFORE, new Date('2026-02-01T00:00:00Z'));
      const signature = await verify(await signed(), { evidence: crlSource(root.crl(), stale) });
      expectVerdict(signature, 'INDETERMINATE', 'TRY_LATER', 'revocation.stale');
    });

    it('expired: OUT_OF_BOUNDS_NOT_REVOKED where it is known not to be revoked, else OUT_OF_BOUNDS_NO_POE', async () => {
      const short = issuing.issue('P-256', { notAfter: new Date('2026-02-01T00:00:00Z') });
      const document = await signed(
        { signer: short },
        { certificates: [short.certificate, issuing.certificate] },
      );
      // Made while the certificate lived, and still fresh.
      const early = issuing.crl([], new Date('2026-01-15T00:00:00Z'));
      const expired = await verify(document, { evidence: crlSource(root.crl(), early) });
      expectVerdict(expired, 'INDETERMINATE', 'OUT_OF_BOUNDS_NOT_REVOKED', 'certificate.expired');
      const unknown = await verify(document, { evidence: crlSource(root.crl()) });
      expectVerdict(unknown, 'INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE', 'certificate.expired');
    });

    it('not yet valid: OUT_OF_BOUNDS_NO_POE', async () => {
      const signature = await verify(await signed(), { at: new Date('2025-01-01T00:00:00Z') });
      expectVerdict(signature, 'INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE', 'certificate.not-yet-valid');
    });

    it('whose key is not for signatures: CHAIN_CONSTRAINTS_FAILURE', async () => {
      const encryption = issuing.issue('P-256', { keyUsage: KEY_USAGE.keyAgreement });
      const certificates = [encryption.certificate, issuing.certificate];
      const signature = await verify(await signed({ signer: encryption }, { certificates }));
      expectVerdict(signature, 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', 'key-usage.no-signature');
    });

    it('issued by one that is no authority: CERTIFICATE_CHAIN_GENERAL_FAILURE', async () => {
      const pretender = new TestAuthority('Anna');
      const forged = pretender.issue('P-256');
      const impostor = issuing.issue('P-256', { commonName: 'Anna', key: pretender.key });
      const certificates = [forged.certificate, impostor.certificate, issuing.certificate];
      const evidence = crlSource(...crls, pretender.crl());
      const signature = await verify(await signed({ signer: forged }, { certificates }), { evidence });
      expectVerdict(
        signature,
        'INDETERMINATE',
        'CERTIFICATE_CHAIN_GENERAL_FAILURE',
        'basic-constraints.not-ca',
      );
    });

    it('that is itself what the caller trusts', async () => {
      const signature = await verify(await signed(), { anchors: [signer.certificate] });
      expectVerdict(signature, 'TOTAL-PASSED', null);
      expect(signature.chain).to.have.lengthOf(1);
      expect(signature.chain[0]!.anchor).to.equal(true);
    });
  });

  describe('judges algorithms by their date', () => {
    const rsa = issuing.issue('RSA-PKCS1');
    const document = () => signed({ signer: rsa }, { certificates: [rsa.certificate, issuing.certificate] });

    it('accepts them before it and not from then on', async () => {
      const crl = (): VerifyOptions => ({ evidence: crlSource(root.crl(), issuing.crl()) });
      expectVerdict(await verify(await document(), crl()), 'TOTAL-PASSED', null);
      const crypto = {
        ...STRICT_POLICY.crypto,
        keys: [
          { scheme: 'rsa-pkcs1' as const, minimumBits: 1024, until: AT },
          ...STRICT_POLICY.crypto.keys.filter(({ scheme }) => scheme !== 'rsa-pkcs1'),
        ],
      };
      const signature = await verify(await document(), { ...crl(), policy: { ...STRICT_POLICY, crypto } });
      expectVerdict(
        signature,
        'INDETERMINATE',
        'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
        'algorithm.not-acceptable',
      );
      expect(signature.integrity).to.deep.equal({ signature: true, references: true, structure: true });
    });

    it('answers INDETERMINATE for an algorithm that it does not know', async () => {
      const signatureAlgorithm = sequence(oid('1.2.3.4'));
      const attributes = { algorithmProtection: undefined };
      const signature = await verify(await signed({ signatureAlgorithm, attributes }));
      expectVerdict(signature, 'INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'algorithm.unsupported');
      expect(signature.integrity.signature).to.equal(false);
    });
  });

  describe('judges every signer', () => {
    it('one good, one bad', async () => {
      const good = await signerInfo({ signer, content: CONTENT });
      const bad = await signerInfo({ signer: other, content: toUtf8('something else') });
      const certificates = [...CERTIFICATES, other.certificate];
      const report = await verifyDocument(
        message({ content: CONTENT, certificates, signers: [good, bad] }),
        OPTIONS,
      );
      expect(report).to.include({ signatureCount: 2, passedCount: 1 });
      const byName = new Map(report.signatures.map((signature) => [signature.signedBy, signature]));
      expectVerdict(byName.get('Anna')!, 'TOTAL-PASSED', null);
      expectVerdict(byName.get('Bo')!, 'TOTAL-FAILED', 'HASH_FAILURE');
      expect(new Set(report.signatures.map(({ id }) => id)).size).to.equal(2);
    });

    const counterSigned = async (counter: Partial<SignerParts>): Promise<Uint8Array> => {
      const value = signatureValueOf(await signerInfo({ signer, content: CONTENT }));
      const info = await signerInfo({
        signer: other,
        content: value.signature,
        attributes: { contentType: undefined },
        ...counter,
      });
      const attribute = encodeAttribute(oid(ATTRIBUTE.counterSignature), info);
      const signers = [value.withUnsigned(attribute)];
      return message({ content: CONTENT, certificates: [...CERTIFICATES, other.certificate], signers });
    };

    it('counter-signers too', async () => {
      const report = await verifyDocument(await counterSigned({}), OPTIONS);
      expect(report).to.include({ signatureCount: 2, passedCount: 2 });
      const [parent, counter] = report.signatures;
      expect(counter).to.include({ signedBy: 'Bo', counterSignatureOf: parent!.id, level: 'BASELINE-B' });
      expect(counter!.scope).to.deep.equal([{ name: parent!.id, kind: 'COUNTER_SIGNATURE' }]);
    });

    it('a counter-signature over something else is HASH_FAILURE, its parent stays', async () => {
      const report = await verifyDocument(await counterSigned({ content: CONTENT }), OPTIONS);
      expectVerdict(report.signatures[0]!, 'TOTAL-PASSED', null);
      expectVerdict(report.signatures[1]!, 'TOTAL-FAILED', 'HASH_FAILURE');
    });

    it('a counter-signature with a content type is no counter-signature', async () => {
      const contentType = encodeContentType(CONTENT_TYPE.data);
      const report = await verifyDocument(await counterSigned({ attributes: { contentType } }), OPTIONS);
      expectVerdict(report.signatures[1]!, 'TOTAL-FAILED', 'FORMAT_FAILURE', 'cms.content-type-mismatch');
    });

    it('tells of a counter-signature that cannot be read', async () => {
      const attribute = encodeAttribute(oid(ATTRIBUTE.counterSignature), sequence(integer(1)));
      const report = await verifyDocument(await signed({ unsignedAttributes: [attribute] }), OPTIONS);
      expect(report.signatureCount).to.equal(1);
      expect(report.problems.map(({ code }) => code)).to.deep.equal(['cms.counter-signature-malformed']);
    });
  });

  describe('finds whole what is whole', () => {
    it('with a signer named by key identifier', async () => {
      const keyIdentifier = parseCertificate(signer.certificate).subjectKeyIdentifier!;
      const info = await signerInfo({
        signer,
        content: CONTENT,
        version: 3,
        identifier: element(0x80, keyIdentifier),
      });
      const document = message({ content: CONTENT, certificates: CERTIFICATES, signers: [info], version: 3 });
      expectVerdict(await verify(document), 'TOTAL-PASSED', null);
      expect(encodeSubjectKeyIdentifier(keyIdentifier).oid).to.equal('2.5.29.14');
    });

    it('with attributes out of order, over which the signature was made in order', async () => {
      const document = await signed({ order: (attributes) => attributes.toReversed() });
      expectVerdict(await verify(document), 'TOTAL-PASSED', null);
    });

    it('in PEM, with text before it', async () => {
      const pem = toUtf8(`A signed note\n${encodePem('CMS', await signed())}`);
      expectVerdict(await verify(pem), 'TOTAL-PASSED', null);
    });

    it('the one of several contents that is meant', async () => {
      const info = await signerInfo({ signer, content: CONTENT });
      const contents = [
        { name: 'b.txt', bytes: toUtf8('else') },
        { name: 'a.txt', bytes: CONTENT },
      ];
      const signature = await verify(message({ certificates: CERTIFICATES, signers: [info] }), { contents });
      expectVerdict(signature, 'TOTAL-PASSED', null);
      expect(signature.scope).to.deep.equal([{ name: 'a.txt', kind: 'FULL' }]);
    });

    it('with CRLs carried in the document', async () => {
      const info = await signerInfo({ signer, content: CONTENT });
      const parts = { content: CONTENT, certificates: CERTIFICATES, signers: [info], revocation: crls };
      const report = await verifyDocument(message(parts), { at: AT, anchors: OPTIONS.anchors! });
      expectVerdict(report.signatures[0]!, 'TOTAL-PASSED', null);
    });

    it('and says so when it was given contents that it did not need', async () => {
      const report = await verifyDocument(await signed(), { ...OPTIONS, contents: [{ bytes: toUtf8('x') }] });
      expect(report.problems.map(({ code }) => code)).to.deep.equal(['cms.content-inside']);
      expect(report.passedCount).to.equal(1);
    });
  });

  it('reports a document without a signature as one with none', async () => {
    for (const document of [new Uint8Array(), toUtf8('A letter.'), Uint8Array.of(0x30, 0)]) {
      const report = await verifyDocument(document, OPTIONS);
      expect(report).to.deep.include({ signatureCount: 0, passedCount: 0, signatures: [], problems: [] });
      expect(report.document.format).to.equal(null);
    }
  });

  it('gives the same report for the same input, in plain JSON', async () => {
    const document = await signed();
    const first = await verifyDocument(document, { ...OPTIONS, name: 'a.p7m' });
    expect(await verifyDocument(document, { ...OPTIONS, name: 'a.p7m' })).to.deep.equal(first);
    expect(JSON.parse(JSON.stringify(first))).to.deep.equal(first);
    expect(first.document).to.deep.include({ name: 'a.p7m', format: 'cades', sizeBytes: document.length });
    expect(first.validationTime).to.equal('2026-06-01T12:00:00Z');
    expect(first.signatures[0]).to.deep.include({
      id: 'S-1',
      format: 'CAdES',
      level: 'BASELINE-B',
      signedBy: 'Anna',
      subject: 'CN=Anna,C=DK',
      serial: signer.serial,
      claimedSigningTime: '2026-06-01T12:00:00Z',
      bestSignatureTime: '2026-06-01T12:00:00Z',
      timestamps: [],
      evidenceRecords: [],
      laterChanges: null,
      counterSignatureOf: null,
      reasons: [],
      scope: [{ name: 'a.p7m', kind: 'FULL' }],
    });
    expect(first.signatures[0]!.chain.map(({ subject, anchor }) => [subject, anchor])).to.deep.equal([
      ['CN=Anna,C=DK', false],
      ['CN=Issuing authority,C=DK', false],
      ['CN=Root,C=DK', true],
    ]);
  });

  it('verifies what signDocument made', async () => {
    const document = await signDocument(CONTENT, {
      format: 'cades',
      level: 'B',
      signer: signer.signer,
      certificates: CERTIFICATES,
      at: AT,
    });
    expectVerdict(await verify(document), 'TOTAL-PASSED', null);
  });
});

/** A SignerInfo's value, and the same SignerInfo with an unsigned attribute. */
function signatureValueOf(info: Uint8Array): {
  signature: Uint8Array;
  withUnsigned: (attribute: Uint8Array) => Uint8Array;
} {
  const { signature } = new SignerInfo(new DerReader(info));
  const content = new DerReader(info).next().content;
  return { signature, withUnsigned: (attribute) => sequence(content, element(0xa1, attribute)) };
}
