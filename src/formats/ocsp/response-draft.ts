import { encodeSignatureAlgorithm, type SignatureScheme } from '../algorithms.ts';
import { element, headerBytes, oid, putBytes, putHeader } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { GENERALIZED_TIME_BYTES, putTime } from '../asn1/time.ts';
import { reasonValue, type RevocationReason } from '../crl/reason.ts';
import type { Draft } from '../draft.ts';
import { encodeTaggedExtensions, type Extension } from '../x509/extension.ts';
import { encodeNonce } from './nonce.ts';

/** The answer about one certificate. */
export interface SingleResponseFields {
  /** The CertID as it was asked. */
  certIdDer: Uint8Array;
  status: 'good' | 'revoked' | 'unknown';
  /** Needed where `status` is `revoked`. */
  revokedAt?: Date | null | undefined;
  reason?: RevocationReason | null | undefined;
  thisUpdate: Date;
  nextUpdate?: Date | null | undefined;
  extensions?: readonly Extension[];
}

/** What goes into a response. */
export interface OcspResponseFields {
  /** SHA-1 of the content of the BIT STRING in the responder's key (RFC 6960 section 4.2.1). */
  responderKeyHash: Uint8Array;
  producedAt: Date;
  responses: readonly SingleResponseFields[];
  nonce?: Uint8Array | undefined;
  /** DER of the certificates to send along. */
  certificates: readonly Uint8Array[];
  scheme: SignatureScheme;
}

/** id-pkix-ocsp-basic, encoded. */
const BASIC_RESPONSE = oid('1.3.6.1.5.5.7.48.1.1');
const SUCCESSFUL = Uint8Array.of(TAG.enumerated, 1, 0);
const NO_BYTES = new Uint8Array(0);

const sized = (length: number) => headerBytes(length) + length;

/** Octets of the CHOICE CertStatus. */
function statusBytes({ status, revokedAt, reason }: SingleResponseFields): number {
  if (status !== 'revoked') return 2;
  if (!revokedAt) throw new RangeError('revoked without a date');
  return 2 + GENERALIZED_TIME_BYTES + (hasReason(reason) ? 5 : 0);
}

/** RFC 5280 section 5.3.1: rather no reason than "unspecified". */
function hasReason(reason: RevocationReason | null | undefined): reason is RevocationReason {
  return typeof reason === 'string' && reason !== 'unspecified';
}

function putStatus(into: Uint8Array, at: number, fields: SingleResponseFields): number {
  const { status, revokedAt, reason } = fields;
  if (status !== 'revoked') return putHeader(into, at, contextPrimitive(status === 'good' ? 0 : 2), 0);
  at = putHeader(into, at, contextConstructed(1), statusBytes(fields) - 2);
  at = putTime(into, at, revokedAt!, TAG.generalizedTime);
  if (!hasReason(reason)) return at;
  at = putHeader(into, at, contextConstructed(0), 3);
  at = putHeader(into, at, TAG.enumerated, 1);
  into[at] = reasonValue(reason);
  return at + 1;
}

/** Content octets of a SingleResponse without its extensions. */
function singleBytes(fields: SingleResponseFields): number {
  const nextUpdate = fields.nextUpdate ? 2 + GENERALIZED_TIME_BYTES : 0;
  return fields.certIdDer.length + statusBytes(fields) + GENERALIZED_TIME_BYTES + nextUpdate;
}

function putSingle(
  into: Uint8Array,
  at: number,
  fields: SingleResponseFields,
  extensions: Uint8Array,
): number {
  at = putHeader(into, at, TAG.sequence, singleBytes(fields) + extensions.length);
  at = putBytes(into, at, fields.certIdDer);
  at = putStatus(into, at, fields);
  at = putTime(into, at, fields.thisUpdate, TAG.generalizedTime);
  if (fields.nextUpdate) {
    at = putHeader(into, at, contextConstructed(0), GENERALIZED_TIME_BYTES);
    at = putTime(into, at, fields.nextUpdate, TAG.generalizedTime);
  }
  return putBytes(into, at, extensions);
}

function encodeResponseData(fields: OcspResponseFields): Uint8Array {
  const { responses } = fields;
  const extensions =
    fields.nonce === undefined ? NO_BYTES : encodeTaggedExtensions(1, [encodeNonce(fields.nonce)]);
  const singleExtensions = responses.map(({ extensions: list }) =>
    list === undefined ? NO_BYTES : encodeTaggedExtensions(1, list),
  );
  let listBytes = 0;
  responses.forEach(
    (response, i) => (listBytes += sized(singleBytes(response) + singleExtensions[i]!.length)),
  );
  const keyHash = fields.responderKeyHash;
  const bytes = sized(sized(keyHash.length)) + GENERALIZED_TIME_BYTES + sized(listBytes) + extensions.length;
  const der = new Uint8Array(sized(bytes));
  let at = putHeader(der, 0, TAG.sequence, bytes);
  at = putHeader(der, at, contextConstructed(2), sized(keyHash.length));
  at = putHeader(der, at, TAG.octetString, keyHash.length);
  at = putBytes(der, at, keyHash);
  at = putTime(der, at, fields.producedAt, TAG.generalizedTime);
  at = putHeader(der, at, TAG.sequence, listBytes);
  responses.forEach((response, i) => (at = putSingle(der, at, response, singleExtensions[i]!)));
  putBytes(der, at, extensions);
  return der;
}

/** The basic response and the two frames around it, in one buffer. */
function encodeResponse(
  data: Uint8Array,
  algorithm: Uint8Array,
  signature: Uint8Array,
  tail: Uint8Array,
): Uint8Array {
  const basic = data.length + algorithm.length + sized(1 + signature.length) + tail.length;
  const bytes = BASIC_RESPONSE.length + sized(sized(basic));
  const outer = SUCCESSFUL.length + sized(sized(bytes));
  const der = new Uint8Array(sized(outer));
  let at = putHeader(der, 0, TAG.sequence, outer);
  at = putBytes(der, at, SUCCESSFUL);
  at = putHeader(der, at, contextConstructed(0), sized(bytes));
  at = putHeader(der, at, TAG.sequence, bytes);
  at = putBytes(der, at, BASIC_RESPONSE);
  at = putHeader(der, at, TAG.octetString, sized(basic));
  at = putHeader(der, at, TAG.sequence, basic);
  at = putBytes(der, at, data);
  at = putBytes(der, at, algorithm);
  at = putHeader(der, at, TAG.bitString, 1 + signature.length);
  at = putBytes(der, at + 1, signature);
  putBytes(der, at, tail);
  return der;
}

/**
 * A response that lacks only its signature; `complete` gives the whole OCSPResponse.
 *
 * Written into two buffers of known length, because answers are made by the ten thousand a second.
 *
 * @throws RangeError for `revoked` without a date, or a nonce of the wrong length
 * @source RFC 6960 section 4.2
 */
export function draftOcspResponse(fields: OcspResponseFields): Draft {
  const toBeSigned = encodeResponseData(fields);
  const algorithm = encodeSignatureAlgorithm(fields.scheme);
  return {
    toBeSigned,
    complete: (signature) =>
      encodeResponse(toBeSigned, algorithm, signature, encodeTail(fields.certificates)),
  };
}

function encodeTail(certificates: readonly Uint8Array[]): Uint8Array {
  if (certificates.length === 0) return NO_BYTES;
  return element(contextConstructed(0), element(TAG.sequence, ...certificates));
}
