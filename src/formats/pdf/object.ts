/**
 * The objects of PDF as values. Nothing is ever written back from them but what is new: what was read stays in
 * the file, octet for octet.
 *
 * @source ISO 32000-2 section 7.3
 */
export type PdfObject =
  null | boolean | number | PdfName | PdfString | PdfArray | PdfDictionary | PdfStream | PdfReference;

export type PdfArray = readonly PdfObject[];

/** Characters are octets (ISO 8859-1), with the `#xx` of the file undone. */
export class PdfName {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

export class PdfString {
  readonly bytes: Uint8Array;
  /** Where the string with its delimiters stands in the file; `undefined` inside an object stream. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
  readonly isHexadecimal: boolean;

  constructor(bytes: Uint8Array, range?: { start: number; end: number }, isHexadecimal = false) {
    this.bytes = bytes;
    this.range = range;
    this.isHexadecimal = isHexadecimal;
  }
}

export class PdfReference {
  readonly number: number;
  readonly generation: number;

  constructor(number: number, generation = 0) {
    this.number = number;
    this.generation = generation;
  }
}

export class PdfDictionary {
  readonly entries: ReadonlyMap<string, PdfObject>;
  /** Keys that stand there more than once: readers disagree about which value counts; here the last does. */
  readonly repeated: readonly string[];

  constructor(entries: ReadonlyMap<string, PdfObject>, repeated: readonly string[] = []) {
    this.entries = entries;
    this.repeated = repeated;
  }

  /** The value as it stands there, perhaps a reference; `undefined` where the key is missing. */
  get(key: string): PdfObject | undefined {
    return this.entries.get(key);
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }
}

export class PdfStream {
  readonly dictionary: PdfDictionary;
  /** As it stands in the file, before any filter. */
  readonly encoded: Uint8Array;

  constructor(dictionary: PdfDictionary, encoded: Uint8Array) {
    this.dictionary = dictionary;
    this.encoded = encoded;
  }
}

export function isArray(object: PdfObject | undefined): object is PdfArray {
  return Array.isArray(object);
}

/** True for the name of this value. */
export function isName(object: PdfObject | undefined, value: string): boolean {
  return object instanceof PdfName && object.value === value;
}

/** The dictionary itself, or that of a stream. */
export function dictionaryOf(object: PdfObject | undefined): PdfDictionary | undefined {
  if (object instanceof PdfDictionary) return object;
  return object instanceof PdfStream ? object.dictionary : undefined;
}

/** The object kind in words. */
export function kindOf(object: PdfObject | undefined): string {
  if (object === undefined) return 'nothing';
  if (object === null) return 'null';
  if (isArray(object)) return 'an array';
  if (object instanceof PdfName) return `the name ${object.value}`;
  if (object instanceof PdfString) return 'a string';
  if (object instanceof PdfDictionary) return 'a dictionary';
  if (object instanceof PdfStream) return 'a stream';
  if (object instanceof PdfReference) return 'a reference';
  return String(object);
}
