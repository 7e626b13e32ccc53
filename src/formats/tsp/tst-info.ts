import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { HashName } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { boolean, element, integer, oid, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { encodePreciseTime } from '../asn1/time.ts';
import type { Extension } from '../x509/extension.ts';
import { parseGeneralName, type GeneralName } from '../x509/general-name.ts';
import { readImplicitExtensions } from './implicit-extensions.ts';
import { encodeMessageImprint, parseMessageImprint, type MessageImprint } from './message-imprint.ts';

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

/** @source RFC 3161 section 2.4.2; DER leaves `ordering` FALSE out */
export function encodeTstInfo(fields: TstInfoFields): Uint8Array {
  const parts = [
    integer(1),
    oid(fields.policy),
    encodeMessageImprint(fields.hash, fields.digest),
    element(TAG.integer, fields.serialNumber),
    encodePreciseTime(fields.genTime),
  ];
  if (fields.accuracySeconds !== undefined) parts.push(sequence(integer(fields.accuracySeconds)));
  if (fields.ordering === true) parts.push(boolean(true));
  if (fields.nonce !== undefined) parts.push(element(TAG.integer, fields.nonce));
  return sequence(...parts);
}
