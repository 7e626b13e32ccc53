/** The character classes of PDF (ISO 32000-2 section 7.2.3, tables 1 and 2). */
const WHITE = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const DELIMITERS = new Set(Array.from('()<>[]{}/%', (character) => character.charCodeAt(0)));

const CLASS = Uint8Array.from({ length: 256 }, (_, octet) =>
  WHITE.has(octet) ? 1 : DELIMITERS.has(octet) ? 2 : 0,
);

export const isWhite = (octet: number | undefined): boolean => octet !== undefined && CLASS[octet] === 1;
export const isRegular = (octet: number | undefined): boolean => octet !== undefined && CLASS[octet] === 0;
export const isDigit = (octet: number | undefined): boolean =>
  octet !== undefined && octet >= 0x30 && octet <= 0x39;

/** The value of a hexadecimal digit; -1 for another octet. */
export function hexValue(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The position after white space and comments. */
export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    while (isWhite(bytes[at])) at++;
    if (bytes[at] !== 0x25) return at;
    while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++;
  }
}

/** Whether `text` (ASCII) stands at `at`. */
export function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Where `text` (ASCII) stands first from `from` on; -1 for nowhere before `end`. */
export function indexOf(bytes: Uint8Array, text: string, from: number, end = bytes.length): number {
  const first = text.charCodeAt(0);
  for (
    let at = bytes.indexOf(first, from);
    at >= 0 && at + text.length <= end;
    at = bytes.indexOf(first, at + 1)
  ) {
    if (standsAt(bytes, at, text)) return at;
  }
  return -1;
}

/** Where `text` (ASCII) stands last before `end`; -1 for nowhere from `from` on. */
export function lastIndexOf(bytes: Uint8Array, text: string, end: number, from = 0): number {
  for (let at = Math.min(end, bytes.length) - text.length; at >= from; at--) {
    if (standsAt(bytes, at, text)) return at;
  }
  return -1;
}
