import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { decodeOid } from './oid.ts';
import { TAG } from './tag.ts';
import { decodeMilliseconds } from './time.ts';

/**
 * A cursor over DER that copies nothing and builds no tree.
 *
 * Every read checks the rules of DER: one-octet tags, definite lengths in the
 * fewest octets, minimal integers, TRUE as 0xFF, no bytes left over. Slices
 * are views on the bytes given. Offsets in errors count from the start of
 * those bytes.
 *
 * @source X.690 sections 8 to 11
 */
export class DerReader {
  readonly bytes: Uint8Array;
  /** Where the next element starts. */
  offset: number;
  /** Where the last element must end. */
  readonly end: number;
  readonly #depth: number;

  // The element read last.
  tag = 0;
  start = 0;
  contentStart = 0;
  contentEnd = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, depth = 0) {
    if (depth > LIMITS.derDepth) {
      throw new CertBankError(
        'limit.exceeded',
        { limit: 'derDepth', maximum: LIMITS.derDepth },
        `more than ${LIMITS.derDepth} nested elements`,
      );
    }
    this.bytes = bytes;
    this.offset = start;
    this.end = end;
    this.#depth = depth;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.end;
  }

  /** The tag of the next element, or -1 at the end. */
  get nextTag(): number {
    return this.offset < this.end ? this.bytes[this.offset]! : -1;
  }

  malformed(what: string, offset = this.start): CertBankError<'der.malformed'> {
    return new CertBankError('der.malformed', { what, offset }, `${what} at offset ${offset}`);
  }

  /** Reads one element of any tag, or of `tag` when given, and moves behind it. */
  next(tag = -1): this {
    const { bytes, end } = this;
    const start = this.offset;
    let at = start;
    this.start = start;
    if (end - at < 2) throw this.malformed(at >= end ? 'element missing' : 'element truncated');
    const identifier = bytes[at++]!;
    if (tag !== -1 && identifier !== tag) {
      throw this.malformed(`expected tag 0x${tag.toString(16)}, found 0x${identifier.toString(16)}`);
    }
    if ((identifier & 0x1f) === 0x1f || identifier === 0) throw this.malformed('tag not allowed');
    let length = bytes[at++]!;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      if (octets === 0) throw this.malformed('indefinite length');
      if (octets > 4) throw this.malformed('length too long');
      if (end - at < octets) throw this.malformed('element truncated');
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + bytes[at++]!;
      if (length < 0x80 || bytes[at - octets] === 0) throw this.malformed('length is not minimal');
    }
    if (length > end - at) throw this.malformed('element truncated');
    this.tag = identifier;
    this.contentStart = at;
    this.contentEnd = at + length;
    this.offset = at + length;
    return this;
  }

  /** Reads the next element if its tag is `tag`. */
  isNext(tag: number): boolean {
    if (this.nextTag !== tag) return false;
    this.next();
    return true;
  }

  /** A cursor over the content of the constructed element read last. */
  inside(): DerReader {
    return new DerReader(this.bytes, this.contentStart, this.contentEnd, this.#depth + 1);
  }

  /** Reads a constructed element and gives a cursor over its content. */
  enter(tag: number = TAG.sequence): DerReader {
    return this.next(tag).inside();
  }

  /** @throws CertBankError `der.malformed` when anything is left */
  finish(): void {
    if (this.offset !== this.end) throw this.malformed('unexpected data', this.offset);
  }

  /** The element read last, header included. */
  get element(): Uint8Array {
    return this.bytes.subarray(this.start, this.contentEnd);
  }

  /** The content of the element read last. */
  get content(): Uint8Array {
    return this.bytes.subarray(this.contentStart, this.contentEnd);
  }

  /** Reads one element whole, header included. */
  raw(tag = -1): Uint8Array {
    return this.next(tag).element;
  }

  boolean(tag: number = TAG.boolean): boolean {
    this.next(tag);
    const value = this.bytes[this.contentStart];
    if (this.contentEnd - this.contentStart !== 1 || (value !== 0 && value !== 0xff)) {
      throw this.malformed('boolean is neither 00 nor FF');
    }
    return value === 0xff;
  }

  /** Content octets of an INTEGER: two's complement, big-endian, minimal. */
  integer(tag: number = TAG.integer): Uint8Array {
    this.next(tag);
    const { bytes, contentStart: at } = this;
    const length = this.contentEnd - at;
    if (length === 0) throw this.malformed('empty integer');
    if (length > 1) {
      const first = bytes[at]!;
      const second = bytes[at + 1]!;
      if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
        throw this.malformed('integer is not minimal');
      }
    }
    return this.content;
  }

  /** An INTEGER or ENUMERATED from 0 to 2^48-1 as a number. */
  smallInteger(tag: number = TAG.integer): number {
    const content = this.integer(tag);
    if (content[0]! >= 0x80) throw this.malformed('integer is negative');
    if (content.length > 7 || (content.length === 7 && content[0] !== 0))
      throw this.malformed('integer too large');
    let value = 0;
    for (const octet of content) value = value * 256 + octet;
    return value;
  }

  /** Dotted decimal. */
  oid(tag: number = TAG.objectIdentifier): string {
    this.next(tag);
    return decodeOid(this.bytes, this.contentStart, this.contentEnd);
  }

  octetString(tag: number = TAG.octetString): Uint8Array {
    return this.next(tag).content;
  }

  /** The octets of a BIT STRING that must have no unused bits: keys and signatures. */
  bitStringOctets(tag: number = TAG.bitString): Uint8Array {
    this.next(tag);
    if (this.bytes[this.contentStart] !== 0 || this.contentStart === this.contentEnd) {
      throw this.malformed('bit string has unused bits');
    }
    return this.bytes.subarray(this.contentStart + 1, this.contentEnd);
  }

  /**
   * A BIT STRING of named bits as a number in which bit `n` of the string is `1 << n`.
   * At most 31 bits.
   *
   * Deviation: trailing zero bits, which DER strips (X.690 section 11.2.2), are accepted: the key usages of
   * many a certificate in use have them, and they change nothing.
   */
  namedBits(tag: number = TAG.bitString): number {
    this.next(tag);
    const { bytes, contentStart, contentEnd } = this;
    const unused = bytes[contentStart]!;
    const octets = contentEnd - contentStart - 1;
    if (octets < 0 || unused > 7 || (octets === 0 && unused !== 0))
      throw this.malformed('malformed bit string');
    if (octets * 8 - unused > 31) throw this.malformed('too many named bits');
    if (octets > 0) {
      const last = bytes[contentEnd - 1]!;
      if ((last & ((1 << unused) - 1)) !== 0) throw this.malformed('unused bits are not zero');
    }
    let value = 0;
    for (let bit = 0; bit < octets * 8 - unused; bit++) {
      if (bytes[contentStart + 1 + (bit >> 3)]! & (0x80 >> (bit & 7))) value |= 1 << bit;
    }
    return value;
  }

  null(): void {
    this.next(TAG.null);
    if (this.contentStart !== this.contentEnd) throw this.malformed('null has content');
  }

  /** The CHOICE Time of RFC 5280, UTCTime or GeneralizedTime, in milliseconds since 1970. */
  milliseconds(): number {
    this.next();
    if (this.tag !== TAG.utcTime && this.tag !== TAG.generalizedTime) throw this.malformed('expected a time');
    return decodeMilliseconds(this.bytes, this.contentStart, this.contentEnd, this.tag);
  }

  /** The CHOICE Time of RFC 5280, UTCTime or GeneralizedTime. */
  time(): Date {
    return new Date(this.milliseconds());
  }

  generalizedTime(options: { fractions?: boolean } = {}): Date {
    this.next(TAG.generalizedTime);
    const { contentStart, contentEnd, tag } = this;
    return new Date(decodeMilliseconds(this.bytes, contentStart, contentEnd, tag, options.fractions));
  }
}
