import { fromLatin1 } from '../asn1/text.ts';
import { concat, toHex, toUtf8 } from '../../base/bytes.ts';
import {
  isArray,
  PdfDictionary,
  PdfName,
  PdfReference,
  PdfStream,
  PdfString,
  type PdfObject,
} from './object.ts';

/** Room that is filled in after the file is laid out: written as spaces or zeros, its place remembered. */
export class PdfRoom {
  /** As it is written at first. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can be written: objects, and room in the place of one. */
export type Writable = PdfObject | PdfRoom | WritableArray | WritableDictionary;

export type WritableArray = readonly (PdfObject | PdfRoom)[];

/** A dictionary some of whose values may be room. */
export class WritableDictionary {
  readonly entries: readonly (readonly [string, Writable])[];

  constructor(entries: Readonly<Record<string, Writable | undefined>>) {
    this.entries = Object.entries(entries).filter(
      (entry): entry is [string, Writable] => entry[1] !== undefined,
    );
  }
}

export const name = (value: string): PdfName => new PdfName(value);

export function dictionary(entries: Readonly<Record<string, PdfObject | undefined>>): PdfDictionary {
  const given = Object.entries(entries).filter(
    (entry): entry is [string, PdfObject] => entry[1] !== undefined,
  );
  return new PdfDictionary(new Map(given));
}

/** `original` with some entries replaced, or left out where they are `undefined`. */
export function withEntries(
  original: PdfDictionary,
  entries: Readonly<Record<string, PdfObject | undefined>>,
): PdfDictionary {
  const merged = new Map(original.entries);
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined) merged.delete(key);
    else merged.set(key, value);
  }
  return new PdfDictionary(merged);
}

/** A text string: ASCII as it is, all else as UTF-16 (ISO 32000-2 section 7.9.2.2). */
export function text(value: string): PdfString {
  if (/^[\x20-\x7e]*$/.test(value)) return new PdfString(toUtf8(value));
  const bytes = new Uint8Array(2 + 2 * value.length);
  bytes.set([0xfe, 0xff]);
  for (let i = 0; i < value.length; i++) {
    bytes[2 + 2 * i] = value.charCodeAt(i) >> 8;
    bytes[3 + 2 * i] = value.charCodeAt(i) & 0xff;
  }
  return new PdfString(bytes);
}

/** Octets one after another, and where in them room was left. */
export class Output {
  readonly #parts: Uint8Array[] = [];
  readonly places = new Map<PdfRoom, number>();
  length: number;

  /** @param start where in the file the octets will stand */
  constructor(start: number) {
    this.length = start;
  }

  text(value: string): void {
    this.bytes(toUtf8(value));
  }

  bytes(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
  }

  object(object: Writable): void {
    if (object instanceof PdfRoom) {
      this.places.set(object, this.length);
      this.text(object.text);
    } else if (object instanceof WritableDictionary) this.#entries(object.entries);
    else if (object instanceof PdfDictionary) this.#entries([...object.entries]);
    else if (object instanceof PdfStream) {
      this.#entries([...withEntries(object.dictionary, { Length: object.encoded.length }).entries]);
      this.text('\nstream\n');
      this.bytes(object.encoded);
      this.text('\nendstream');
    } else if (isArray(object as PdfObject)) {
      this.text('[');
      (object as WritableArray).forEach((item, index) => {
        if (index > 0) this.text(' ');
        this.object(item);
      });
      this.text(']');
    } else this.text(encode(object as PdfObject));
  }

  #entries(entries: readonly (readonly [string, Writable])[]): void {
    this.text('<<');
    for (const [key, value] of entries) {
      this.text(`\n${encodeName(key)} `);
      this.object(value);
    }
    this.text('\n>>');
  }

  take(): Uint8Array {
    return concat(...this.#parts);
  }
}

function encode(object: PdfObject): string {
  if (object === null || typeof object === 'boolean') return String(object);
  if (typeof object === 'number') return encodeNumber(object);
  if (object instanceof PdfName) return encodeName(object.value);
  if (object instanceof PdfReference) return `${object.number} ${object.generation} R`;
  if (object instanceof PdfString) return encodeString(object);
  throw new TypeError('not an object that can be written');
}

/** No exponent (ISO 32000-2 section 7.3.3). */
function encodeNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return value.toFixed(6).replace(/0+$/, '').replace(/\.$/, '');
}

function encodeName(value: string): string {
  return `/${value.replace(/[^!-~]|[#()<>[\]{}/%]/g, (character) => `#${toHex(Uint8Array.of(character.charCodeAt(0)))}`)}`;
}

function encodeString({ bytes }: PdfString): string {
  const isPlain = bytes.every(
    (octet) => octet >= 0x20 && octet < 0x7f && !'()\\'.includes(String.fromCharCode(octet)),
  );
  return isPlain ? `(${fromLatin1(bytes)})` : `<${toHex(bytes)}>`;
}
