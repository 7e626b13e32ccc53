import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { TAG } from './tag.ts';

const CONSTRUCTED = 0x20;
const CONSTRUCTED_OCTET_STRING = TAG.octetString | CONSTRUCTED;

/** What is kept of one element: where its content lies in the source and how long its DER content is. */
interface Elements {
  count: number;
  /** Identifier octet as it will be written; 0 for a segment that melts into its octet string. */
  tags: Uint8Array;
  /** Primitive: where the content starts. Constructed: -1. */
  starts: Int32Array;
  /** Length of the content, as DER. */
  lengths: Int32Array;
}

/**
 * BER rewritten as DER: definite lengths in the fewest octets, and each OCTET STRING that came in
 * segments made one. Everything else is kept octet by octet: the order of a SET OF, booleans,
 * integers. Input that is DER already comes out equal.
 *
 * Works with a stack of its own, never by recursion, in time and memory linear in the input.
 *
 * Does not check: anything inside primitive elements.
 *
 * @throws CertBankError `der.malformed` for what is not BER, for segmented strings of other kinds and for
 *   bytes after the first element; `limit.exceeded` above LIMITS.derDepth or LIMITS.berElements
 * @source X.690 section 8.1.3 (lengths), 8.7 (OCTET STRING), 10.1 and 10.2 (DER)
 */
export function berToDer(bytes: Uint8Array): Uint8Array {
  const elements = measure(bytes);
  return write(bytes, elements);
}

function malformed(what: string, offset: number): CertBankError<'der.malformed'> {
  return new CertBankError('der.malformed', { what, offset }, `${what} at offset ${offset}`);
}

function exceeded(limit: 'derDepth' | 'berElements'): CertBankError<'limit.exceeded'> {
  return new CertBankError(
    'limit.exceeded',
    { limit, maximum: LIMITS[limit] },
    `more than ${LIMITS[limit]} ${limit}`,
  );
}

function headerLength(length: number): number {
  return length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x1_0000 ? 4 : length < 0x100_0000 ? 5 : 6;
}

/** Reads every header once and finds the DER length of every element. */
function measure(bytes: Uint8Array): Elements {
  const elements: Elements = {
    count: 0,
    tags: new Uint8Array(64),
    starts: new Int32Array(64),
    lengths: new Int32Array(64),
  };
  // The elements that are open: which one, and where it ends (-1: at its end-of-contents octets).
  const open: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (;;) {
    // Close whatever ends here.
    for (let top = open.length - 1; top >= 0; top = open.length - 1) {
      const end = ends[top]!;
      if (end === -1) {
        if (bytes[at] !== 0 || bytes[at + 1] !== 0) break;
        at += 2;
      } else if (at < end) break;
      else if (at > end) throw malformed('element reaches beyond its container', at);
      ends.pop();
      add(elements, open.pop()!, open.at(-1));
    }
    if (elements.count > 0 && open.length === 0) break;

    const start = at;
    if (bytes.length - at < 2) throw malformed('element truncated', start);
    const tag = bytes[at++]!;
    if ((tag & 0x1f) === 0x1f || tag === 0) throw malformed('tag not allowed', start);
    let length = bytes[at++]!;
    const isIndefinite = length === 0x80;
    if (length > 0x80) {
      let octets = length & 0x7f;
      if (bytes.length - at < octets) throw malformed('element truncated', start);
      for (; octets > 0 && bytes[at] === 0; octets--) at++;
      if (octets > 4) throw malformed('length too long', start);
      length = 0;
      for (; octets > 0; octets--) length = length * 256 + bytes[at++]!;
    }
    const parent = open.at(-1);
    const isSegment = parent !== undefined && isOctetString(elements, parent);
    if (isSegment && tag !== TAG.octetString && tag !== CONSTRUCTED_OCTET_STRING) {
      throw malformed('segment of another type in an octet string', start);
    }
    const isConstructed = (tag & CONSTRUCTED) !== 0;
    if (
      isConstructed &&
      tag < 0x40 &&
      tag !== TAG.sequence &&
      tag !== TAG.set &&
      tag !== CONSTRUCTED_OCTET_STRING
    ) {
      throw malformed('segmented string', start);
    }
    if (!isConstructed && isIndefinite) throw malformed('indefinite length of a primitive element', start);
    const index = push(elements, isSegment ? 0 : tag === CONSTRUCTED_OCTET_STRING ? TAG.octetString : tag);
    if (isIndefinite) {
      elements.starts[index] = -1;
      open.push(index);
      ends.push(-1);
    } else {
      if (length > bytes.length - at) throw malformed('element truncated', start);
      if (isConstructed) {
        elements.starts[index] = -1;
        open.push(index);
        ends.push(at + length);
      } else {
        elements.starts[index] = at;
        elements.lengths[index] = length;
        at += length;
        add(elements, index, parent);
      }
    }
    if (open.length > LIMITS.derDepth) throw exceeded('derDepth');
  }
  if (at !== bytes.length) throw malformed('unexpected data', at);
  return elements;
}

/** A constructed element that is an octet string, or a segment of one. */
function isOctetString(elements: Elements, index: number): boolean {
  return elements.tags[index] === TAG.octetString || elements.tags[index] === 0;
}

function push(elements: Elements, tag: number): number {
  const index = elements.count++;
  if (index >= LIMITS.berElements) throw exceeded('berElements');
  if (index === elements.tags.length) {
    const grow = <A extends Uint8Array | Int32Array>(old: A, larger: A): A => {
      larger.set(old);
      return larger;
    };
    elements.tags = grow(elements.tags, new Uint8Array(2 * index));
    elements.starts = grow(elements.starts, new Int32Array(2 * index));
    elements.lengths = grow(elements.lengths, new Int32Array(2 * index));
  }
  elements.tags[index] = tag;
  return index;
}

/** Counts a finished element into the content of its container. */
function add(elements: Elements, index: number, parent: number | undefined): void {
  if (parent === undefined) return;
  const length = elements.lengths[index]!;
  elements.lengths[parent]! += elements.tags[index] === 0 ? length : headerLength(length) + length;
}

function write(bytes: Uint8Array, elements: Elements): Uint8Array {
  const { tags, starts, lengths } = elements;
  const der = new Uint8Array(headerLength(lengths[0]!) + lengths[0]!);
  let to = 0;
  // Elements stand in the order of their headers, which is the order in which DER writes them.
  for (let index = 0; index < elements.count; index++) {
    const length = lengths[index]!;
    if (tags[index] !== 0) {
      der[to++] = tags[index]!;
      const octets = headerLength(length) - 2;
      der[to++] = octets === 0 ? length : 0x80 | octets;
      for (let shift = 8 * (octets - 1); shift >= 0; shift -= 8) der[to++] = (length >>> shift) & 0xff;
    }
    const start = starts[index]!;
    if (start !== -1) {
      der.set(bytes.subarray(start, start + length), to);
      to += length;
    }
  }
  return der;
}
