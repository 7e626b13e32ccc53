import { CertBankError } from '../../base/errors.ts';
import {
  encodeHashAlgorithm,
  hashFromOid,
  parseAlgorithm,
  type AlgorithmIdentifier,
  type HashName,
} from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, octetString, oid, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { encodeTime } from '../asn1/time.ts';
import { Name } from '../x509/name.ts';
import { encodeAttribute, type Attribute } from './attribute-set.ts';
import { ATTRIBUTE } from './oids.ts';

/** One certificate named by its digest (ESSCertID and ESSCertIDv2). */
export interface EssCertificateId {
  /** `undefined`: a hash function that we do not know. */
  readonly hash: HashName | undefined;
  readonly hashOid: string;
  readonly digest: Uint8Array;
  /** The directory name of the issuer, where one is given. */
  readonly issuer?: Name;
  readonly serialNumber?: Uint8Array;
}

export interface AlgorithmProtection {
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier | undefined;
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'Attribute', what }, what);
}

/**
 * The one value of an attribute, read by `read` to its end.
 *
 * @throws CertBankError `structure.malformed` unless there is exactly one value (RFC 5652 sections 11.1 to 11.3)
 */
function singleValue<T>(attribute: Attribute, read: (reader: DerReader) => T): T {
  const [value] = attribute.values;
  if (value === undefined || attribute.values.length !== 1)
    throw malformed('attribute has not exactly one value');
  const reader = new DerReader(value);
  const parsed = read(reader);
  reader.finish();
  return parsed;
}

/** RFC 5652 section 11.1. */
export const parseContentType = (attribute: Attribute): string =>
  singleValue(attribute, (reader) => reader.oid());

/** RFC 5652 section 11.2. */
export const parseMessageDigest = (attribute: Attribute): Uint8Array =>
  singleValue(attribute, (reader) => reader.octetString());

/** RFC 5652 section 11.3. */
export const parseSigningTime = (attribute: Attribute): Date =>
  singleValue(attribute, (reader) => reader.time());

/**
 * The certificates that signing-certificate names: the signer's own first.
 *
 * @source RFC 2634 section 5.4
 */
export const parseSigningCertificate = (attribute: Attribute): EssCertificateId[] =>
  parseCertificateIds(attribute, () => ({ hash: 'SHA-1', hashOid: SHA_1 }));

/**
 * The certificates that signing-certificate-v2 names: the signer's own first.
 *
 * Deviation: SHA-256, the default, is accepted when it is written out, because most signers do so.
 *
 * @source RFC 5035 section 3
 */
export const parseSigningCertificateV2 = (attribute: Attribute): EssCertificateId[] =>
  parseCertificateIds(attribute, (reader) => {
    if (reader.nextTag !== TAG.sequence) return { hash: 'SHA-256', hashOid: SHA_256 };
    const { oid: hashOid } = parseAlgorithm(reader);
    return { hash: hashFromOid(hashOid), hashOid };
  });

const SHA_1 = '1.3.14.3.2.26';
const SHA_256 = '2.16.840.1.101.3.4.2.1';

function parseCertificateIds(
  attribute: Attribute,
  readHash: (reader: DerReader) => { hash: HashName | undefined; hashOid: string },
): EssCertificateId[] {
  return singleValue(attribute, (outer) => {
    const value = outer.enter();
    const certificates = value.enter();
    const ids: EssCertificateId[] = [];
    while (!certificates.isAtEnd) {
      const id = certificates.enter();
      const hash = readHash(id);
      const digest = id.octetString();
      const issuerSerial = id.isAtEnd ? {} : parseIssuerSerial(id);
      id.finish();
      ids.push({ ...hash, digest, ...issuerSerial });
    }
    if (ids.length === 0) throw malformed('signing certificate names no certificate');
    // SEQUENCE OF PolicyInformation OPTIONAL: of no consequence here.
    if (!value.isAtEnd) value.next(TAG.sequence);
    value.finish();
    return ids;
  });
}

/** IssuerSerial, RFC 5035 section 4; of GeneralNames the directory name counts. */
function parseIssuerSerial(reader: DerReader): { issuer?: Name; serialNumber: Uint8Array } {
  const inner = reader.enter();
  const names = inner.enter();
  let issuer: Name | undefined;
  while (!names.isAtEnd) {
    names.next();
    if (names.tag !== contextConstructed(4)) continue;
    const explicit = names.inside();
    issuer = new Name(explicit.raw(TAG.sequence));
    explicit.finish();
  }
  const serialNumber = inner.integer();
  inner.finish();
  return { ...(issuer && { issuer }), serialNumber };
}

/** RFC 6211 section 2; a MAC algorithm has no place in SignedData. */
export const parseAlgorithmProtection = (attribute: Attribute): AlgorithmProtection =>
  singleValue(attribute, (outer) => {
    const reader = outer.enter();
    const digestAlgorithm = parseAlgorithm(reader);
    let signatureAlgorithm: AlgorithmIdentifier | undefined;
    if (reader.nextTag === contextConstructed(1)) {
      // IMPLICIT: the same content under the tag of a SEQUENCE.
      const content = reader.next().content;
      signatureAlgorithm = parseAlgorithm(new DerReader(element(TAG.sequence, content)));
    }
    reader.finish();
    return { digestAlgorithm, signatureAlgorithm };
  });

/** The object identifier of the policy that signature-policy-identifier names; `undefined`: implied policy. */
export const parseSignaturePolicy = (attribute: Attribute): string | undefined =>
  singleValue(attribute, (outer) => {
    if (outer.isNext(TAG.null)) return undefined;
    const policy = outer.enter().oid();
    return policy;
  });

/** The attribute content-type. */
export const encodeContentType = (contentType: string): Uint8Array =>
  encodeAttribute(oid(ATTRIBUTE.contentType), oid(contentType));

export const encodeMessageDigest = (digest: Uint8Array): Uint8Array =>
  encodeAttribute(oid(ATTRIBUTE.messageDigest), octetString(digest));

/** @param at whole seconds are kept */
export const encodeSigningTime = (at: Date): Uint8Array =>
  encodeAttribute(oid(ATTRIBUTE.signingTime), encodeTime(at));

/**
 * The attribute signing-certificate-v2, which binds the signature to one certificate.
 *
 * @param issuer Name, DER
 * @param serialNumber INTEGER, content octets
 */
export function encodeSigningCertificateV2(
  hash: HashName,
  digest: Uint8Array,
  issuer: Uint8Array,
  serialNumber: Uint8Array,
): Uint8Array {
  const issuerSerial = sequence(
    sequence(element(contextConstructed(4), issuer)),
    element(TAG.integer, serialNumber),
  );
  // DER leaves out the default, SHA-256.
  const algorithm = hash === 'SHA-256' ? [] : [encodeHashAlgorithm(hash)];
  const id = sequence(...algorithm, octetString(digest), issuerSerial);
  return encodeAttribute(oid(ATTRIBUTE.signingCertificateV2), sequence(sequence(id)));
}

/** The attribute that repeats the algorithms under the signature, both AlgorithmIdentifier, DER. */
export function encodeAlgorithmProtection(
  digestAlgorithm: Uint8Array,
  signatureAlgorithm: Uint8Array,
): Uint8Array {
  const content = new DerReader(signatureAlgorithm).next(TAG.sequence).content;
  const value = sequence(digestAlgorithm, element(contextConstructed(1), content));
  return encodeAttribute(oid(ATTRIBUTE.algorithmProtection), value);
}
