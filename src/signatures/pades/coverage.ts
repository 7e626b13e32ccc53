import type { PdfFile } from '../../formats/pdf/document.ts';
import { isWhite } from '../../formats/pdf/lexer.ts';
import type { SignatureDictionary } from '../../formats/pdf/signature-dictionary.ts';
import type { Finding } from '../ades/facts.ts';

/** Which octets of the file a signature covers. */
export interface Coverage {
  /** The octets, in two pieces around the signature itself; empty where the byte range is of no use. */
  readonly pieces: readonly Uint8Array[];
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
  /** The revision that is covered to its end; `undefined` where none is. */
  readonly revision: number | undefined;
  /** To the last octet: white space behind it, which changes nothing, is not covered either. */
  readonly isWholeFile: boolean;
}

const CLAUSE = 'ISO 32000-2 section 12.8.1';

/** Keys of which readers must not disagree. */
const CRITICAL = ['Contents', 'ByteRange', 'SubFilter', 'Reference', 'Type', 'Cert', 'M'];

/**
 * What a signature covers: the whole of one revision but its own value, and nothing less. Adds a finding for
 * each way in which it is otherwise: missing or null entries and ranges of another shape (universal forgery),
 * a gap that is not the value itself (signature wrapping), and ranges that end anywhere but where a revision does.
 *
 * @source ISO 32000-2 sections 12.8.1 and 12.8.3.3, table 255; EN 319 142-1 section 5.3
 */
export function readCoverage(
  file: PdfFile,
  signature: SignatureDictionary,
  findings: Finding[],
): Coverage | undefined {
  const object = (code: string, message: string): void => {
    findings.push({ code, clause: CLAUSE, message });
  };
  for (const key of signature.dictionary.repeated.filter((repeated) => CRITICAL.includes(repeated))) {
    object('pdf.entry-repeated', `the signature dictionary has two entries ${key}`);
  }
  const { byteRange, contents } = signature;
  if (contents === undefined || contents.bytes.length === 0) {
    object('pdf.contents-missing', 'the signature dictionary has no Contents');
  }
  if (byteRange === undefined) {
    object('pdf.byte-range-missing', 'the signature dictionary has no ByteRange');
    return undefined;
  }
  const [start, first, second, last] = byteRange;
  if (
    byteRange.length !== 4 ||
    start === undefined ||
    first === undefined ||
    second === undefined ||
    last === undefined ||
    !byteRange.every((value) => Number.isSafeInteger(value) && value >= 0)
  ) {
    object('pdf.byte-range-malformed', 'ByteRange is not two ranges of the file');
    return undefined;
  }
  const end = second + last;
  if (start !== 0 || first === 0 || last === 0 || second < first || end > file.bytes.length) {
    object('pdf.byte-range-malformed', 'ByteRange does not begin with the file, overlaps or leaves the file');
    if (second < first || end > file.bytes.length || first > file.bytes.length) return undefined;
  }
  if (
    contents?.range?.start !== first ||
    contents.range.end !== second ||
    !contents.isHexadecimal ||
    first >= second
  ) {
    object('pdf.byte-range-gap', 'what ByteRange leaves out is not exactly the value of this signature');
  }
  const revision = coveredRevision(file, end);
  if (revision === undefined) {
    object('pdf.coverage', 'the signature does not cover the file up to the end of a revision');
  }
  return {
    pieces: [file.bytes.subarray(start, first), file.bytes.subarray(second, end)],
    gapStart: first,
    gapEnd: second,
    end,
    revision,
    isWholeFile: start === 0 && end === file.bytes.length,
  };
}

/** The revision whose end is `end`, or is followed by white space alone up to there. */
function coveredRevision(file: PdfFile, end: number): number | undefined {
  let covered: number | undefined;
  for (const revision of file.revisions) {
    if (revision.end !== undefined && revision.end <= end) covered = revision.index;
  }
  if (covered === undefined) return undefined;
  return isOnlyWhite(file.bytes, file.revisions[covered]!.end!, end) ? covered : undefined;
}

/** As much white space as signers leave between the end of a revision and the end of what they sign. */
const MAX_WHITE = 1024;

function isOnlyWhite(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_WHITE) return false;
  for (let at = start; at < end; at++) if (!isWhite(bytes[at])) return false;
  return true;
}
