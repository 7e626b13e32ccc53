import { compare } from '../../base/bytes.ts';
import { encodeOid } from './oid.ts';
import { TAG } from './tag.ts';

/** Octets of tag and length before a content of `length` octets. */
export function headerBytes(length: number): number {
  if (length < 0x80) return 2;
  if (length < 0x100) return 3;
  if (length < 0x1_0000) return 4;
  return length < 0x100_0000 ? 5 : 6;
}

/** Writes tag and length of a content of `length` octets; gives the offset behind them. */
export function putHeader(into: Uint8Array, at: number, tag: number, length: number): number {
  into[at] = tag;
  const end = at + headerBytes(length);
  if (length < 0x80) {
    into[at + 1] = length;
    return end;
  }
  into[at + 1] = 0x80 | (end - at - 2);
  for (let i = end - 1, left = length; i > at + 1; i--, left = Math.floor(left / 256)) into[i] = left & 0xff;
  return end;
}

/** Writes `part`; gives the offset behind it. */
export function putBytes(into: Uint8Array, at: number, part: Uint8Array): number {
  into.set(part, at);
  return at + part.length;
}

/** One element: `tag`, the minimal definite length, and the parts as content. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(headerBytes(length) + length);
  let at = putHeader(bytes, 0, tag, length);
  for (const part of parts) at = putBytes(bytes, at, part);
  return bytes;
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => element(TAG.sequence, ...parts);

/** SET OF: its elements in ascending order of their encodings (X.690 section 11.6). */
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array =>
  element(TAG.set, ...[...parts].sort(compare));

/** The object identifiers that we write are few and always the same: their encodings are kept. */
const oids = new Map<string, Uint8Array>();
const OIDS_KEPT = 256;

export function oid(dotted: string): Uint8Array {
  const known = oids.get(dotted);
  if (known !== undefined) return known;
  const encoded = element(TAG.objectIdentifier, encodeOid(dotted));
  if (oids.size < OIDS_KEPT) oids.set(dotted, encoded);
  return encoded;
}

export const octetString = (...parts: readonly Uint8Array[]): Uint8Array =>
  element(TAG.octetString, ...parts);

const NO_UNUSED_BITS = Uint8Array.of(0);

/** A BIT STRING of whole octets. */
export const bitString = (...parts: readonly Uint8Array[]): Uint8Array =>
  element(TAG.bitString, NO_UNUSED_BITS, ...parts);

/** Named bits: bit `n` of the string is set where `1 << n` is; trailing zeros are stripped (X.690 section 11.2.2). */
export function namedBits(value: number, tag: number = TAG.bitString): Uint8Array {
  if (value === 0) return element(tag, NO_UNUSED_BITS);
  const highest = 31 - Math.clz32(value);
  const octets = new Uint8Array(1 + (highest >> 3) + 1);
  octets[0] = 7 - (highest & 7);
  for (let bit = 0; bit <= highest; bit++) {
    if (value & (1 << bit)) octets[1 + (bit >> 3)]! |= 0x80 >> (bit & 7);
  }
  return element(tag, octets);
}

export const boolean = (value: boolean, tag: number = TAG.boolean): Uint8Array =>
  element(tag, Uint8Array.of(value ? 0xff : 0));

const NULL = Uint8Array.of(TAG.null, 0);
export const nullValue = (): Uint8Array => NULL;

/** A non-negative INTEGER from its magnitude, big-endian, leading zeros allowed. */
export function unsignedInteger(magnitude: Uint8Array, tag: number = TAG.integer): Uint8Array {
  let first = 0;
  while (first < magnitude.length - 1 && magnitude[first] === 0) first++;
  const significant = magnitude.subarray(first);
  return significant.length === 0 || significant[0]! >= 0x80
    ? element(tag, Uint8Array.of(0), significant)
    : element(tag, significant);
}

/** A non-negative whole number as INTEGER, or as ENUMERATED with its tag. */
export function integer(value: number, tag: number = TAG.integer): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not a non-negative safe integer');
  const octets: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return unsignedInteger(Uint8Array.from(octets), tag);
}
