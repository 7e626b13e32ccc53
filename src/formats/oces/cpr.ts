/**
 * Whether `text` holds something in the form of a Danish personal identity number (CPR), so that it can be
 * refused before it reaches a certificate, a log or the public bank.
 *
 * The rule: six digits that are a date DDMMYY (the day may be raised by 60, as in replacement numbers), then at
 * most one hyphen, dash or space, then four digits, with no further digit on either side. There is no check
 * digit to help: numbers given since 2007 need not pass modulus 11. UUIDs and long hexadecimal strings
 * (fingerprints, serial numbers) are passed over first; a CVR number has too few digits to match, and the
 * twelve digits of a PID too many.
 */
export function looksLikeCpr(text: string): boolean {
  const searched = text.normalize('NFKC').replace(UUID, '·').replace(LONG_HEX, '·');
  for (const [, day, month] of searched.matchAll(CPR)) if (isDate(Number(day), Number(month))) return true;
  return false;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Sixteen hexadecimal digits or more with a letter among them. */
const LONG_HEX = /\b(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b/gi;

/** Lookahead, so that matches may overlap: `01019012341234`-like runs are excluded by their digits instead. */
const CPR = /(?<!\d)(?=(\d\d)(\d\d)\d\d[-\u2010-\u2015\u2212\s]?\d{4}(?!\d))/g;

/** Days of each month; the century is not known for sure, so that February has 29. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(day: number, month: number): boolean {
  const days = DAYS[month - 1];
  const plain = day > 60 ? day - 60 : day;
  return days !== undefined && plain >= 1 && plain <= days;
}
