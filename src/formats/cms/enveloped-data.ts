import { concat, equal } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { parseAlgorithm, type AlgorithmIdentifier } from '../algorithms.ts';
import { berToDer } from '../asn1/ber.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, integer, octetString, oid, sequence, setOf } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { checkSize } from '../signed-structure.ts';
import { CONTENT_TYPE } from './oids.ts';
import { parseRecipient, type Recipient } from './recipient-info.ts';

/** RFC 5652 section 6.1. */
const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
/** RFC 5083 section 2. */
const AUTH_ENVELOPED_DATA = '1.2.840.113549.1.9.16.1.23';

/**
 * EnvelopedData or AuthEnvelopedData in its ContentInfo: content encrypted for recipients. A view on the DER.
 *
 * @source RFC 5652 section 6.1, RFC 5083 section 2.1
 */
export class Envelope {
  readonly recipients: readonly Recipient[];
  readonly contentType: string;
  readonly algorithm: AlgorithmIdentifier;
  readonly ciphertext: Uint8Array;
  /** Only AuthEnvelopedData has one: the content is authenticated. */
  readonly mac: Uint8Array | undefined;
  /** What is authenticated beside the content: the attributes as a DER SET OF, or nothing. */
  readonly additionalData: Uint8Array;

  constructor(der: Uint8Array) {
    const outer = new DerReader(der);
    const contentInfo = outer.enter();
    outer.finish();
    const type = contentInfo.oid();
    if (type !== ENVELOPED_DATA && type !== AUTH_ENVELOPED_DATA) {
      throw malformed(`content type ${type} is no encrypted content`);
    }
    const isAuthenticated = type === AUTH_ENVELOPED_DATA;
    const explicit = contentInfo.enter(contextConstructed(0));
    contentInfo.finish();
    const reader = explicit.enter();
    explicit.finish();

    reader.smallInteger();
    // OriginatorInfo: certificates of static keys, which are not used here.
    reader.isNext(contextConstructed(0));
    const recipients: Recipient[] = [];
    const set = reader.enter(TAG.set);
    while (!set.isAtEnd) {
      if (recipients.length >= LIMITS.recipients) {
        const details = { limit: 'recipients', maximum: LIMITS.recipients };
        throw new CertBankError('limit.exceeded', details, `more than ${LIMITS.recipients} recipients`);
      }
      recipients.push(...parseRecipient(set));
    }
    this.recipients = recipients;
    const content = reader.enter();
    this.contentType = content.oid();
    this.algorithm = parseAlgorithm(content);
    this.ciphertext = parseCiphertext(content);
    content.finish();
    this.additionalData = new Uint8Array();
    if (isAuthenticated) {
      if (reader.isNext(contextConstructed(1))) this.additionalData = element(TAG.set, reader.content);
      this.mac = reader.octetString();
      reader.isNext(contextConstructed(2));
    } else {
      this.mac = undefined;
      reader.isNext(contextConstructed(1));
    }
    reader.finish();
  }
}

/** `[0] IMPLICIT OCTET STRING`, in one piece or, as it comes from BER, in several. */
function parseCiphertext(content: DerReader): Uint8Array {
  if (content.isNext(contextPrimitive(0))) return content.content;
  const segments = content.enter(contextConstructed(0));
  const pieces: Uint8Array[] = [];
  while (!segments.isAtEnd) pieces.push(segments.octetString());
  return concat(...pieces);
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'EnvelopedData', what }, what);
}

/**
 * Reads a ContentInfo with EnvelopedData or AuthEnvelopedData, in DER or BER.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  checkSize(bytes, 'cmsBytes', LIMITS.cmsBytes);
  try {
    return new Envelope(bytes);
  } catch (error) {
    if (!isCertBankError(error, 'der.malformed')) throw error;
    const der = berToDer(bytes);
    if (equal(der, bytes)) throw error;
    return new Envelope(der);
  }
}

const TYPES: readonly Uint8Array[] = [oid(ENVELOPED_DATA), oid(AUTH_ENVELOPED_DATA)];

/** Whether `bytes` begin as a ContentInfo with encrypted content does, in BER or DER. */
export function looksLikeEnvelope(bytes: Uint8Array): boolean {
  if (bytes[0] !== TAG.sequence || bytes.length < 2) return false;
  const start = bytes[1]! > 0x80 ? 2 + (bytes[1]! & 0x7f) : 2;
  return TYPES.some((type) => equal(bytes.subarray(start, start + type.length), type));
}

export interface EnvelopeFields {
  /** RecipientInfo, DER. */
  readonly recipients: readonly Uint8Array[];
  /** A recipient that agrees on a key is among them: it decides on the version. */
  readonly hasKeyAgreement: boolean;
  /** AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** Given: AuthEnvelopedData. */
  readonly mac?: Uint8Array | undefined;
}

/**
 * The ContentInfo of content of type id-data for these recipients, DER.
 *
 * @source RFC 5652 sections 3 and 6.1, RFC 5083 section 2.1
 */
export function encodeEnvelope(fields: EnvelopeFields): Uint8Array {
  const { recipients, hasKeyAgreement, algorithm, ciphertext, mac } = fields;
  const content = sequence(oid(CONTENT_TYPE.data), algorithm, element(contextPrimitive(0), ciphertext));
  const infos = setOf(...recipients);
  const [type, body] =
    mac === undefined
      ? [ENVELOPED_DATA, sequence(integer(hasKeyAgreement ? 2 : 0), infos, content)]
      : [AUTH_ENVELOPED_DATA, sequence(integer(0), infos, content, octetString(mac))];
  return sequence(oid(type), element(contextConstructed(0), body));
}
