import { fromLatin1 } from '../asn1/text.ts';
import { PdfString, type PdfObject } from './object.ts';

/**
 * A text string: UTF-16 or UTF-8 behind their marks, else one character an octet.
 *
 * Deviation: octets 0x80 to 0x9f, for which PDFDocEncoding has signs of its own, are given as ISO 8859-1.
 *
 * @source ISO 32000-2 section 7.9.2.2
 */
export function textOf(object: PdfObject | undefined): string | undefined {
  if (!(object instanceof PdfString)) return undefined;
  const { bytes } = object;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return new TextDecoder('utf-8').decode(bytes.subarray(3));
  }
  return fromLatin1(bytes);
}

/** `D:YYYYMMDDHHmmSSOHH'mm'`; what is left out is the first of its kind, a time without zone is UTC. */
const DATE =
  /^(?:D:)?(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d))?)?)?)?)?(?:(Z|[+-])(?:(\d\d)'?(?:(\d\d)'?)?)?)?$/;

/**
 * A date; `undefined` for what is none.
 *
 * @source ISO 32000-2 section 7.9.4
 */
export function dateOf(object: PdfObject | undefined): Date | undefined {
  const match = DATE.exec(textOf(object)?.trim() ?? '');
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) => {
    const digits = match[group];
    return digits === undefined ? undefined : Number(digits);
  });
  const time = Date.UTC(year!, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
  const sign = match[7] === '-' ? -1 : 1;
  const minutes = Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0);
  return new Date(time - sign * minutes * 60_000);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `at` as a PDF date in UTC. */
export function encodeDate(at: Date): string {
  const day = `${at.getUTCFullYear().toString().padStart(4, '0')}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`;
  return `D:${day}${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}Z`;
}
