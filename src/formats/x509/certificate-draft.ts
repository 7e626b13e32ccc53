import { encodeSignatureAlgorithm, type SignatureScheme } from '../algorithms.ts';
import { element, integer, sequence, unsignedInteger } from '../asn1/der-writer.ts';
import { contextConstructed } from '../asn1/tag.ts';
import { encodeTime } from '../asn1/time.ts';
import type { Draft } from '../draft.ts';
import { draftSigned } from '../signed-structure.ts';
import { encodeTaggedExtensions, type Extension } from './extension.ts';

/** What goes into a certificate. */
export interface CertificateFields {
  /** Magnitude, big-endian: one to twenty octets with their first bit clear, not zero. */
  serialNumber: Uint8Array;
  /** DER of the issuer's name, as it stands in the issuer's certificate. */
  issuer: Uint8Array;
  /** DER of the subject's name. */
  subject: Uint8Array;
  notBefore: Date;
  notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  extensions: readonly Extension[];
  scheme: SignatureScheme;
}

/** RFC 5280 section 4.1.2.2: at most 20 octets. */
const SERIAL_BYTES = 20;

const VERSION_3 = element(contextConstructed(0), integer(2));

/** INTEGER of a serial number that we issue. */
export function encodeSerialNumber(magnitude: Uint8Array): Uint8Array {
  const encoded = unsignedInteger(magnitude);
  if (encoded.length > 2 + SERIAL_BYTES || magnitude.every((octet) => octet === 0)) {
    throw new RangeError('serial number is zero or longer than 20 octets');
  }
  return encoded;
}

/**
 * A version 3 certificate that lacks only its signature.
 *
 * Does not check: that the names and the key are well-formed; see the authority's lint.
 *
 * @throws RangeError for a serial number of zero or above 20 octets
 * @source RFC 5280 section 4.1
 */
export function draftCertificate(fields: CertificateFields): Draft {
  const algorithm = encodeSignatureAlgorithm(fields.scheme);
  const toBeSigned = sequence(
    VERSION_3,
    encodeSerialNumber(fields.serialNumber),
    algorithm,
    fields.issuer,
    sequence(encodeTime(fields.notBefore), encodeTime(fields.notAfter)),
    fields.subject,
    fields.publicKey,
    encodeTaggedExtensions(3, fields.extensions),
  );
  return draftSigned(toBeSigned, algorithm);
}
