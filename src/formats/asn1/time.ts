import { CertBankError } from '../../base/errors.ts';
import { TAG } from './tag.ts';

function digits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = bytes[i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * The instant of a DER UTCTime or GeneralizedTime: `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`,
 * with seconds, in UTC, and without fractions unless `fractions` allows them
 * (RFC 3161 section 2.4.2; DER forbids trailing zeros).
 *
 * @throws CertBankError `der.malformed`, also for the 30th of February and for second 60
 * @source RFC 5280 section 4.1.2.5, X.690 section 11.7 and 11.8
 */
export function decodeTime(bytes: Uint8Array, start: number, end: number, tag: number, fractions = false): Date {
  const malformed = () =>
    new CertBankError('der.malformed', { what: 'time', offset: start }, `malformed time at offset ${start}`);
  const yearDigits = tag === TAG.generalizedTime ? 4 : 2;
  let milliseconds = 0;
  let last = end - 1;
  const point = start + yearDigits + 10;
  if (fractions && yearDigits === 4 && bytes[point] === 0x2e) {
    if (last - point < 2 || last - point > 10 || bytes[last - 1] === 0x30) throw malformed();
    milliseconds = Math.floor((digits(bytes, point + 1, last - point - 1) / 10 ** (last - point - 1)) * 1000);
    last = point;
  }
  if (bytes[end - 1] !== 0x5a || last !== point) throw malformed();
  let year = digits(bytes, start, yearDigits);
  // RFC 5280 section 4.1.2.5.1: two-digit years from 50 on are of the last century.
  if (yearDigits === 2) year += year >= 50 ? 1900 : 2000;
  const at = start + yearDigits;
  const month = digits(bytes, at, 2);
  const day = digits(bytes, at + 2, 2);
  const hour = digits(bytes, at + 4, 2);
  const minute = digits(bytes, at + 6, 2);
  const second = digits(bytes, at + 8, 2);
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  instant.setUTCHours(hour, minute, second, milliseconds);
  const isExact =
    instant.getUTCFullYear() === year &&
    instant.getUTCMonth() === month - 1 &&
    instant.getUTCDate() === day &&
    instant.getUTCHours() === hour &&
    instant.getUTCMinutes() === minute &&
    instant.getUTCSeconds() === second;
  if (!isExact) throw malformed();
  return instant;
}

function stamp(at: Date): string {
  const year = at.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError('time outside the years 0 to 9999');
  const two = (value: number) => String(value).padStart(2, '0');
  return (
    String(year).padStart(4, '0') +
    two(at.getUTCMonth() + 1) +
    two(at.getUTCDate()) +
    two(at.getUTCHours()) +
    two(at.getUTCMinutes()) +
    two(at.getUTCSeconds()) +
    'Z'
  );
}

function element(tag: number, text: string): Uint8Array {
  const bytes = new Uint8Array(2 + text.length);
  bytes[0] = tag;
  bytes[1] = text.length;
  for (let i = 0; i < text.length; i++) bytes[2 + i] = text.charCodeAt(i);
  return bytes;
}

/** GeneralizedTime in whole seconds; milliseconds are dropped (RFC 5280 section 4.1.2.5.2). */
export function encodeGeneralizedTime(at: Date): Uint8Array {
  return element(TAG.generalizedTime, stamp(at));
}

/** The CHOICE Time: UTCTime until 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5). */
export function encodeTime(at: Date): Uint8Array {
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050 ? element(TAG.utcTime, stamp(at).slice(2)) : encodeGeneralizedTime(at);
}
