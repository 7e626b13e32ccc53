import { expect } from 'chai';
import { concat, equal } from '../../../src/base/bytes.ts';
import { encodeHashAlgorithm, encodeSignatureAlgorithm } from '../../../src/formats/algorithms.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { element, integer, octetString, oid, sequence, setOf } from '../../../src/formats/asn1/der-writer.ts';
import {
  AttributeSet,
  encodeAttribute,
  looksLikeSignedAttributes,
  type Attribute,
} from '../../../src/formats/cms/attribute-set.ts';
import {
  encodeAlgorithmProtection,
  encodeContentType,
  encodeMessageDigest,
  encodeSigningCertificateV2,
  encodeSigningTime,
  parseAlgorithmProtection,
  parseContentType,
  parseMessageDigest,
  parseSignaturePolicy,
  parseSigningCertificate,
  parseSigningCertificateV2,
  parseSigningTime,
} from '../../../src/formats/cms/attributes.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../../src/formats/cms/oids.ts';
import { isSameAlgorithm } from '../../../src/formats/cms/signer-scheme.ts';
import { nameOf } from '../../support/signers.ts';

const DIGEST = new Uint8Array(32).fill(7);

function setFrom(...attributes: Uint8Array[]): AttributeSet {
  return new AttributeSet(new DerReader(element(0xa0, ...attributes)).next());
}

const read = (encoded: Uint8Array): Attribute => setFrom(encoded).attributes[0]!;
const withValues = (...values: Uint8Array[]): Attribute =>
  read(sequence(oid('1.2.3'), element(0x31, ...values)));

const refuses = (act: () => unknown): void =>
  void expect(act).to.throw().with.property('name', 'CertBankError');

describe('CMS attributes', () => {
  it('refuse any number of values but one', () => {
    refuses(() => parseMessageDigest(withValues()));
    refuses(() => parseMessageDigest(withValues(octetString(DIGEST), octetString(DIGEST))));
  });

  it('refuse values of another type, and bytes behind a value', () => {
    refuses(() => parseMessageDigest(withValues(integer(1))));
    refuses(() => parseContentType(withValues(octetString(DIGEST))));
    refuses(() => parseSigningTime(withValues(integer(1))));
    refuses(() => parseSigningCertificateV2(withValues(sequence())));
    refuses(() => parseSigningCertificateV2(withValues(sequence(sequence()))));
    refuses(() => parseAlgorithmProtection(withValues(sequence(integer(1)))));
    refuses(() => setFrom(sequence(oid('1.2.3'), setOf(), integer(1))));
    refuses(() => setFrom(sequence(oid('1.2.3'), octetString(DIGEST))));
  });

  it('are read as they were written', () => {
    const at = new Date('2026-03-04T05:06:07.890Z');
    expect(parseContentType(read(encodeContentType(CONTENT_TYPE.data)))).to.equal(CONTENT_TYPE.data);
    expect(parseMessageDigest(read(encodeMessageDigest(DIGEST)))).to.deep.equal(DIGEST);
    expect(parseSigningTime(read(encodeSigningTime(at)))).to.deep.equal(new Date('2026-03-04T05:06:07Z'));
    expect(parseSigningTime(read(encodeSigningTime(new Date('2051-01-01T00:00:00Z'))))).to.deep.equal(
      new Date('2051-01-01T00:00:00Z'),
    );
  });

  it('bind the signing certificate by digest, issuer and serial number', () => {
    for (const hash of ['SHA-256', 'SHA-512'] as const) {
      const encoded = encodeSigningCertificateV2(hash, DIGEST, nameOf('Issuer'), Uint8Array.of(0, 0x81));
      const [id] = parseSigningCertificateV2(read(encoded));
      expect(id!.hash).to.equal(hash);
      expect(id!.digest).to.deep.equal(DIGEST);
      expect(id!.issuer?.der).to.deep.equal(nameOf('Issuer'));
      expect(id!.serialNumber).to.deep.equal(Uint8Array.of(0, 0x81));
    }
  });

  it('read the older signing-certificate, and digests without issuer', () => {
    const value = sequence(
      sequence(sequence(octetString(DIGEST)), sequence(octetString(DIGEST))),
      sequence(),
    );
    const [first, second] = parseSigningCertificate(withValues(value));
    expect(first).to.deep.include({ hash: 'SHA-1', digest: DIGEST });
    expect(second).to.not.equal(undefined);
    const explicit = sequence(sequence(sequence(encodeHashAlgorithm('SHA-256'), octetString(DIGEST))));
    expect(parseSigningCertificateV2(withValues(explicit))[0]!.hash).to.equal('SHA-256');
    const unknown = sequence(sequence(sequence(sequence(oid('1.2.3.4')), octetString(DIGEST))));
    expect(parseSigningCertificateV2(withValues(unknown))[0]).to.include({
      hash: undefined,
      hashOid: '1.2.3.4',
    });
  });

  it('repeat the algorithms, where absent parameters and NULL are the same', () => {
    const signature = encodeSignatureAlgorithm({ kind: 'rsa-pkcs1', hash: 'SHA-256' });
    const attribute = read(encodeAlgorithmProtection(encodeHashAlgorithm('SHA-256'), signature));
    const { digestAlgorithm, signatureAlgorithm } = parseAlgorithmProtection(attribute);
    expect(signatureAlgorithm!.der).to.deep.equal(signature);
    const withNull = { ...digestAlgorithm, parameters: Uint8Array.of(5, 0) };
    expect(isSameAlgorithm(digestAlgorithm, withNull)).to.equal(true);
    expect(
      isSameAlgorithm(digestAlgorithm, { ...digestAlgorithm, parameters: Uint8Array.of(4, 0) }),
    ).to.equal(false);
    expect(isSameAlgorithm(digestAlgorithm, signatureAlgorithm!)).to.equal(false);
  });

  it('name a signature policy, or leave it implied', () => {
    const explicit = sequence(oid('1.2.3.4'), sequence(encodeHashAlgorithm('SHA-256'), octetString(DIGEST)));
    expect(parseSignaturePolicy(withValues(explicit))).to.equal('1.2.3.4');
    expect(parseSignaturePolicy(withValues(Uint8Array.of(5, 0)))).to.equal(undefined);
  });

  it('are signed as a DER SET OF, in whatever order they were written', () => {
    const [first, second] = [encodeContentType(CONTENT_TYPE.data), encodeMessageDigest(DIGEST)];
    const sorted = setOf(first, second);
    expect(setFrom(first, second).toBeSigned).to.deep.equal(sorted);
    expect(setFrom(second, first).toBeSigned).to.deep.equal(sorted);
  });

  it('are found, all of one type', () => {
    const set = setFrom(encodeMessageDigest(DIGEST), encodeMessageDigest(DIGEST), encodeContentType('1.2.3'));
    expect(set.all(ATTRIBUTE.messageDigest)).to.have.lengthOf(2);
    expect(set.all(ATTRIBUTE.signingTime)).to.have.lengthOf(0);
  });

  it('are recognised where they pose as content', () => {
    const attributes = setOf(encodeContentType(CONTENT_TYPE.data), encodeMessageDigest(DIGEST));
    expect(looksLikeSignedAttributes(attributes)).to.equal(true);
    expect(looksLikeSignedAttributes(setOf(encodeAttribute(oid('1.2.3'), integer(1))))).to.equal(true);
    expect(looksLikeSignedAttributes(concat(attributes, Uint8Array.of(0)))).to.equal(false);
    expect(looksLikeSignedAttributes(setOf(integer(1)))).to.equal(false);
    expect(looksLikeSignedAttributes(new TextEncoder().encode('1 is the first character'))).to.equal(false);
    expect(looksLikeSignedAttributes(new Uint8Array())).to.equal(false);
    expect(equal(attributes.subarray(0, 1), Uint8Array.of(0x31))).to.equal(true);
  });
});
