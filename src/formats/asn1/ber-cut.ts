import { concat } from '../../base/bytes.ts';
import { element } from './der-writer.ts';

/** Where an element of BER lies. */
export interface BerElement {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  /** Behind the end-of-contents octets, where there are some. */
  readonly end: number;
}

const CONSTRUCTED = 0x20;

/**
 * The element of BER at `start`.
 *
 * Does not check: anything. For octets that `berToDer` has read without fault.
 *
 * @source X.690 section 8.1
 */
export function berElementAt(bytes: Uint8Array, start: number): BerElement {
  const tag = bytes[start]!;
  const first = bytes[start + 1]!;
  if (first < 0x80) {
    const contentStart = start + 2;
    return { tag, start, contentStart, contentEnd: contentStart + first, end: contentStart + first };
  }
  const contentStart = start + 2 + (first & 0x7f);
  if (first > 0x80) {
    let length = 0;
    for (let at = start + 2; at < contentStart; at++) length = length * 256 + bytes[at]!;
    return { tag, start, contentStart, contentEnd: contentStart + length, end: contentStart + length };
  }
  let at = contentStart;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) at = berElementAt(bytes, at).end;
  return { tag, start, contentStart, contentEnd: at, end: at + 2 };
}

/** The elements inside a constructed one. */
export function berElementsIn(
  bytes: Uint8Array,
  { tag, contentStart, contentEnd }: BerElement,
): BerElement[] {
  const inside: BerElement[] = [];
  if ((tag & CONSTRUCTED) === 0) return inside;
  for (let at = contentStart; at < contentEnd; at = inside.at(-1)!.end) inside.push(berElementAt(bytes, at));
  return inside;
}

/**
 * The outermost element of `around` with `replacement` in the place of whole elements inside, and the lengths around
 * them made to fit; everything else keeps its coding.
 *
 * @param around   the elements that the replaced ones are inside of, the outermost first
 * @param replaced from the start of the first to the end of the last
 */
export function replaceBerElement(
  bytes: Uint8Array,
  around: readonly BerElement[],
  replaced: Pick<BerElement, 'start' | 'end'>,
  replacement: Uint8Array,
): Uint8Array {
  let { start, end } = replaced;
  let now = replacement;
  for (const outer of [...around].reverse()) {
    const content = [bytes.subarray(outer.contentStart, start), now, bytes.subarray(end, outer.contentEnd)];
    now =
      bytes[outer.start + 1] === 0x80
        ? concat(Uint8Array.of(outer.tag, 0x80), ...content, Uint8Array.of(0, 0))
        : element(outer.tag, ...content);
    ({ start, end } = outer);
  }
  return now;
}
