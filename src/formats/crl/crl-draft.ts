import { encodeSignatureAlgorithm, type SignatureScheme } from '../algorithms.ts';
import { element, integer, sequence, unsignedInteger } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tag.ts';
import { encodeTime, GENERALIZED_TIME_BYTES, putTime, timeTag } from '../asn1/time.ts';
import type { Draft } from '../draft.ts';
import { draftSigned } from '../signed-structure.ts';
import {
  encodeAuthorityKeyIdentifier,
  encodeCrlScope,
  encodeFreshestCrl,
} from '../x509/extension-encoders.ts';
import { encodeTaggedExtensions, EXTENSION, type Extension } from '../x509/extension.ts';
import type { DistributionPoint, IssuingDistributionPoint } from './distribution-point.ts';
import { reasonValue, type RevocationReason } from './reason.ts';

/** One certificate to be listed. */
export interface CrlEntryFields {
  /** Hexadecimal, as the bank writes serial numbers. */
  serial: string;
  revokedAt: Date;
  reason?: RevocationReason | null | undefined;
  invalidityDate?: Date | null | undefined;
}

/** What goes into a CRL. */
export interface CrlFields {
  /** DER of the issuer's name. */
  issuer: Uint8Array;
  thisUpdate: Date;
  nextUpdate: Date;
  number: bigint | number;
  entries: Iterable<CrlEntryFields> | EncodedEntries;
  /** The key identifier of the issuer's certificate. */
  authorityKeyIdentifier: Uint8Array;
  scope?: Partial<IssuingDistributionPoint>;
  /** The number of the complete CRL to which this is the delta. */
  deltaBase?: bigint | number;
  freshestCrl?: readonly (string | DistributionPoint)[];
  scheme: SignatureScheme;
}

/** Entries already in DER, one after another: what is kept between two publications of a large CRL. */
export interface EncodedEntries {
  readonly der: Uint8Array;
}

/** 06 03 55 1D nn of an entry extension, between its SEQUENCE header and its OCTET STRING. */
const REASON_CODE = 21;
const INVALIDITY_DATE = 24;

/** SEQUENCE, OID, OCTET STRING and the value: ENUMERATED of one octet, or GeneralizedTime. */
const REASON_BYTES = 12;
const INVALIDITY_BYTES = 9 + GENERALIZED_TIME_BYTES;

/** Value of each hexadecimal digit by its character code; 255 for everything else. */
const HEX_DIGITS = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value++) {
  HEX_DIGITS[value.toString(16).charCodeAt(0)] = value;
  HEX_DIGITS[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

function hexOctet(text: string, at: number): number {
  const high = HEX_DIGITS[text.charCodeAt(at)] ?? 255;
  const low = HEX_DIGITS[text.charCodeAt(at + 1)] ?? 255;
  if ((high | low) > 15) throw new RangeError('serial number is not hexadecimal');
  return (high << 4) | low;
}

/** Octets of the INTEGER's content, with a sign octet where the first bit is set. */
function serialLength(serial: string): number {
  const length = serial.length >> 1;
  if (length === 0 || length > 20 || serial.length % 2 !== 0)
    throw new RangeError('serial number has the wrong length');
  const first = hexOctet(serial, 0);
  if (first === 0) throw new RangeError('serial number begins with a zero octet');
  return first >= 0x80 ? length + 1 : length;
}

/** An upper bound of an encoded entry: every entry fits a length of one octet. */
const ENTRY_BYTES_MAX = 2 + (2 + 21) + GENERALIZED_TIME_BYTES + 2 + REASON_BYTES + INVALIDITY_BYTES;

/** Writes entries one after another into one growing buffer. */
class EntryWriter {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  get encoded(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  add(entry: CrlEntryFields): void {
    if (this.#bytes.length - this.#length < ENTRY_BYTES_MAX) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    const bytes = this.#bytes;
    const { serial, revokedAt } = entry;
    // RFC 5280 section 5.3.1: rather no reason than "unspecified".
    const reason = entry.reason === 'unspecified' ? undefined : (entry.reason ?? undefined);
    const invalidityDate = entry.invalidityDate ?? undefined;
    const start = this.#length;
    let at = start + 2;
    bytes[at++] = TAG.integer;
    const length = serialLength(serial);
    bytes[at++] = length;
    if (length > serial.length >> 1) bytes[at++] = 0;
    for (let i = 0; i < serial.length; i += 2) bytes[at++] = hexOctet(serial, i);
    at = putTime(bytes, at, revokedAt, timeTag(revokedAt));
    if (reason !== undefined || invalidityDate !== undefined) {
      bytes[at] = TAG.sequence;
      const extensions = at;
      at += 2;
      if (reason !== undefined) {
        at = putExtension(bytes, at, REASON_CODE, 3);
        bytes[at++] = TAG.enumerated;
        bytes[at++] = 1;
        bytes[at++] = reasonValue(reason);
      }
      if (invalidityDate !== undefined) {
        at = putExtension(bytes, at, INVALIDITY_DATE, GENERALIZED_TIME_BYTES);
        at = putTime(bytes, at, invalidityDate, TAG.generalizedTime);
      }
      bytes[extensions + 1] = at - extensions - 2;
    }
    bytes[start] = TAG.sequence;
    bytes[start + 1] = at - start - 2;
    this.#length = at;
  }
}

/** Everything of a non-critical extension 2.5.29.`arc` before the value of `length` octets. */
function putExtension(bytes: Uint8Array, at: number, arc: number, length: number): number {
  bytes[at++] = TAG.sequence;
  bytes[at++] = 7 + length;
  bytes[at++] = TAG.objectIdentifier;
  bytes[at++] = 3;
  bytes[at++] = 0x55;
  bytes[at++] = 0x1d;
  bytes[at++] = arc;
  bytes[at++] = TAG.octetString;
  bytes[at++] = length;
  return at;
}

/**
 * The entries in DER, to be kept and given to `draftCrl`.
 *
 * @throws RangeError for a serial number that is not 1 to 20 octets of hexadecimal
 */
export function encodeEntries(entries: Iterable<CrlEntryFields>): EncodedEntries {
  const writer = new EntryWriter();
  for (const entry of entries) writer.add(entry);
  return { der: writer.encoded };
}

function crlNumber(number: bigint | number): Uint8Array {
  const value = BigInt(number);
  if (value < 0n || value >= 1n << 159n) throw new RangeError('CRL number outside 20 octets');
  let hex = value.toString(16);
  hex = hex.length % 2 === 0 ? hex : `0${hex}`;
  const magnitude = Uint8Array.from(hex.match(/../g)!, (octet) => Number.parseInt(octet, 16));
  return unsignedInteger(magnitude);
}

/**
 * A version 2 CRL that lacks only its signature.
 *
 * @throws RangeError for a serial number or CRL number above 20 octets
 * @source RFC 5280 section 5
 */
export function draftCrl(fields: CrlFields): Draft {
  const algorithm = encodeSignatureAlgorithm(fields.scheme);
  const { der: entries } = 'der' in fields.entries ? fields.entries : encodeEntries(fields.entries);
  const extensions: Extension[] = [
    encodeAuthorityKeyIdentifier(fields.authorityKeyIdentifier),
    { oid: EXTENSION.crlNumber, critical: false, value: crlNumber(fields.number) },
  ];
  if (fields.deltaBase !== undefined) {
    extensions.push({ oid: EXTENSION.deltaCrlIndicator, critical: true, value: crlNumber(fields.deltaBase) });
  }
  if (fields.scope !== undefined) extensions.push(encodeCrlScope(fields.scope));
  if (fields.freshestCrl !== undefined) extensions.push(encodeFreshestCrl(fields.freshestCrl));
  const toBeSigned = sequence(
    integer(1),
    algorithm,
    fields.issuer,
    encodeTime(fields.thisUpdate),
    encodeTime(fields.nextUpdate),
    ...(entries.length === 0 ? [] : [element(TAG.sequence, entries)]),
    encodeTaggedExtensions(0, extensions),
  );
  return draftSigned(toBeSigned, algorithm);
}
