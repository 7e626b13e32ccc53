import { CertBankError } from '../../base/errors.ts';
import { TAG } from './tag.ts';

function malformed(offset: number): CertBankError {
  return new CertBankError('der.malformed', { what: 'time', offset }, `malformed time at offset ${offset}`);
}

/** The number that `count` ASCII digits make; NaN for anything else. */
function digits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = bytes[i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(month: number, year: number): number {
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap ? 29 : DAYS[month - 1]!;
}

/** Days from 1970-01-01 to the first of March of `year`, from which on leap days come last. */
function daysToMarch(year: number): number {
  return 365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) - 719_468;
}

/** Days from the first of March to the first of `month`, March being the first month of the year. */
const MARCH_TO = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];

/**
 * The instant of a DER UTCTime or GeneralizedTime in milliseconds since 1970: `YYMMDDHHMMSSZ` or
 * `YYYYMMDDHHMMSSZ`, with seconds, in UTC, and without fractions unless `fractions` allows them
 * (RFC 3161 section 2.4.2; DER forbids trailing zeros).
 *
 * @throws CertBankError `der.malformed`, also for the 30th of February and for second 60
 * @source RFC 5280 section 4.1.2.5, X.690 section 11.7 and 11.8
 */
export function decodeMilliseconds(
  bytes: Uint8Array,
  start: number,
  end: number,
  tag: number,
  fractions = false,
): number {
  const yearDigits = tag === TAG.generalizedTime ? 4 : 2;
  const point = start + yearDigits + 10;
  let milliseconds = 0;
  let last = end - 1;
  if (fractions && yearDigits === 4 && last > point && bytes[point] === 0x2e) {
    const count = last - point - 1;
    if (count < 1 || count > 9 || bytes[last - 1] === 0x30) throw malformed(start);
    milliseconds = Math.floor(digits(bytes, point + 1, count) / 10 ** (count - 3));
    last = point;
  }
  if (last !== point || bytes[end - 1] !== 0x5a) throw malformed(start);
  let year = digits(bytes, start, yearDigits);
  // RFC 5280 section 4.1.2.5.1: two-digit years from 50 on are of the last century.
  if (yearDigits === 2) year += year >= 50 ? 1900 : 2000;
  const at = start + yearDigits;
  const month = digits(bytes, at, 2);
  const day = digits(bytes, at + 2, 2);
  const hour = digits(bytes, at + 4, 2);
  const minute = digits(bytes, at + 6, 2);
  const second = digits(bytes, at + 8, 2);
  // Written so that NaN fails.
  const isValid =
    year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59;
  if (!isValid || day > daysIn(month, year) || Number.isNaN(milliseconds)) throw malformed(start);
  const days = daysToMarch(month < 3 ? year - 1 : year) + MARCH_TO[month - 1]! + day - 1;
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + milliseconds;
}

/** The same as `Date`; see `decodeMilliseconds`. */
export function decodeTime(
  bytes: Uint8Array,
  start: number,
  end: number,
  tag: number,
  fractions = false,
): Date {
  return new Date(decodeMilliseconds(bytes, start, end, tag, fractions));
}

function putTwo(into: Uint8Array, offset: number, value: number): void {
  const tens = (value * 205) >> 11; // value / 10 for values below 100
  into[offset] = 0x30 + tens;
  into[offset + 1] = 0x30 + value - 10 * tens;
}

/** Length of an encoded UTCTime, header included. */
export const UTC_TIME_BYTES = 15;
/** Length of an encoded GeneralizedTime without fractions, header included. */
export const GENERALIZED_TIME_BYTES = 17;

/** Writes the element into `into` at `offset` and gives the offset behind it. */
export function putTime(into: Uint8Array, offset: number, at: Date, tag: number): number {
  const year = at.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError('time outside the years 0 to 9999');
  const isGeneralized = tag === TAG.generalizedTime;
  into[offset++] = tag;
  into[offset++] = isGeneralized ? 15 : 13;
  if (isGeneralized) {
    putTwo(into, offset, Math.floor(year / 100));
    offset += 2;
  }
  putTwo(into, offset, year % 100);
  putTwo(into, offset + 2, at.getUTCMonth() + 1);
  putTwo(into, offset + 4, at.getUTCDate());
  putTwo(into, offset + 6, at.getUTCHours());
  putTwo(into, offset + 8, at.getUTCMinutes());
  putTwo(into, offset + 10, at.getUTCSeconds());
  into[offset + 12] = 0x5a;
  return offset + 13;
}

/** 1950-01-01 and 2050-01-01. */
const UTC_TIME_SINCE = Date.UTC(1950, 0, 1);
const UTC_TIME_UNTIL = Date.UTC(2050, 0, 1);

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5). */
export function timeTag(at: Date): number {
  const instant = at.getTime();
  return instant >= UTC_TIME_SINCE && instant < UTC_TIME_UNTIL ? TAG.utcTime : TAG.generalizedTime;
}

/** GeneralizedTime in whole seconds; milliseconds are dropped (RFC 5280 section 4.1.2.5.2). */
export function encodeGeneralizedTime(at: Date): Uint8Array {
  const bytes = new Uint8Array(GENERALIZED_TIME_BYTES);
  putTime(bytes, 0, at, TAG.generalizedTime);
  return bytes;
}

/** Digits of the fraction of a second without trailing zeros, which DER leaves out (X.690 section 11.7.3). */
function fractionDigits(milliseconds: number): number {
  if (milliseconds === 0) return 0;
  if (milliseconds % 100 === 0) return 1;
  return milliseconds % 10 === 0 ? 2 : 3;
}

/** Length of a GeneralizedTime to the millisecond, header included. */
export function preciseTimeBytes(at: Date): number {
  const digits = fractionDigits(at.getUTCMilliseconds());
  return GENERALIZED_TIME_BYTES + (digits === 0 ? 0 : 1 + digits);
}

/** Writes a GeneralizedTime to the millisecond and gives the offset behind it. */
export function putPreciseTime(into: Uint8Array, offset: number, at: Date): number {
  let left = at.getUTCMilliseconds();
  const digits = fractionDigits(left);
  let end = putTime(into, offset, at, TAG.generalizedTime);
  if (digits === 0) return end;
  into[offset + 1] = GENERALIZED_TIME_BYTES - 2 + 1 + digits;
  // The Z of whole seconds gives way to the point.
  into[end - 1] = 0x2e;
  for (let digit = 0, unit = 100; digit < digits; digit++, unit /= 10) {
    into[end++] = 0x30 + Math.floor(left / unit);
    left %= unit;
  }
  into[end] = 0x5a;
  return end + 1;
}

/** The CHOICE Time in whole seconds: UTCTime until 2049, GeneralizedTime after. */
export function encodeTime(at: Date): Uint8Array {
  const tag = timeTag(at);
  const bytes = new Uint8Array(tag === TAG.utcTime ? UTC_TIME_BYTES : GENERALIZED_TIME_BYTES);
  putTime(bytes, 0, at, tag);
  return bytes;
}
