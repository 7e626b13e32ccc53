/** A small generator with a seed, so that a failing mutation can be made again (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Offsets of the length octets of every element of well-formed DER, octet strings not opened. */
function lengthOffsets(der: Uint8Array, start = 0, end = der.length, found: number[] = []): number[] {
  for (let at = start; at + 2 <= end;) {
    const tag = der[at]!;
    found.push(at + 1);
    let length = der[at + 1]!;
    let content = at + 2;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + der[content++]!;
    }
    if (content + length > end) return found;
    if ((tag & 0x20) !== 0) lengthOffsets(der, content, content + length, found);
    at = content + length;
  }
  return found;
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - remove + insert.length);
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(bytes.subarray(at + remove), at + insert.length);
  return result;
}

/** Octets that parsers stumble over: tags, lengths at their edges, signs. */
const TELLING = [
  0x00, 0x01, 0x02, 0x05, 0x06, 0x1f, 0x24, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xa0, 0xa3, 0xff,
];

/**
 * A damaged copy of `original`: bits flipped, octets replaced, inserted, deleted, the end cut off, one part copied
 * over another, and length fields made wrong.
 *
 * @param lengths where the length fields of `original` are
 */
export function mutateOctets(
  original: Uint8Array,
  random: () => number,
  lengths: readonly number[] = lengthOffsets(original),
): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const mutateOnce = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length === 0) return Uint8Array.of(below(256));
    const at = below(bytes.length);
    const copy = bytes.slice();
    switch (below(9)) {
      case 0:
        copy[at]! ^= 1 << below(8);
        return copy;
      case 1:
        copy[at] = below(256);
        return copy;
      case 2:
        copy[at] = TELLING[below(TELLING.length)]!;
        return copy;
      case 3:
        return splice(
          bytes,
          at,
          0,
          Uint8Array.from({ length: 1 + below(4) }, () => below(256)),
        );
      case 4:
        return splice(bytes, at, Math.min(1 + below(8), bytes.length - at), new Uint8Array(0));
      case 5:
        return bytes.slice(0, at);
      case 6: {
        const from = below(bytes.length);
        return splice(bytes, at, 0, bytes.subarray(from, from + 1 + below(32)));
      }
      case 7: {
        const from = below(bytes.length);
        copy.set(bytes.subarray(from, Math.min(from + 1 + below(32), bytes.length - at + from)), at);
        return copy;
      }
      default: {
        const offset = lengths[below(lengths.length)] ?? at;
        if (offset >= copy.length) return copy;
        copy[offset] =
          [copy[offset]! + 1, copy[offset]! - 1, 0, 0x7f, 0x80, 0x81, 0x84, 0xff][below(8)]! & 0xff;
        return copy;
      }
    }
  };
  let mutated = mutateOnce(original);
  for (let more = below(3); more > 0; more--) mutated = mutateOnce(mutated);
  return mutated;
}

/** Gives damaged copies of `original`, always the same for the same seed. */
export function* mutations(original: Uint8Array, count: number, seed: number): Generator<Uint8Array> {
  const random = seededRandom(seed);
  const lengths = lengthOffsets(original);
  for (let i = 0; i < count; i++) yield mutateOctets(original, random, lengths);
}
