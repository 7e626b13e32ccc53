import { LIMITS } from '../../base/limits.ts';
import { exceeded, malformed } from './failure.ts';
import { hexValue, indexOf, isDigit, isRegular, isWhite, skipSpace, standsAt } from './lexer.ts';
import {
  PdfDictionary,
  PdfName,
  PdfReference,
  PdfStream,
  PdfString,
  type PdfArray,
  type PdfObject,
} from './object.ts';

/** An object with the number under which it is defined, and where it stands. */
export interface IndirectObject {
  readonly number: number;
  readonly generation: number;
  readonly object: PdfObject;
  readonly start: number;
  /** After `endobj`. */
  readonly end: number;
}

const DIGITS = 15;

/**
 * A cursor that reads objects. Reads what the standard allows and nothing by guesswork: an object that ends where
 * it should not is malformed.
 *
 * @source ISO 32000-2 sections 7.2 and 7.3
 */
export class PdfParser {
  readonly bytes: Uint8Array;
  /** False inside an object stream, whose strings stand nowhere in the file and which has no streams. */
  readonly isFile: boolean;
  position: number;

  constructor(bytes: Uint8Array, position = 0, isFile = true) {
    this.bytes = bytes;
    this.position = position;
    this.isFile = isFile;
  }

  /**
   * The next object.
   *
   * @throws CertBankError `structure.malformed` | `limit.exceeded`
   */
  object(depth = 0): PdfObject {
    if (depth > LIMITS.pdfDepth) throw exceeded('pdfDepth');
    this.position = skipSpace(this.bytes, this.position);
    const start = this.position;
    const octet = this.bytes[start];
    switch (octet) {
      case 0x2f:
        return new PdfName(this.#name());
      case 0x28:
        return this.#literal();
      case 0x5b:
        return this.#array(depth);
      case 0x3c:
        return this.bytes[start + 1] === 0x3c ? this.#dictionary(depth) : this.#hexadecimal();
      case undefined:
        throw malformed('an object is missing', start);
      default:
        return isDigit(octet) || octet === 0x2b || octet === 0x2d || octet === 0x2e
          ? this.#number()
          : this.#keyword();
    }
  }

  /** `number generation obj ... endobj`, at the cursor. */
  indirect(length: (stream: PdfDictionary) => number | undefined): IndirectObject {
    this.position = skipSpace(this.bytes, this.position);
    const start = this.position;
    const number = this.integer();
    const generation = this.integer();
    this.keyword('obj');
    let object = this.object();
    this.position = skipSpace(this.bytes, this.position);
    if (object instanceof PdfDictionary && standsAt(this.bytes, this.position, 'stream')) {
      object = this.#stream(object, length);
    }
    this.keyword('endobj');
    return { number, generation, object, start, end: this.position };
  }

  /** An integer that is not negative. */
  integer(): number {
    this.position = skipSpace(this.bytes, this.position);
    const start = this.position;
    let value = 0;
    while (isDigit(this.bytes[this.position])) value = value * 10 + this.bytes[this.position++]! - 0x30;
    const digits = this.position - start;
    if (digits === 0 || digits > DIGITS || isRegular(this.bytes[this.position])) {
      // `obj` may follow its generation without a space only in files that nobody should write.
      throw malformed('an integer is missing', start);
    }
    return value;
  }

  /** @throws CertBankError `structure.malformed` unless `word` comes next */
  keyword(word: string): void {
    this.position = skipSpace(this.bytes, this.position);
    if (!standsAt(this.bytes, this.position, word)) throw malformed(`${word} is missing`, this.position);
    this.position += word.length;
  }

  #name(): string {
    let value = '';
    this.position++;
    for (let octet = this.bytes[this.position]; isRegular(octet); octet = this.bytes[this.position]) {
      const high = octet === 0x23 ? hexValue(this.bytes[this.position + 1]) : -1;
      const low = high < 0 ? -1 : hexValue(this.bytes[this.position + 2]);
      if (low >= 0) {
        value += String.fromCharCode(high * 16 + low);
        this.position += 3;
      } else {
        value += String.fromCharCode(octet!);
        this.position++;
      }
      if (value.length > LIMITS.pdfNameCharacters) throw exceeded('pdfNameCharacters');
    }
    return value;
  }

  #number(): PdfObject {
    const start = this.position;
    while (isRegular(this.bytes[this.position])) this.position++;
    const end = this.position;
    if (end - start > 32) throw malformed('a number has too many digits', start);
    const text = String.fromCharCode(...this.bytes.subarray(start, end));
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw malformed('not a number', start);
    const value = Number(text);
    return /^\d+$/.test(text) ? (this.#reference(value) ?? value) : value;
  }

  /** `number generation R`, of which the first is read. */
  #reference(number: number): PdfReference | undefined {
    const after = this.position;
    let at = skipSpace(this.bytes, after);
    const start = at;
    let generation = 0;
    while (isDigit(this.bytes[at]) && at - start < 6) generation = generation * 10 + this.bytes[at++]! - 0x30;
    if (at === start || !isWhite(this.bytes[at])) return undefined;
    at = skipSpace(this.bytes, at);
    if (this.bytes[at] !== 0x52 || isRegular(this.bytes[at + 1])) return undefined;
    this.position = at + 1;
    return new PdfReference(number, generation);
  }

  #keyword(): PdfObject {
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (standsAt(this.bytes, this.position, word) && !isRegular(this.bytes[this.position + word.length])) {
        this.position += word.length;
        return value;
      }
    }
    throw malformed('not an object', this.position);
  }

  #array(depth: number): PdfArray {
    this.position++;
    const items: PdfObject[] = [];
    for (;;) {
      this.position = skipSpace(this.bytes, this.position);
      if (this.bytes[this.position] === 0x5d) {
        this.position++;
        return items;
      }
      items.push(this.object(depth + 1));
    }
  }

  #dictionary(depth: number): PdfDictionary {
    this.position += 2;
    const entries = new Map<string, PdfObject>();
    const repeated: string[] = [];
    for (;;) {
      this.position = skipSpace(this.bytes, this.position);
      if (this.bytes[this.position] === 0x3e && this.bytes[this.position + 1] === 0x3e) {
        this.position += 2;
        return new PdfDictionary(entries, repeated);
      }
      if (this.bytes[this.position] !== 0x2f) throw malformed('a key is not a name', this.position);
      const key = this.#name();
      if (entries.has(key)) repeated.push(key);
      entries.set(key, this.object(depth + 1));
    }
  }

  /** ISO 32000-2 section 7.3.4.2. */
  #literal(): PdfString {
    const start = this.position++;
    const octets: number[] = [];
    for (let open = 1; open > 0;) {
      const octet = this.bytes[this.position++];
      if (octet === undefined) throw malformed('a string does not end', start);
      if (octet === 0x28) open++;
      else if (octet === 0x29) open--;
      if (open === 0) break;
      if (octet === 0x5c) this.#escape(octets);
      else if (octet === 0x0d) {
        if (this.bytes[this.position] === 0x0a) this.position++;
        octets.push(0x0a);
      } else octets.push(octet);
    }
    return new PdfString(Uint8Array.from(octets), this.#range(start));
  }

  #escape(octets: number[]): void {
    const octet = this.bytes[this.position++];
    if (octet === undefined) return;
    if (octet >= 0x30 && octet <= 0x37) {
      let value = octet - 0x30;
      for (let i = 0; i < 2; i++) {
        const next = this.bytes[this.position];
        if (next === undefined || next < 0x30 || next > 0x37) break;
        value = value * 8 + next - 0x30;
        this.position++;
      }
      octets.push(value & 0xff);
    } else if (octet === 0x0d || octet === 0x0a) {
      if (octet === 0x0d && this.bytes[this.position] === 0x0a) this.position++;
    } else octets.push(ESCAPES[String.fromCharCode(octet)] ?? octet);
  }

  /** ISO 32000-2 section 7.3.4.3. */
  #hexadecimal(): PdfString {
    const start = this.position++;
    const end = this.bytes.indexOf(0x3e, this.position);
    if (end < 0) throw this.#unended('a string', start);
    const octets = new Uint8Array((end - this.position + 1) >> 1);
    let digits = 0;
    for (; this.position < end; this.position++) {
      const octet = this.bytes[this.position]!;
      if (isWhite(octet)) continue;
      const digit = hexValue(octet);
      if (digit < 0) throw malformed('not a hexadecimal digit', this.position);
      octets[digits >> 1]! |= (digits & 1) === 0 ? digit << 4 : digit;
      digits++;
    }
    this.position = end + 1;
    return new PdfString(octets.subarray(0, (digits + 1) >> 1), this.#range(start), true);
  }

  /** All was looked through, which whoever counts octets must see. */
  #unended(what: string, start: number): Error {
    this.position = this.bytes.length;
    return malformed(`${what} does not end`, start);
  }

  #range(start: number): { start: number; end: number } | undefined {
    return this.isFile ? { start, end: this.position } : undefined;
  }

  /** ISO 32000-2 section 7.3.8; the length must lead to `endstream`. */
  #stream(dictionary: PdfDictionary, length: (stream: PdfDictionary) => number | undefined): PdfStream {
    if (!this.isFile) throw malformed('a stream in an object stream', this.position);
    const keyword = this.position;
    this.position += 'stream'.length;
    if (this.bytes[this.position] === 0x0d && this.bytes[this.position + 1] === 0x0a) this.position += 2;
    else if (this.bytes[this.position] === 0x0a || this.bytes[this.position] === 0x0d) this.position++;
    else throw malformed('no end of line after stream', keyword);
    const start = this.position;
    const claimed = length(dictionary);
    if (claimed === undefined || !this.#endsAt(start + claimed)) {
      // Deviation: a wrong length is not refused, because some writers of signed documents miscount; the stream
      // then ends where the first `endstream` stands, as every reader has it.
      const end = indexOf(this.bytes, 'endstream', start);
      if (end < 0) throw this.#unended('a stream', keyword);
      this.position = end + 'endstream'.length;
      return new PdfStream(dictionary, this.bytes.subarray(start, beforeEndOfLine(this.bytes, start, end)));
    }
    const encoded = this.bytes.subarray(start, start + claimed);
    this.position = start + claimed;
    this.keyword('endstream');
    return new PdfStream(dictionary, encoded);
  }

  #endsAt(end: number): boolean {
    if (end > this.bytes.length) return false;
    let at = end;
    while (isWhite(this.bytes[at])) at++;
    return standsAt(this.bytes, at, 'endstream');
  }
}

const ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };

function beforeEndOfLine(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  if (at > start && bytes[at - 1] === 0x0a) at--;
  if (at > start && bytes[at - 1] === 0x0d) at--;
  return at;
}
