import { toUtf8 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { exceeded, malformed } from './malformed.ts';

const LF = 0x0a;
const CR = 0x0d;

/** RFC 2046 section 5.1.1: bchars, at most 70, the last no space. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** The body of a multipart, cut at its boundaries; everything is a view on the octets given. */
export interface Multipart {
  /** Each with its own header, exactly the octets between two boundaries. */
  readonly parts: readonly Uint8Array[];
  readonly preamble: Uint8Array;
  readonly epilogue: Uint8Array;
}

/**
 * Cuts the body of a multipart.
 *
 * The line end before a boundary belongs to the boundary. What readers cut in different places is refused: a line
 * that only begins with the boundary, a boundary behind a CR alone, one behind the closing boundary, and a body
 * without a closing boundary.
 *
 * @throws CertBankError `structure.malformed`; `limit.exceeded` above LIMITS.mimeParts
 * @source RFC 2046 section 5.1.1
 */
export function splitMultipart(body: Uint8Array, boundary: string | undefined): Multipart {
  if (boundary === undefined || !BOUNDARY.test(boundary)) throw malformed('boundary missing or not allowed');
  const delimiter = toUtf8(`--${boundary}`);
  refuseHiddenBoundary(body, delimiter);
  const parts: Uint8Array[] = [];
  let preamble: Uint8Array | undefined;
  let partStart = 0;
  let epilogueStart = -1;
  for (let start = 0; start < body.length;) {
    const lineFeed = body.indexOf(LF, start);
    const next = lineFeed === -1 ? body.length : lineFeed + 1;
    if (startsWith(body, start, delimiter)) {
      if (epilogueStart !== -1) throw malformed('boundary behind the closing boundary');
      const isClosing = readDelimiter(body, start + delimiter.length, next);
      const before = body.subarray(partStart, Math.max(partStart, start - lineEndBefore(body, start)));
      if (preamble === undefined) preamble = before;
      else {
        if (parts.length === LIMITS.mimeParts) throw exceeded('mimeParts', LIMITS.mimeParts);
        parts.push(before);
      }
      if (isClosing) epilogueStart = next;
      partStart = next;
    }
    start = next;
  }
  if (preamble === undefined) throw malformed('no boundary in a multipart');
  if (epilogueStart === -1) throw malformed('multipart without its closing boundary');
  if (parts.length === 0) throw malformed('multipart without a part');
  return { parts, preamble, epilogue: body.subarray(epilogueStart) };
}

/** Whether the rest of a line that begins with the boundary closes the multipart. */
function readDelimiter(body: Uint8Array, at: number, next: number): boolean {
  let end = next;
  if (body[end - 1] === LF) end -= body[end - 2] === CR ? 2 : 1;
  const isClosing = body[at] === 0x2d && body[at + 1] === 0x2d && at + 2 <= end;
  for (let i = isClosing ? at + 2 : at; i < end; i++) {
    // RFC 2046 section 5.1.1: transport padding.
    if (body[i] !== 0x20 && body[i] !== 0x09) throw malformed('line that begins like a boundary');
  }
  return isClosing;
}

function lineEndBefore(body: Uint8Array, start: number): number {
  if (start === 0) return 0;
  return body[start - 2] === CR ? 2 : 1;
}

function refuseHiddenBoundary(body: Uint8Array, delimiter: Uint8Array): void {
  for (let at = body.indexOf(CR); at !== -1; at = body.indexOf(CR, at + 1)) {
    if (body[at + 1] !== LF && startsWith(body, at + 1, delimiter)) {
      throw malformed('boundary behind a CR alone');
    }
  }
}

function startsWith(body: Uint8Array, at: number, prefix: Uint8Array): boolean {
  if (body.length - at < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (body[at + i] !== prefix[i]) return false;
  return true;
}
