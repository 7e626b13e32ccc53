import { equal } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { encodeHashWithNull, hashFromOid, HASH_BYTES, isNull, parseAlgorithm } from '../algorithms.ts';
import type { HashName } from '../algorithms.ts';
import type { DerReader } from '../asn1/der-reader.ts';
import { element, octetString, sequence } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tag.ts';
import { readSerialNumber } from '../x509/serial-number.ts';

/** One certificate as OCSP names it: by its issuer's hashed name and key, and its serial number. */
export interface CertId {
  /** `undefined` for a hash function that we do not know; then nothing can match. */
  readonly hash: HashName | undefined;
  readonly hashOid: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Content octets of the INTEGER, in the fewest octets. */
  readonly serialNumber: Uint8Array;
  /** To be repeated in the answer as it was asked. */
  readonly der: Uint8Array;
}

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'CertID', what, offset }, what);
}

/**
 * Reads the next element of `reader` as a CertID.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
 * @source RFC 6960 section 4.1.1
 */
export function parseCertId(reader: DerReader): CertId {
  const inner = reader.enter();
  const der = reader.element;
  const offset = reader.start;
  const { oid: hashOid, parameters } = parseAlgorithm(inner);
  if (parameters !== undefined && !isNull(parameters))
    throw malformed('hash algorithm has parameters', offset);
  const issuerNameHash = inner.octetString();
  const issuerKeyHash = inner.octetString();
  const serialNumber = readSerialNumber(inner);
  inner.finish();
  const hash = hashFromOid(hashOid);
  const bytes = hash && HASH_BYTES[hash];
  if (bytes !== undefined && (issuerNameHash.length !== bytes || issuerKeyHash.length !== bytes)) {
    throw malformed('hash value has the wrong length', offset);
  }
  return { hash, hashOid, issuerNameHash, issuerKeyHash, serialNumber, der };
}

/** Whether both name the same certificate by the same hash function. */
export function isSameCertId(a: CertId, b: CertId): boolean {
  return (
    a.hashOid === b.hashOid &&
    equal(a.serialNumber, b.serialNumber) &&
    equal(a.issuerKeyHash, b.issuerKeyHash) &&
    equal(a.issuerNameHash, b.issuerNameHash)
  );
}

/** What a CertID is made from. */
export interface CertIdFields {
  hash: HashName;
  /** Hash of the issuer's name, DER. */
  issuerNameHash: Uint8Array;
  /** Hash of the content of the BIT STRING in the issuer's key. */
  issuerKeyHash: Uint8Array;
  /** Content octets of the INTEGER, as `Certificate.serialNumber` gives them. */
  serialNumber: Uint8Array;
}

export function encodeCertId({
  hash,
  issuerNameHash,
  issuerKeyHash,
  serialNumber,
}: CertIdFields): Uint8Array {
  return sequence(
    encodeHashWithNull(hash),
    octetString(issuerNameHash),
    octetString(issuerKeyHash),
    element(TAG.integer, serialNumber),
  );
}
