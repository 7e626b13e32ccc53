import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { encodeHashAlgorithm, type HashName } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { boolean, headerBytes, integer, oid, putBytes, putHeader, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { preciseTimeBytes, putPreciseTime } from '../asn1/time.ts';
import type { Extension } from '../x509/extension.ts';
import { parseGeneralName, type GeneralName } from '../x509/general-name.ts';
import { readImplicitExtensions } from './implicit-extensions.ts';
import { parseMessageImprint, type MessageImprint } from './message-imprint.ts';

/**
 * What a time-stamp authority says: this digest was there at that instant.
 *
 * @source RFC 3161 section 2.4.2
 */
export class TstInfo {
  readonly der: Uint8Array;
  /** The authority's policy, dotted decimal. */
  readonly policy: string;
  readonly imprint: MessageImprint;
  /** INTEGER, content octets. */
  readonly serialNumber: Uint8Array;
  /** To the millisecond; finer fractions are cut off. */
  readonly genTime: Date;
  /** How far the true time may be from `genTime`, either way, in milliseconds; microseconds are rounded up. */
  readonly accuracyMilliseconds: number | undefined;
  /** Whether tokens of this authority are always in the order of their `genTime`. */
  readonly ordering: boolean;
  /** INTEGER, content octets. */
  readonly nonce: Uint8Array | undefined;
  readonly tsa: GeneralName | undefined;
  readonly extensions: readonly Extension[];

  constructor(der: Uint8Array) {
    this.der = der;
    const outer = new DerReader(der);
    const reader = outer.enter();
    outer.finish();
    const version = reader.smallInteger();
    if (version !== 1) throw malformed(`TSTInfo version ${version}`);
    this.policy = reader.oid();
    this.imprint = parseMessageImprint(reader);
    this.serialNumber = reader.integer();
    if (this.serialNumber.length > LIMITS.serialBytes) throw malformed('serial number too long');
    this.genTime = reader.generalizedTime({ fractions: true });
    this.accuracyMilliseconds = reader.nextTag === TAG.sequence ? parseAccuracy(reader.enter()) : undefined;
    // Deviation: FALSE, the default, is accepted when it is written out, because some authorities do so.
    this.ordering = reader.nextTag === TAG.boolean && reader.boolean();
    this.nonce = reader.nextTag === TAG.integer ? reader.integer() : undefined;
    this.tsa = reader.isNext(contextConstructed(0)) ? parseAuthorityName(reader.inside()) : undefined;
    this.extensions = readImplicitExtensions(reader, 1);
    reader.finish();
  }
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'TSTInfo', what }, what);
}

/** A CHOICE is always tagged explicitly. */
function parseAuthorityName(explicit: DerReader): GeneralName {
  const name = parseGeneralName(explicit);
  explicit.finish();
  return name;
}

/** Thousandths of the unit before. */
const THOUSANDTHS_MAX = 999;

function parseAccuracy(reader: DerReader): number {
  const seconds = reader.nextTag === TAG.integer ? reader.smallInteger() : 0;
  const thousandths = (number: number): number => {
    if (reader.nextTag !== contextPrimitive(number)) return 0;
    const value = reader.smallInteger(contextPrimitive(number));
    if (value > THOUSANDTHS_MAX) throw malformed('accuracy above 999 thousandths');
    return value;
  };
  const milliseconds = thousandths(0);
  const microseconds = thousandths(1);
  reader.finish();
  return seconds * 1000 + milliseconds + (microseconds > 0 ? 1 : 0);
}

/** @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` */
export function parseTstInfo(der: Uint8Array): TstInfo {
  return new TstInfo(der);
}

export interface TstInfoFields {
  /** Dotted decimal. */
  readonly policy: string;
  readonly hash: HashName;
  readonly digest: Uint8Array;
  /** INTEGER, content octets. */
  readonly serialNumber: Uint8Array;
  /** Written to the millisecond. */
  readonly genTime: Date;
  readonly accuracySeconds?: number;
  readonly ordering?: boolean;
  /** INTEGER, content octets. */
  readonly nonce?: Uint8Array | undefined;
}

/**
 * Written in one go, as many are.
 *
 * @source RFC 3161 section 2.4.2; DER leaves `ordering` FALSE out
 */
export function encodeTstInfo(fields: TstInfoFields): Uint8Array {
  const { digest, serialNumber, nonce } = fields;
  const policy = oid(fields.policy);
  const algorithm = hashAlgorithm(fields.hash);
  const accuracy = encodeAccuracy(fields.accuracySeconds);
  const ordering = fields.ordering === true ? TRUE : NOTHING;
  const imprint = algorithm.length + whole(digest.length);
  const content =
    VERSION_1.length +
    policy.length +
    whole(imprint) +
    whole(serialNumber.length) +
    preciseTimeBytes(fields.genTime) +
    accuracy.length +
    ordering.length +
    (nonce === undefined ? 0 : whole(nonce.length));

  const info = new Uint8Array(whole(content));
  let at = putHeader(info, 0, TAG.sequence, content);
  at = putBytes(info, at, VERSION_1);
  at = putBytes(info, at, policy);
  at = putHeader(info, at, TAG.sequence, imprint);
  at = putBytes(info, at, algorithm);
  at = putHeader(info, at, TAG.octetString, digest.length);
  at = putBytes(info, at, digest);
  at = putHeader(info, at, TAG.integer, serialNumber.length);
  at = putBytes(info, at, serialNumber);
  at = putPreciseTime(info, at, fields.genTime);
  at = putBytes(info, at, accuracy);
  at = putBytes(info, at, ordering);
  if (nonce !== undefined) {
    at = putHeader(info, at, TAG.integer, nonce.length);
    putBytes(info, at, nonce);
  }
  return info;
}

const VERSION_1 = integer(1);
const TRUE = boolean(true);
const NOTHING = new Uint8Array(0);

/** Octets of an element with `length` octets of content. */
const whole = (length: number): number => headerBytes(length) + length;

function encodeAccuracy(seconds: number | undefined): Uint8Array {
  if (seconds === undefined) return NOTHING;
  return seconds === 1 ? ONE_SECOND : sequence(integer(seconds));
}

const ONE_SECOND = sequence(integer(1));

const algorithms = new Map<HashName, Uint8Array>();

function hashAlgorithm(hash: HashName): Uint8Array {
  const known = algorithms.get(hash) ?? encodeHashAlgorithm(hash);
  algorithms.set(hash, known);
  return known;
}
