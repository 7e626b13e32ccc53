import { LIMITS } from '../../base/limits.ts';
import { exceeded, malformed } from './failure.ts';
import { decodeStream, type DecodingBudget } from './filters.ts';
import { isDigit, isWhite, lastIndexOf, skipSpace, standsAt } from './lexer.ts';
import { isArray, isName, PdfDictionary, PdfStream } from './object.ts';
import { PdfParser } from './parser.ts';

/** Where an object is defined. */
export type Entry =
  | { readonly kind: 'free' }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly container: number; readonly index: number };

/** How a file ended when a section was its last. */
export interface Tail {
  /** Where it led its readers: the `offset` of a section. */
  readonly startsAt: number;
  /** After its `%%EOF`. */
  readonly end: number;
}

/** One cross-reference table or stream with its trailer. */
export interface Section {
  readonly offset: number;
  readonly entries: ReadonlyMap<number, Entry>;
  readonly trailer: PdfDictionary;
  /** The `startxref number %%EOF` that follows the section; `undefined` where none does. */
  readonly tail: Tail | undefined;
  /** True where the table names a cross-reference stream beside itself (ISO 32000-2 section 7.5.8.4). */
  readonly isHybrid: boolean;
  readonly isStream: boolean;
  /** How many were read. */
  readonly octets: number;
}

/** How far before the end of the file its last `startxref` may stand; readers look as far. */
const TAIL = 1024;

/**
 * Every cross-reference section, the oldest first, as the file chains them from its end.
 *
 * Each is read where it is said to be and nowhere else: nothing is repaired, because readers that repair differ
 * in what they find.
 *
 * @throws CertBankError `structure.malformed` | `limit.exceeded`
 * @source ISO 32000-2 sections 7.5.4 to 7.5.8
 */
export function readSections(bytes: Uint8Array, budget: DecodingBudget): Section[] {
  const sections: Section[] = [];
  const seen = new Set<number>();
  let objects = 0;
  // Sections that overlap are read again and again: an honest file is read once.
  let octetsLeft = 2 * bytes.length + 1024 * 1024;
  let offset: number | undefined = lastStartOfSection(bytes);
  while (offset !== undefined) {
    if (seen.has(offset)) throw malformed('the cross-references go in a circle', offset);
    seen.add(offset);
    if (sections.length === LIMITS.pdfRevisions) throw exceeded('pdfRevisions');
    const section = readSection(bytes, offset, budget);
    octetsLeft -= section.octets;
    if (octetsLeft < 0) throw exceeded('pdfObjects');
    objects += section.entries.size;
    if (objects > LIMITS.pdfObjects) throw exceeded('pdfObjects');
    sections.push(section);
    offset = numberOf(section.trailer, 'Prev');
  }
  return sections.reverse();
}

function lastStartOfSection(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && isWhite(bytes[end - 1])) end--;
  const at = lastIndexOf(bytes, 'startxref', end, Math.max(0, end - TAIL));
  if (at < 0) throw malformed('startxref is missing');
  return new PdfParser(bytes, at + 'startxref'.length).integer();
}

function readSection(bytes: Uint8Array, offset: number, budget: DecodingBudget): Section {
  if (offset >= bytes.length) throw malformed('a cross-reference section is outside the file', offset);
  const start = skipSpace(bytes, offset);
  return standsAt(bytes, start, 'xref')
    ? readTable(bytes, start, budget)
    : readStreamSection(bytes, start, budget);
}

/** ISO 32000-2 section 7.5.4. */
function readTable(bytes: Uint8Array, offset: number, budget: DecodingBudget): Section {
  const parser = new PdfParser(bytes, offset + 'xref'.length);
  const entries = new Map<number, Entry>();
  for (;;) {
    parser.position = skipSpace(bytes, parser.position);
    if (standsAt(bytes, parser.position, 'trailer')) break;
    const first = parser.integer();
    const count = parser.integer();
    if (count > LIMITS.pdfObjects) throw exceeded('pdfObjects');
    for (let number = first; number < first + count; number++) {
      const at = parser.integer();
      const generation = parser.integer();
      const space = skipSpace(bytes, parser.position);
      const kind = bytes[space];
      parser.position = space + 1;
      if (kind !== 0x6e && kind !== 0x66)
        throw malformed('a cross-reference is neither in use nor free', space);
      // The first of two entries counts for no reader in particular: whoever writes two means to mislead.
      if (entries.has(number))
        throw malformed(`object ${number} stands twice in one cross-reference table`, space);
      entries.set(
        number,
        kind === 0x6e && at > 0 ? { kind: 'offset', offset: at, generation } : { kind: 'free' },
      );
    }
  }
  parser.keyword('trailer');
  const trailer = parser.object();
  if (!(trailer instanceof PdfDictionary)) throw malformed('a trailer is not a dictionary', offset);
  const hybrid = numberOf(trailer, 'XRefStm');
  if (hybrid !== undefined) {
    for (const [number, entry] of readStreamSection(bytes, hybrid, budget).entries) {
      const known = entries.get(number);
      if (known === undefined || known.kind === 'free') entries.set(number, entry);
    }
  }
  return {
    offset,
    entries,
    trailer,
    tail: tailBehind(bytes, parser.position),
    isHybrid: hybrid !== undefined,
    isStream: false,
    octets: parser.position - offset,
  };
}

/** ISO 32000-2 section 7.5.8. */
function readStreamSection(bytes: Uint8Array, offset: number, budget: DecodingBudget): Section {
  const parser = new PdfParser(bytes, offset);
  // The length of this stream must stand in it: there is nothing yet to look it up in.
  const { object, end } = parser.indirect((dictionary) => numberOf(dictionary, 'Length'));
  if (!(object instanceof PdfStream) || !isName(object.dictionary.get('Type'), 'XRef')) {
    throw malformed('no cross-reference section', offset);
  }
  const { dictionary } = object;
  const content = decodeStream(object, (value) => value, budget);
  const widths = integers(dictionary, 'W');
  const [typeWidth, secondWidth, thirdWidth] = widths;
  if (
    widths.length !== 3 ||
    typeWidth === undefined ||
    secondWidth === undefined ||
    thirdWidth === undefined
  ) {
    throw malformed('W of a cross-reference stream is malformed', offset);
  }
  const row = typeWidth + secondWidth + thirdWidth;
  if (row === 0 || widths.some((width) => width > 8)) {
    throw malformed('W of a cross-reference stream is malformed', offset);
  }
  const index = dictionary.has('Index')
    ? integers(dictionary, 'Index')
    : [0, numberOf(dictionary, 'Size') ?? 0];
  const entries = new Map<number, Entry>();
  let at = 0;
  const field = (width: number): number => {
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + content[at++]!;
    return value;
  };
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair]!;
    for (let number = first; number < first + index[pair + 1]!; number++) {
      if (at + row > content.length) throw malformed('a cross-reference stream is too short', offset);
      if (entries.size > LIMITS.pdfObjects) throw exceeded('pdfObjects');
      const type = typeWidth === 0 ? 1 : field(typeWidth);
      const second = field(secondWidth);
      const third = field(thirdWidth);
      if (entries.has(number)) throw malformed(`object ${number} stands twice in one cross-reference stream`);
      entries.set(number, entryOf(type, second, third));
    }
  }
  return {
    offset,
    entries,
    trailer: dictionary,
    tail: tailBehind(bytes, end),
    isHybrid: false,
    isStream: true,
    octets: end - offset,
  };
}

/** ISO 32000-2 section 7.5.8.3, table 18. */
function entryOf(type: number, second: number, third: number): Entry {
  if (type === 1)
    return second > 0 ? { kind: 'offset', offset: second, generation: third } : { kind: 'free' };
  if (type === 2) return { kind: 'compressed', container: second, index: third };
  return { kind: 'free' };
}

/** The tail that begins soon after `at`. */
function tailBehind(bytes: Uint8Array, at: number): Tail | undefined {
  const tail = bytes.subarray(at, at + TAIL);
  let position = skipSpace(tail, 0);
  if (!standsAt(tail, position, 'startxref')) return undefined;
  position += 'startxref'.length;
  while (isWhite(tail[position])) position++;
  let startsAt = 0;
  while (isDigit(tail[position])) startsAt = startsAt * 10 + tail[position++]! - 0x30;
  while (isWhite(tail[position])) position++;
  if (!standsAt(tail, position, '%%EOF')) return undefined;
  return { startsAt: skipSpace(bytes, startsAt), end: at + position + '%%EOF'.length };
}

/** A direct integer that is not negative. */
export function numberOf(dictionary: PdfDictionary, key: string): number | undefined {
  const value = dictionary.get(key);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw malformed(`${key} is not an offset or count`);
  }
  return value;
}

function integers(dictionary: PdfDictionary, key: string): number[] {
  const value = dictionary.get(key);
  if (!isArray(value)) throw malformed(`${key} is not an array`);
  return value.map((item) => {
    if (typeof item !== 'number' || !Number.isSafeInteger(item) || item < 0) {
      throw malformed(`${key} holds what is no count`);
    }
    return item;
  });
}
