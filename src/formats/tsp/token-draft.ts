import { compare, concat, equal } from '../../base/bytes.ts';
import {
  encodeHashAlgorithm,
  encodeSignatureAlgorithm,
  HASH_BYTES,
  type HashName,
  type SignatureScheme,
} from '../algorithms.ts';
import {
  element,
  headerBytes,
  integer,
  oid,
  putBytes,
  putHeader,
  sequence,
  setOf,
} from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { encodeContentType, encodeMessageDigest, encodeSigningCertificateV2 } from '../cms/attributes.ts';
import { CONTENT_TYPE } from '../cms/oids.ts';
import type { Draft } from '../draft.ts';
import { GRANTED } from './response.ts';

/** What all tokens of one authority, sent with the same certificates, have in common. */
export interface TimestampTokenFields {
  /** Hash function of the digests below; the one of `scheme`, or SHA-512 with EdDSA. */
  readonly hash: HashName;
  /** Of the authority's certificate. */
  readonly certificateDigest: Uint8Array;
  /** The authority's certificate: issuer (Name, DER) and serial number (content octets). */
  readonly issuer: Uint8Array;
  readonly serialNumber: Uint8Array;
  /** Certificates sent along, DER; none where the requester asked for none. */
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
}

export interface TimestampTokenDraft extends TimestampTokenFields {
  /** DER, see `encodeTstInfo`. */
  readonly tstInfo: Uint8Array;
  readonly tstInfoDigest: Uint8Array;
}

/** A TimeStampResp that gives the token in it. */
export interface TimestampAnswerBytes {
  readonly der: Uint8Array;
  readonly token: Uint8Array;
}

/**
 * Makes tokens that differ in their TSTInfo alone. What they have in common is encoded once, and each token is
 * written in one go: an authority that signs 38,000 times a second must not spend its time on encoding.
 *
 * Does not check: that digests, certificates and TSTInfo belong together.
 *
 * @source RFC 3161 section 2.4.2, RFC 5816 section 2.2.1; RFC 5652 sections 5.1, 5.3 and 5.4
 */
export class TimestampTokenFrame {
  readonly #hash: HashName;
  /** CMSVersion and digestAlgorithms. */
  readonly #head: Uint8Array;
  /** The certificates under their tag, or nothing. */
  readonly #certificates: Uint8Array;
  /** Version, identifier and digest algorithm of the signer. */
  readonly #signerHead: Uint8Array;
  /** SET OF the signed attributes, with zeros for the message digest. */
  readonly #attributes: Uint8Array;
  readonly #digestOffset: number;
  readonly #signatureAlgorithm: Uint8Array;

  constructor(fields: TimestampTokenFields) {
    const { hash, issuer, serialNumber, certificates, certificateDigest } = fields;
    const digestAlgorithm = encodeHashAlgorithm(hash);
    this.#hash = hash;
    this.#head = concat(VERSION_3, element(TAG.set, digestAlgorithm));
    this.#certificates =
      certificates.length === 0
        ? new Uint8Array(0)
        : element(contextConstructed(0), ...[...certificates].sort(compare));
    const identifier = sequence(issuer, element(TAG.integer, serialNumber));
    this.#signerHead = concat(integer(1), identifier, digestAlgorithm);
    const messageDigest = encodeMessageDigest(new Uint8Array(HASH_BYTES[hash]));
    this.#attributes = setOf(
      encodeContentType(CONTENT_TYPE.timestampInfo),
      messageDigest,
      encodeSigningCertificateV2(hash, certificateDigest, issuer, serialNumber),
    );
    this.#digestOffset = offsetOf(this.#attributes, messageDigest) + messageDigest.length - HASH_BYTES[hash];
    this.#signatureAlgorithm = encodeSignatureAlgorithm(fields.scheme);
  }

  /**
   * What is to be signed: the attributes, with the digest of the TSTInfo.
   *
   * @throws RangeError for a digest of another length than the hash function's
   */
  toBeSigned(tstInfoDigest: Uint8Array): Uint8Array {
    if (tstInfoDigest.length !== HASH_BYTES[this.#hash]) throw new RangeError('digest has the wrong length');
    const attributes = this.#attributes.slice();
    attributes.set(tstInfoDigest, this.#digestOffset);
    return attributes;
  }

  /** The token over `tstInfo` (DER) with the signature of `toBeSigned`, which is not checked. */
  token(tstInfo: Uint8Array, toBeSigned: Uint8Array, signature: Uint8Array): Uint8Array {
    return this.#write(tstInfo, toBeSigned, signature, false).token;
  }

  /** The same token in the answer that gives it. */
  answer(tstInfo: Uint8Array, toBeSigned: Uint8Array, signature: Uint8Array): TimestampAnswerBytes {
    return this.#write(tstInfo, toBeSigned, signature, true);
  }

  #write(
    tstInfo: Uint8Array,
    attributes: Uint8Array,
    signature: Uint8Array,
    isAnswer: boolean,
  ): TimestampAnswerBytes {
    // Lengths from the inside out.
    const explicit = whole(tstInfo.length);
    const encapsulated = CONTENT_TYPE_OID.length + whole(explicit);
    const signer =
      this.#signerHead.length + attributes.length + this.#signatureAlgorithm.length + whole(signature.length);
    const signedData =
      this.#head.length + whole(encapsulated) + this.#certificates.length + whole(whole(signer));
    const content = SIGNED_DATA_OID.length + whole(whole(signedData));

    const answer = GRANTED.length + whole(content);

    const bytes = new Uint8Array(isAnswer ? whole(answer) : whole(content));
    const start = isAnswer ? putBytes(bytes, putHeader(bytes, 0, TAG.sequence, answer), GRANTED) : 0;
    let at = putHeader(bytes, start, TAG.sequence, content);
    at = putBytes(bytes, at, SIGNED_DATA_OID);
    at = putHeader(bytes, at, contextConstructed(0), whole(signedData));
    at = putHeader(bytes, at, TAG.sequence, signedData);
    at = putBytes(bytes, at, this.#head);
    at = putHeader(bytes, at, TAG.sequence, encapsulated);
    at = putBytes(bytes, at, CONTENT_TYPE_OID);
    at = putHeader(bytes, at, contextConstructed(0), explicit);
    at = putHeader(bytes, at, TAG.octetString, tstInfo.length);
    at = putBytes(bytes, at, tstInfo);
    at = putBytes(bytes, at, this.#certificates);
    at = putHeader(bytes, at, TAG.set, whole(signer));
    at = putHeader(bytes, at, TAG.sequence, signer);
    at = putBytes(bytes, at, this.#signerHead);
    const attributesAt = at;
    at = putBytes(bytes, at, attributes);
    // As a SET it is signed; in the SignerInfo it stands under an IMPLICIT tag.
    bytes[attributesAt] = contextConstructed(0);
    at = putBytes(bytes, at, this.#signatureAlgorithm);
    at = putHeader(bytes, at, TAG.octetString, signature.length);
    putBytes(bytes, at, signature);
    return { der: bytes, token: bytes.subarray(start) };
  }
}

/** RFC 5652 section 5.1: version 3 for any content type but id-data. */
const VERSION_3 = integer(3);
const SIGNED_DATA_OID = oid(CONTENT_TYPE.signedData);
const CONTENT_TYPE_OID = oid(CONTENT_TYPE.timestampInfo);

/** Octets of an element with `length` octets of content. */
const whole = (length: number): number => headerBytes(length) + length;

/** Where `part` stands in `bytes`, in which it is. */
function offsetOf(bytes: Uint8Array, part: Uint8Array): number {
  let at = 0;
  while (!equal(bytes.subarray(at, at + part.length), part)) at++;
  return at;
}

/** One token, lacking its signature; see `TimestampTokenFrame`. */
export function draftTimestampToken(draft: TimestampTokenDraft): Draft {
  const frame = new TimestampTokenFrame(draft);
  const toBeSigned = frame.toBeSigned(draft.tstInfoDigest);
  return { toBeSigned, complete: (signature) => frame.token(draft.tstInfo, toBeSigned, signature) };
}
