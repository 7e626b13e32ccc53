import { LIMITS } from '../../base/limits.ts';
import { fromLatin1 } from '../asn1/text.ts';
import { exceeded, malformed } from './malformed.ts';

const LF = 0x0a;
const CR = 0x0d;

/** RFC 5322 section 3.6 and RFC 2045 section 3: which of two would count is anybody's guess. */
const AT_MOST_ONCE: ReadonlySet<string> = new Set([
  'bcc',
  'cc',
  'content-description',
  'content-disposition',
  'content-id',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'in-reply-to',
  'message-id',
  'mime-version',
  'references',
  'reply-to',
  'sender',
  'subject',
  'to',
]);

export interface HeaderField {
  /** In lower case. */
  readonly name: string;
  /** Unfolded, without white space at its ends; one character an octet. */
  readonly value: string;
  /** As it stands, with its line ends. */
  readonly octets: Uint8Array;
}

/**
 * The header of a message or of a part.
 *
 * Lines end with CR LF or with LF alone. What mail programs read in different ways is refused: NUL, a CR
 * alone, white space before the colon, folded lines of nothing but white space, and a second field where one
 * is allowed.
 *
 * @source RFC 5322 section 2.2 and 3.6, RFC 2045 section 3
 */
export class Header {
  readonly fields: readonly HeaderField[];
  /** Offset of the body in the octets given. */
  readonly bodyStart: number;

  /** @throws CertBankError `structure.malformed` | `limit.exceeded` */
  constructor(octets: Uint8Array) {
    const fields: HeaderField[] = [];
    const seen = new Set<string>();
    let start = 0;
    while (start < octets.length) {
      const lineEnd = endOfLine(octets, start);
      if (isBlankLine(octets, start, lineEnd)) {
        start = lineEnd;
        break;
      }
      let end = lineEnd;
      while (octets[end] === 0x20 || octets[end] === 0x09) {
        const next = endOfLine(octets, end);
        if (fromLatin1(octets, end, next).trim() === '') throw malformed('folded line of white space');
        end = next;
      }
      if (end > LIMITS.mimeHeaderBytes) throw exceeded('mimeHeaderBytes', LIMITS.mimeHeaderBytes);
      if (fields.length === LIMITS.mimeFields) throw exceeded('mimeFields', LIMITS.mimeFields);
      const field = parseField(octets.subarray(start, end));
      if (seen.has(field.name) && AT_MOST_ONCE.has(field.name)) throw malformed(`two fields ${field.name}`);
      seen.add(field.name);
      fields.push(field);
      start = end;
    }
    this.fields = fields;
    this.bodyStart = start;
  }

  /** The value of the first field called `name`, in lower case. */
  find(name: string): string | undefined {
    return this.fields.find((field) => field.name === name)?.value;
  }
}

/** Behind the line end of the line that begins at `start`. */
function endOfLine(octets: Uint8Array, start: number): number {
  const limit = Math.min(octets.length, LIMITS.mimeHeaderBytes + 1);
  for (let at = start; at < limit; at++) {
    const octet = octets[at];
    if (octet === LF) return at + 1;
    if (octet === 0) throw malformed('NUL in a header');
    if (octet === CR && octets[at + 1] !== LF) throw malformed('CR alone in a header');
  }
  if (limit < octets.length) throw exceeded('mimeHeaderBytes', LIMITS.mimeHeaderBytes);
  return octets.length;
}

function isBlankLine(octets: Uint8Array, start: number, end: number): boolean {
  return octets[start] === LF || (octets[start] === CR && end === start + 2);
}

function parseField(octets: Uint8Array): HeaderField {
  const text = fromLatin1(octets).replace(/\r?\n/g, '');
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(0, colon));
  if (!/^[!-9;-~]+$/.test(name)) throw malformed('line of a header that is no field');
  return { name: name.toLowerCase(), value: text.slice(colon + 1).trim(), octets };
}
