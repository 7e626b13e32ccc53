import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { checkSize } from '../signed-structure.ts';
import { readSections, type Entry, type Section } from './cross-reference.ts';
import { exceeded, malformed } from './failure.ts';
import { decodeStream, type DecodingBudget } from './filters.ts';
import { isWhite } from './lexer.ts';
import {
  dictionaryOf,
  isArray,
  isName,
  PdfReference,
  PdfStream,
  type PdfArray,
  type PdfDictionary,
  type PdfObject,
} from './object.ts';
import { PdfParser, type IndirectObject } from './parser.ts';

/** What one incremental update did. */
export interface Revision {
  readonly index: number;
  /** The objects that the update defines or frees. */
  readonly entries: ReadonlyMap<number, Entry>;
  readonly trailer: PdfDictionary;
  /** After the `%%EOF` that ends the revision and leads to it; `undefined` where there is none. */
  readonly end: number | undefined;
  readonly isHybrid: boolean;
  /** The section that an update goes on from: of two, the one that `startxref` names. */
  readonly crossReference: { readonly offset: number; readonly isStream: boolean };
}

interface Loaded extends IndirectObject {
  readonly length: number | undefined;
}

/**
 * A PDF file with each of its revisions. Objects are read when they are asked for, from where the cross-references
 * of the revision say and from nowhere else.
 *
 * @source ISO 32000-2 section 7.5
 */
export class PdfFile {
  readonly bytes: Uint8Array;
  /** The oldest first; none only in a broken file. */
  readonly revisions: readonly Revision[];
  readonly budget: DecodingBudget = { left: LIMITS.pdfDecodedBytes };
  readonly #history = new Map<number, { revision: number; entry: Entry }[]>();
  readonly #loaded = new Map<number, Loaded>();
  readonly #containers = new Map<PdfStream, readonly { number: number; object: PdfObject }[]>();
  readonly #views = new Map<number, PdfView>();
  /** Octets that may still be read as objects: an honest file is read once. */
  #octetsLeft: number;
  #contentEnd: number | undefined;

  /** @param isBroken the cross-references cannot be read: a file without revisions */
  constructor(bytes: Uint8Array, isBroken = false) {
    this.bytes = bytes;
    this.#octetsLeft = 4 * bytes.length + 1024 * 1024;
    this.revisions = isBroken ? [] : groupSections(readSections(bytes, this.budget));
    for (const { index, entries } of this.revisions) {
      for (const [number, entry] of entries) {
        const known = this.#history.get(number);
        if (known === undefined) this.#history.set(number, [{ revision: index, entry }]);
        else known.push({ revision: index, entry });
      }
    }
  }

  /** The document as it was after a revision; default: the last. */
  view(revision = this.revisions.length - 1): PdfView {
    let view = this.#views.get(revision);
    if (view === undefined) this.#views.set(revision, (view = new PdfView(this, revision)));
    return view;
  }

  get isEncrypted(): boolean {
    return this.revisions.some(({ trailer }) => (trailer.get('Encrypt') ?? null) !== null);
  }

  /** One more than the highest object number in use or ever used. */
  get nextNumber(): number {
    let highest = 0;
    for (const number of this.#history.keys()) highest = Math.max(highest, number);
    for (const { trailer } of this.revisions) {
      const size = trailer.get('Size');
      if (typeof size === 'number') highest = Math.max(highest, size - 1);
    }
    return highest + 1;
  }

  /** After the last octet that is no white space. */
  get contentEnd(): number {
    if (this.#contentEnd === undefined) {
      let end = this.bytes.length;
      while (end > 0 && isWhite(this.bytes[end - 1])) end--;
      this.#contentEnd = end;
    }
    return this.#contentEnd;
  }

  /** Whether anything but white space stands after the last revision. */
  get hasTrailingOctets(): boolean {
    return this.contentEnd > Math.max(0, ...this.revisions.map((revision) => revision.end ?? 0));
  }

  /** What a revision and those before it say of an object. */
  entry(number: number, revision: number): Entry | undefined {
    const history = this.#history.get(number);
    if (history === undefined) return undefined;
    for (let i = history.length - 1; i >= 0; i--)
      if (history[i]!.revision <= revision) return history[i]!.entry;
    return undefined;
  }

  /** The object at `offset`, as a view sees it. */
  load(offset: number, view: PdfView): IndirectObject {
    const known = this.#loaded.get(offset);
    if (known !== undefined && this.#isLengthKept(known, view)) return known;
    const parser = this.#parser(this.bytes, offset);
    let length: number | undefined;
    try {
      const indirect = parser.indirect((dictionary) => (length = lengthOf(dictionary, view)));
      const loaded = { ...indirect, length };
      this.#loaded.set(offset, loaded);
      return loaded;
    } finally {
      this.#octetsLeft -= parser.position - offset;
    }
  }

  /** A later revision may redefine the object that the length of an old stream stands in. */
  #isLengthKept({ object, length }: Loaded, view: PdfView): boolean {
    return !(object instanceof PdfStream) || lengthOf(object.dictionary, view) === length;
  }

  /** The objects of an object stream; ISO 32000-2 section 7.5.7. */
  contained(container: PdfStream, view: PdfView): readonly { number: number; object: PdfObject }[] {
    let known = this.#containers.get(container);
    if (known !== undefined) return known;
    const { dictionary } = container;
    if (!isName(dictionary.get('Type'), 'ObjStm')) throw malformed('not an object stream');
    // Otherwise the objects in it could be others for each revision.
    if (!['N', 'First', 'Filter', 'DecodeParms'].every((key) => isDirect(dictionary.get(key)))) {
      throw malformed('an object stream that cannot be read by itself');
    }
    const count = dictionary.get('N');
    const first = dictionary.get('First');
    if (!isCount(count) || !isCount(first)) throw malformed('N or First of an object stream is malformed');
    const content = view.decode(container);
    const header = this.#parser(content, 0, false);
    const places = Array.from({ length: count }, () => ({
      number: header.integer(),
      at: first + header.integer(),
    }));
    known = places.map(({ number, at }) => {
      const parser = this.#parser(content, at, false);
      const object = parser.object();
      this.#octetsLeft -= parser.position - at;
      return { number, object };
    });
    this.#containers.set(container, known);
    return known;
  }

  #parser(bytes: Uint8Array, offset: number, isFile = true): PdfParser {
    if (this.#octetsLeft < 0) throw exceeded('pdfObjects');
    return new PdfParser(bytes, offset, isFile);
  }
}

/** No reference, and holds none. */
function isDirect(object: PdfObject | undefined): boolean {
  if (object instanceof PdfReference) return false;
  const parts = isArray(object) ? object : [...(dictionaryOf(object)?.entries.values() ?? [])];
  return parts.every(isDirect);
}

const isCount = (value: PdfObject | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= LIMITS.pdfObjects;

function lengthOf(dictionary: PdfDictionary, view: PdfView): number | undefined {
  const length = view.resolve(dictionary.get('Length'));
  return typeof length === 'number' && Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

/**
 * Sections become revisions. The two sections of a linearized file are one revision: the older one stands behind the
 * newer, and the file ended by leading to the newer (ISO 32000-2 annex F.3.5).
 *
 * A revision ends where the file ended and led to it. One whose section nothing led to was never seen by anybody:
 * it has no end, which nobody's signature can cover. Nor has one that goes on from what stands behind it.
 */
function groupSections(sections: readonly Section[]): Revision[] {
  const revisions: Revision[] = [];
  let highest = 0;
  for (let at = 0; at < sections.length; at++) {
    const section = sections[at]!;
    const next = sections[at + 1];
    const isLinearized =
      next !== undefined && next.offset < section.offset && section.tail?.startsAt === next.offset;
    const last = isLinearized ? next : section;
    if (isLinearized) at++;
    revisions.push({
      index: revisions.length,
      entries: isLinearized ? new Map([...section.entries, ...next.entries]) : section.entries,
      trailer: last.trailer,
      end: section.tail?.startsAt === last.offset && section.offset > highest ? section.tail.end : undefined,
      isHybrid: section.isHybrid || last.isHybrid,
      crossReference: last,
    });
    highest = Math.max(highest, section.offset);
  }
  return revisions;
}

/** The document as it was after one revision. */
export class PdfView {
  readonly file: PdfFile;
  readonly revision: number;
  #loading = 0;

  constructor(file: PdfFile, revision: number) {
    this.file = file;
    this.revision = revision;
  }

  get #end(): number {
    return this.file.revisions[this.revision]?.end ?? this.file.bytes.length;
  }

  get trailer(): PdfDictionary {
    return this.file.revisions[this.revision]!.trailer;
  }

  /** @throws CertBankError `structure.malformed` */
  get catalog(): PdfDictionary {
    const catalog = this.dictionary(this.trailer.get('Root'));
    if (catalog === undefined) throw malformed('the catalog is missing');
    return catalog;
  }

  /** An object by number; `undefined` where this revision has none. */
  get(number: number, generation = 0): PdfObject | undefined {
    const entry = this.file.entry(number, this.revision);
    if (entry === undefined || entry.kind === 'free') return undefined;
    if (this.#loading > LIMITS.pdfDepth) throw malformed('an object leads to itself');
    this.#loading++;
    try {
      if (entry.kind === 'compressed') return generation === 0 ? this.#compressed(number, entry) : undefined;
      // What stands behind the end of a revision was not there when it was written.
      if (entry.generation !== generation || entry.offset >= this.#end) return undefined;
      const loaded = this.file.load(entry.offset, this);
      if (loaded.number !== number || loaded.generation !== generation) {
        throw malformed(`object ${number} is not where the cross-references say`, entry.offset);
      }
      if (loaded.end > this.#end) {
        throw malformed(`object ${number} reaches beyond the end of its revision`, entry.offset);
      }
      return loaded.object;
    } finally {
      this.#loading--;
    }
  }

  #compressed(number: number, { container, index }: { container: number; index: number }): PdfObject {
    const entry = this.file.entry(container, this.revision);
    const stream = entry?.kind === 'offset' ? this.get(container, entry.generation) : undefined;
    if (!(stream instanceof PdfStream)) throw malformed(`object ${number} is in no object stream`);
    const found = this.file.contained(stream, this)[index];
    if (found?.number !== number) throw malformed(`object ${number} is not in its object stream`);
    return found.object;
  }

  /** What an object or a reference comes to; `undefined` for a missing object. */
  resolve(object: PdfObject | undefined): PdfObject | undefined {
    let resolved = object;
    for (let hops = 0; resolved instanceof PdfReference; hops++) {
      if (hops > LIMITS.pdfDepth) throw malformed('a reference leads to itself');
      resolved = this.get(resolved.number, resolved.generation);
    }
    return resolved;
  }

  /** The dictionary, also that of a stream, to which an object or reference comes. */
  dictionary(object: PdfObject | undefined): PdfDictionary | undefined {
    return dictionaryOf(this.resolve(object));
  }

  array(object: PdfObject | undefined): PdfArray | undefined {
    const resolved = this.resolve(object);
    return isArray(resolved) ? resolved : undefined;
  }

  decode(stream: PdfStream): Uint8Array {
    return decodeStream(stream, (object) => this.resolve(object), this.file.budget);
  }
}

/** How far into a file its header may stand (as readers have it; ISO 32000-2 section 7.5.2 has it first). */
const HEADER_WITHIN = 1024;

export function looksLikePdf(bytes: Uint8Array): boolean {
  for (let at = 0; at < Math.min(HEADER_WITHIN, bytes.length - 5); at++) {
    if (bytes[at] === 0x25 && bytes[at + 1] === 0x50 && bytes[at + 2] === 0x44 && bytes[at + 3] === 0x46)
      return true;
  }
  return false;
}

/**
 * Reads a PDF file.
 *
 * @throws CertBankError `structure.malformed` | `limit.exceeded`; `document.unsupported` for an encrypted one
 */
export function parsePdf(bytes: Uint8Array): PdfFile {
  checkSize(bytes, 'documentBytes', LIMITS.documentBytes);
  const file = new PdfFile(bytes);
  if (file.isEncrypted) {
    throw new CertBankError(
      'document.unsupported',
      { what: 'encrypted PDF' },
      'encrypted PDF documents cannot be read',
    );
  }
  return file;
}
