import { fromLatin1 } from '../asn1/text.ts';
import { malformed } from './malformed.ts';

/** A value with parameters: that of Content-Type or Content-Disposition. */
export interface Parameterised {
  /** In lower case. */
  readonly value: string;
  /** By names in lower case; RFC 2231 forms put together and decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

const MAX_PARAMETERS = 64;
const MAX_COMMENT_DEPTH = 8;
/** Programs write these two in both forms for readers that know only one; the extended form counts. */
const WRITTEN_TWICE: ReadonlySet<string> = new Set(['name', 'filename']);

/**
 * Reads the value of a field Content-Type or Content-Disposition.
 *
 * @param text unfolded, one character an octet
 * @throws CertBankError `structure.malformed`, also for parameters given twice
 * @source RFC 2045 section 5.1, RFC 2183 section 2, RFC 2231 sections 3 and 4
 */
export function parseParameterised(text: string): Parameterised {
  const scanner = new Scanner(text);
  const value = scanner.value();
  const raw = new Map<string, string>();
  while (scanner.isNext(';')) {
    if (scanner.isAtEnd()) break;
    const name = scanner.token().toLowerCase();
    if (!scanner.isNext('=')) throw malformed(`parameter ${name} without a value`);
    if (raw.has(name)) throw malformed(`parameter ${name} given twice`);
    if (raw.size === MAX_PARAMETERS) throw malformed('too many parameters');
    raw.set(name, scanner.isQuoted() ? scanner.quoted() : scanner.token());
  }
  if (!scanner.isAtEnd()) throw malformed('text behind the parameters');
  return { value: value.toLowerCase(), parameters: assemble(raw) };
}

/** RFC 2045 section 5.1 without its tspecials. */
const TOKEN = /[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+/y;

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** White space and comments count for nothing (RFC 822 section 3.1.4). */
  #skip(): void {
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]!;
      if (character === '(') {
        if (++depth > MAX_COMMENT_DEPTH) throw malformed('comments too deep');
      } else if (depth > 0 && character === ')') depth--;
      else if (depth > 0 && character === '\\') this.#at++;
      else if (depth === 0 && character !== ' ' && character !== '\t') return;
    }
    if (depth > 0) throw malformed('comment not closed');
  }

  isAtEnd(): boolean {
    this.#skip();
    return this.#at >= this.#text.length;
  }

  isNext(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  isQuoted(): boolean {
    this.#skip();
    return this.#text[this.#at] === '"';
  }

  token(): string {
    this.#skip();
    TOKEN.lastIndex = this.#at;
    const token = TOKEN.exec(this.#text)?.[0];
    if (token === undefined) throw malformed('token missing in a field with parameters');
    this.#at += token.length;
    return token;
  }

  /** `type/subtype`, or the one token of a disposition. */
  value(): string {
    const type = this.token();
    return this.isNext('/') ? `${type}/${this.token()}` : type;
  }

  quoted(): string {
    let text = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]!;
      if (character === '"') {
        this.#at++;
        return text;
      }
      text += character === '\\' ? (this.#text[++this.#at] ?? '') : character;
    }
    throw malformed('quoted text not closed');
  }
}

interface Pieces {
  plain?: string;
  readonly segments: Map<number, { readonly text: string; readonly isEncoded: boolean }>;
}

/** `name*`, `name*0`, `name*1*`, …: RFC 2231. */
function assemble(raw: ReadonlyMap<string, string>): Map<string, string> {
  const byName = new Map<string, Pieces>();
  for (const [key, text] of raw) {
    const [, name, index, star] = /^([^*]+)(?:\*(0|[1-9]\d?))?(\*)?$/.exec(key) ?? [];
    if (name === undefined) throw malformed('name of a parameter');
    const pieces: Pieces = byName.get(name) ?? { segments: new Map() };
    byName.set(name, pieces);
    if (index === undefined && star === undefined) pieces.plain = text;
    else {
      const number = index === undefined ? -1 : Number(index);
      pieces.segments.set(number, { text, isEncoded: star !== undefined });
    }
  }
  const parameters = new Map<string, string>();
  for (const [name, pieces] of byName) {
    if (pieces.plain !== undefined && pieces.segments.size > 0 && !WRITTEN_TWICE.has(name)) {
      throw malformed(`parameter ${name} given in two forms`);
    }
    parameters.set(name, pieces.segments.size > 0 ? join(name, pieces.segments) : pieces.plain!);
  }
  return parameters;
}

function join(name: string, segments: Pieces['segments']): string {
  const first = segments.has(-1) ? -1 : 0;
  let charset: string | undefined;
  let text = '';
  for (let index = first; index < first + segments.size; index++) {
    const segment = segments.get(index);
    if (segment === undefined || (first === -1 && segments.size > 1)) {
      throw malformed(`pieces of parameter ${name}`);
    }
    let piece = segment.text;
    if (index === first && segment.isEncoded) {
      const [, named, rest] = /^([^']*)'[^']*'(.*)$/s.exec(piece) ?? [];
      if (rest === undefined) throw malformed(`parameter ${name} without a character set`);
      charset = named === '' ? 'us-ascii' : named;
      piece = rest;
    }
    text += segment.isEncoded ? percentDecoded(piece, name) : piece;
  }
  return charset === undefined ? text : decodeCharset(text, charset, name);
}

/** One character an octet. */
function percentDecoded(text: string, name: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw malformed(`percent sign in parameter ${name}`);
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function decodeCharset(text: string, charset: string, name: string): string {
  try {
    const octets = Uint8Array.from(text, (character) => character.charCodeAt(0));
    return new TextDecoder(charset, { fatal: true }).decode(octets);
  } catch {
    throw malformed(`character set of parameter ${name}`);
  }
}

/**
 * `; name=value`, as a token, in quotes, or in UTF-8 by RFC 2231.
 *
 * @throws RangeError for control characters
 */
export function encodeParameter(name: string, value: string): string {
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new RangeError('control character in a parameter');
  TOKEN.lastIndex = 0;
  if (TOKEN.exec(value)?.[0] === value) return `; ${name}=${value}`;
  if (/^[ -~]*$/.test(value)) return `; ${name}="${value.replace(/["\\]/g, '\\$&')}"`;
  const octets = fromLatin1(new TextEncoder().encode(value));
  const encoded = octets.replace(
    /[^!#$&+\-.0-9A-Z^_`a-z{|}~]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `; ${name}*=UTF-8''${encoded}`;
}
