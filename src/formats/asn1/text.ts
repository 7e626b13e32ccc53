import { CertBankError } from '../../base/errors.ts';
import { fromUtf8, toUtf8 } from '../../base/bytes.ts';
import { element } from './der-writer.ts';
import { TAG } from './tag.ts';

/** ASN.1 string types that names and notices use. */
export function isTextTag(tag: number): boolean {
  switch (tag) {
    case TAG.utf8String:
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.teletexString:
    case TAG.bmpString:
    case TAG.universalString:
    case TAG.numericString:
    case TAG.visibleString:
      return true;
    default:
      return false;
  }
}

/** True when every byte is ASCII. */
export function isAscii(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! >= 0x80) return false;
  return true;
}

/** One character a byte, ISO 8859-1. */
export function fromLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  // For the few dozen characters of a name this is faster than any call that takes them all at once.
  if (end - start < 64) {
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
    return text;
  }
  for (let at = start; at < end; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 8192, end)));
  }
  return text;
}

function malformed(what: string): CertBankError {
  return new CertBankError('text.malformed', { what }, `malformed ${what}`);
}

function fromCodeUnits(bytes: Uint8Array, start: number, end: number, size: 2 | 4, what: string): string {
  if ((end - start) % size !== 0) throw malformed(what);
  let text = '';
  for (let i = start; i < end; i += size) {
    let code = (bytes[i]! << 8) | bytes[i + 1]!;
    if (size === 4) code = code * 65_536 + ((bytes[i + 2]! << 8) | bytes[i + 3]!);
    // BMPString has no surrogates: it is UCS-2, and UniversalString reaches to the end of Unicode.
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw malformed(what);
    text += String.fromCodePoint(code);
  }
  return text;
}

/**
 * The text of the string type `tag` with the content octets `bytes[start..end)`.
 *
 * TeletexString is read as ISO 8859-1, as every implementation does that we know of; PrintableString,
 * NumericString, VisibleString and IA5String are read as ASCII, in which characters outside the type's
 * own repertoire (an asterisk in a PrintableString) are tolerated.
 *
 * @throws CertBankError `text.malformed` for bytes that are no such string at all
 * @source X.690 section 8.23, RFC 5280 section 4.1.2.4
 */
export function decodeText(tag: number, bytes: Uint8Array, start = 0, end = bytes.length): string {
  switch (tag) {
    case TAG.utf8String:
      return isAscii(bytes, start, end)
        ? fromLatin1(bytes, start, end)
        : fromUtf8(bytes.subarray(start, end));
    case TAG.printableString:
    case TAG.numericString:
    case TAG.visibleString:
    case TAG.ia5String:
      if (!isAscii(bytes, start, end)) throw malformed('ASCII string');
      return fromLatin1(bytes, start, end);
    case TAG.teletexString:
      return fromLatin1(bytes, start, end);
    case TAG.bmpString:
      return fromCodeUnits(bytes, start, end, 2, 'BMPString');
    case TAG.universalString:
      return fromCodeUnits(bytes, start, end, 4, 'UniversalString');
    default:
      throw malformed('string type');
  }
}

/** True when PrintableString can hold `text` (X.680 section 41.4). */
export function isPrintable(text: string): boolean {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text);
}

const printed = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

export const utf8String = (text: string): Uint8Array => element(TAG.utf8String, toUtf8(text));

/** @throws RangeError for characters that PrintableString lacks */
export function printableString(text: string): Uint8Array {
  if (!isPrintable(text)) throw new RangeError('not printable text');
  return element(TAG.printableString, printed(text));
}

/** @throws RangeError for characters outside ASCII */
export function ia5String(text: string, tag: number = TAG.ia5String): Uint8Array {
  if (!/^[\x00-\x7f]*$/.test(text)) throw new RangeError('not ASCII text');
  return element(tag, printed(text));
}
