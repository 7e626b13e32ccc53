import { isCertBankError } from '../../base/errors.ts';
import { PdfFile } from './document.ts';
import { indexOf, isDigit, isWhite, lastIndexOf } from './lexer.ts';
import { PdfDictionary } from './object.ts';
import { PdfParser } from './parser.ts';

/** How far before its byte range a signature dictionary may begin: its value may stand between. */
const WITHIN = 256 * 1024;
/** Byte ranges that are looked at in a broken file. */
const AT_MOST = 64;

export interface SalvagedFile {
  /** Without revisions. */
  readonly file: PdfFile;
  readonly signatures: readonly PdfDictionary[];
}

/**
 * The signature dictionaries of a file whose cross-references are broken, found by their byte ranges, so that it can
 * be said of a damaged document that it was signed once.
 *
 * Does not check: that the dictionaries are of any use to the document.
 */
export function salvageSignatures(bytes: Uint8Array): SalvagedFile {
  const file = new PdfFile(bytes, true);
  const signatures: PdfDictionary[] = [];
  const seen = new Set<number>();
  let at = indexOf(bytes, '/ByteRange', 0);
  for (let count = 0; at >= 0 && count < AT_MOST; count++, at = indexOf(bytes, '/ByteRange', at + 1)) {
    const keyword = lastIndexOf(bytes, 'obj', at, Math.max(0, at - WITHIN));
    if (keyword < 0 || seen.has(keyword)) continue;
    seen.add(keyword);
    const dictionary = objectAt(bytes, startOf(bytes, keyword));
    if (dictionary !== undefined) signatures.push(dictionary);
  }
  return { file, signatures };
}

/** Before the two numbers that stand before `obj`. */
function startOf(bytes: Uint8Array, keyword: number): number {
  let at = keyword;
  for (let number = 0; number < 2; number++) {
    while (isWhite(bytes[at - 1])) at--;
    while (isDigit(bytes[at - 1])) at--;
  }
  return at;
}

function objectAt(bytes: Uint8Array, offset: number): PdfDictionary | undefined {
  try {
    const { object } = new PdfParser(bytes, offset).indirect(() => undefined);
    return object instanceof PdfDictionary && object.has('ByteRange') ? object : undefined;
  } catch (error) {
    if (isCertBankError(error, 'structure.malformed')) return undefined;
    throw error;
  }
}
