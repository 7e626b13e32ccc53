import { createHash } from 'node:crypto';
import { CertBankError } from '../../base/errors.ts';
import type { PageRequest } from '../../authority/ports/ledger.ts';

/** Rows of one page at most, whoever asks. */
const PAGE_ROWS = 1000;

/** The highest position there is; a first page begins below it. */
const TOP = Number.MAX_SAFE_INTEGER;

function checksum(question: string, position: number): string {
  return createHash('sha256').update(`${position}\n${question}`).digest('base64url').slice(0, 12);
}

/**
 * The place of a page's end, for the one question that it belongs to. The checksum
 * guards against mixed-up and mangled cursors; it is no secret and need be none,
 * since every position is one that a client may page to.
 */
export function encodeCursor(question: string, position: number): string {
  return `${position.toString(36)}.${checksum(question, position)}`;
}

/**
 * Where the page begins: rows with a lower position.
 *
 * @throws CertBankError `search.invalid` for a cursor that this question's pages never gave
 * @throws RangeError for a limit that is not between 1 and 1000
 */
export function pageStart(question: string, page: PageRequest): number {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > PAGE_ROWS) {
    throw new RangeError(`a page has 1 to ${PAGE_ROWS} rows, not ${page.limit}`);
  }
  if (page.cursor === undefined) return TOP;
  const position = /^[0-9a-z]{1,11}\./.test(page.cursor) ? Number.parseInt(page.cursor, 36) : Number.NaN;
  if (!Number.isSafeInteger(position) || encodeCursor(question, position) !== page.cursor) {
    throw new CertBankError('search.invalid', { why: 'cursor' }, 'not a cursor of this search');
  }
  return position;
}
