import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { TAG } from '../asn1/tag.ts';

/**
 * What one walk over the raw entries of a CRL found.
 */
export interface EntrySummary {
  readonly count: number;
  readonly hasExtensions: boolean;
  /** One entry or more has a critical extension other than the four that RFC 5280 defines. */
  readonly hasUnknownCritical: boolean;
  /** Where the entries begin that name their certificate issuer, ascending. */
  readonly issuerOffsets: readonly number[];
}

/** Last octet of `55 1D nn`: reasonCode, holdInstructionCode, invalidityDate, certificateIssuer. */
const REASON_CODE = 21;
const HOLD_INSTRUCTION = 23;
const INVALIDITY_DATE = 24;
export const CERTIFICATE_ISSUER = 29;

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('der.malformed', { what, offset }, `${what} at offset ${offset}`);
}

/**
 * Where an element's content begins and ends. One object is moved along all entries: a million of them cost
 * no allocation.
 */
class Span {
  start = 0;
  end = 0;

  /** Reads the header at `offset`, which must have `tag`; gives the offset of the content. */
  read(bytes: Uint8Array, offset: number, limit: number, tag: number): number {
    if (limit - offset < 2) throw malformed('element truncated', offset);
    if (bytes[offset] !== tag) {
      throw malformed(`expected tag 0x${tag.toString(16)}, found 0x${bytes[offset]!.toString(16)}`, offset);
    }
    let at = offset + 1;
    let length = bytes[at++]!;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      if (octets === 0 || octets > 4 || limit - at < octets) throw malformed('length not allowed', offset);
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + bytes[at++]!;
      if (length < 0x80 || bytes[at - octets] === 0) throw malformed('length is not minimal', offset);
    }
    if (length > limit - at) throw malformed('element truncated', offset);
    this.start = at;
    this.end = at + length;
    return at;
  }
}

/** Header and shape of a serial number; gives the offset behind it. */
function scanSerial(bytes: Uint8Array, offset: number, limit: number, span: Span): number {
  const at = span.read(bytes, offset, limit, TAG.integer);
  const length = span.end - at;
  if (length === 0) throw malformed('empty integer', offset);
  if (length > LIMITS.serialBytes) {
    const details = { limit: 'serialBytes', maximum: LIMITS.serialBytes, actual: length };
    throw new CertBankError('limit.exceeded', details, 'serial number too long');
  }
  if (length > 1) {
    const first = bytes[at]!;
    const second = bytes[at + 1]!;
    if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
      throw malformed('integer is not minimal', offset);
    }
  }
  return span.end;
}

function scanTime(bytes: Uint8Array, offset: number, limit: number, span: Span): number {
  const isGeneralized = bytes[offset] === TAG.generalizedTime;
  span.read(bytes, offset, limit, isGeneralized ? TAG.generalizedTime : TAG.utcTime);
  if (span.end - span.start !== (isGeneralized ? 15 : 13)) throw malformed('malformed time', offset);
  return span.end;
}

/**
 * Walks all entries once: their number, and whether any has extensions that matter to all.
 *
 * Every header is checked. The digits of a time and the contents of extensions are read with the entry.
 *
 * @param start offset of the first entry
 * @param end   offset behind the last
 * @throws CertBankError `der.malformed` | `limit.exceeded`
 */
export function scanEntries(bytes: Uint8Array, start: number, end: number): EntrySummary {
  const span = new Span();
  let count = 0;
  let hasExtensions = false;
  let hasUnknownCritical = false;
  const issuerOffsets: number[] = [];
  let offset = start;
  while (offset < end) {
    let at = span.read(bytes, offset, end, TAG.sequence);
    const entryEnd = span.end;
    at = scanSerial(bytes, at, entryEnd, span);
    at = scanTime(bytes, at, entryEnd, span);
    if (at < entryEnd) {
      hasExtensions = true;
      at = span.read(bytes, at, entryEnd, TAG.sequence);
      const extensionsEnd = span.end;
      if (extensionsEnd !== entryEnd || at === extensionsEnd) throw malformed('malformed extensions', at);
      while (at < extensionsEnd) {
        at = span.read(bytes, at, extensionsEnd, TAG.sequence);
        const extensionEnd = span.end;
        span.read(bytes, at, extensionEnd, TAG.objectIdentifier);
        const kind = entryExtension(bytes, span.start, span.end);
        if (kind === CERTIFICATE_ISSUER && issuerOffsets.at(-1) !== offset) issuerOffsets.push(offset);
        if (kind === 0 && bytes[span.end] === TAG.boolean && span.end < extensionEnd)
          hasUnknownCritical = true;
        at = extensionEnd;
      }
    }
    count++;
    offset = entryEnd;
  }
  return { count, hasExtensions, hasUnknownCritical, issuerOffsets };
}

/** The last octet of the object identifier of a known entry extension, or 0. */
function entryExtension(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3 || bytes[start] !== 0x55 || bytes[start + 1] !== 0x1d) return 0;
  const arc = bytes[start + 2]!;
  const isKnown =
    arc === REASON_CODE || arc === HOLD_INSTRUCTION || arc === INVALIDITY_DATE || arc === CERTIFICATE_ISSUER;
  return isKnown ? arc : 0;
}

/**
 * Where the INTEGER of the serial number of the entry at `offset` begins. Serial numbers above 127 octets were
 * refused, so that its content has the length `bytes[at + 1]` and begins at `at + 2`.
 *
 * Does not check: the encoding, which `scanEntries` must have checked before.
 */
export function serialAt(bytes: Uint8Array, offset: number): number {
  const length = bytes[offset + 1]!;
  return offset + 2 + (length >= 0x80 ? length & 0x7f : 0);
}

/** The offset behind the entry at `offset`, as for `serialAt`. */
export function entryEnd(bytes: Uint8Array, offset: number): number {
  let at = offset + 1;
  let length = bytes[at++]!;
  // Entries above 127 octets are rare.
  if (length >= 0x80) {
    const octets = length & 0x7f;
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + bytes[at++]!;
  }
  return at + length;
}

/** Whether the entry at `offset` has a serial number of these content octets, as for `serialAt`. */
export function hasSerial(bytes: Uint8Array, offset: number, serialNumber: Uint8Array): boolean {
  const at = serialAt(bytes, offset);
  const wanted = serialNumber.length;
  if (bytes[at + 1] !== wanted) return false;
  let i = 0;
  while (i < wanted && bytes[at + 2 + i] === serialNumber[i]) i++;
  return i === wanted;
}

/** The offset of the next entry from `offset` on with this serial number, or -1; as for `serialAt`. */
export function findEntry(bytes: Uint8Array, offset: number, end: number, serialNumber: Uint8Array): number {
  for (let at = offset; at < end; at = entryEnd(bytes, at)) {
    if (hasSerial(bytes, at, serialNumber)) return at;
  }
  return -1;
}
