import { concat } from '../../src/base/bytes.ts';
import { element } from '../../src/formats/asn1/der-writer.ts';
import { boundaryContents } from './boundary-values.ts';

/** An element of DER; strings that hold DER themselves are opened. */
interface DerNode {
  readonly tag: number;
  /** Octets of the content before `children`: the count of unused bits of a BIT STRING that holds DER. */
  readonly prefix: number;
  /** `undefined`: the content is `octets`. */
  readonly children: readonly DerNode[] | undefined;
  readonly octets: Uint8Array;
  readonly parent: DerNode | undefined;
}

/** Lengths above which a mutation is not grown; now and then it may grow this much times 32. */
const USUAL_GROWTH = 128 * 1024;
const DEPTHS = [1, 2, 31, 33, 200, 5000] as const;
const REPEATS = [2, 3, 65, 129, 257, 1025, 20_000] as const;
/** Of these tags, elements of any type are made. */
const TAGS = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31];
const OTHER_TAGS = [0x00, 0x1f, 0x24, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x86, 0xa0, 0xa1, 0xa2, 0xa3, 0xbf, 0xff];

/** `undefined` for what is not DER from the first octet to the last. */
function parse(bytes: Uint8Array, parent: DerNode | undefined, depth: number): DerNode[] | undefined {
  const nodes: DerNode[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at++]!;
    if (tag === 0 || (tag & 0x1f) === 0x1f || at >= bytes.length) return undefined;
    let length = bytes[at++]!;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      if (octets === 0 || octets > 4 || at + octets > bytes.length) return undefined;
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + bytes[at++]!;
    }
    if (at + length > bytes.length) return undefined;
    const octets = bytes.subarray(at, at + length);
    at += length;
    const node = { tag, prefix: 0, children: undefined, octets, parent } as {
      -readonly [K in keyof DerNode]: DerNode[K];
    };
    const prefix = tag === 0x03 ? 1 : 0;
    const isConstructed = (tag & 0x20) !== 0;
    const mayHold = (tag === 0x03 && octets[0] === 0) || tag === 0x04 || (tag & 0xc0) === 0x80;
    if (depth < 40 && (isConstructed || (mayHold && octets.length > prefix + 1))) {
      const children = parse(octets.subarray(prefix), node, depth + 1);
      if (children === undefined && isConstructed) return undefined;
      if (children !== undefined) {
        node.children = children;
        node.prefix = prefix;
      }
    }
    nodes.push(node);
  }
  return nodes;
}

function encode(node: DerNode, replaced: ReadonlyMap<DerNode, Uint8Array>): Uint8Array {
  const replacement = replaced.get(node);
  if (replacement !== undefined) return replacement;
  if (node.children === undefined) return element(node.tag, node.octets);
  return element(
    node.tag,
    new Uint8Array(node.prefix),
    ...node.children.map((child) => encode(child, replaced)),
  );
}

function flatten(nodes: readonly DerNode[], into: DerNode[] = []): DerNode[] {
  for (const node of nodes) {
    into.push(node);
    if (node.children !== undefined) flatten(node.children, into);
  }
  return into;
}

const NOTHING: ReadonlyMap<DerNode, Uint8Array> = new Map();

/** A valid structure, taken apart, in which single elements can be made what they should not be. */
export class DerMutator {
  readonly #roots: readonly DerNode[];
  readonly #nodes: readonly DerNode[];

  /** @throws RangeError for what is not DER */
  constructor(der: Uint8Array) {
    const roots = parse(der, undefined, 0);
    if (roots === undefined || roots.length === 0) throw new RangeError('not DER');
    this.#roots = roots;
    this.#nodes = flatten(roots);
  }

  /**
   * The structure with one element, or two, out of its range; all lengths around it are right, unless a wrong length
   * is what is out of range.
   *
   * @param others whose elements may stand in this one too
   */
  mutate(random: () => number, others: readonly DerMutator[] = []): Uint8Array {
    const replaced = new Map<DerNode, Uint8Array>();
    const times = random() < 0.75 ? 1 : 2;
    for (let i = 0; i < times; i++) this.#change(replaced, random, others);
    return concat(...this.#roots.map((root) => encode(root, replaced)));
  }

  #change(replaced: Map<DerNode, Uint8Array>, random: () => number, others: readonly DerMutator[]): void {
    const below = (limit: number) => Math.floor(random() * limit);
    const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
    const growth = below(64) === 0 ? 32 * USUAL_GROWTH : USUAL_GROWTH;
    const node = pick(this.#nodes);
    const own = encode(node, NOTHING);
    const content = own.subarray(own.length - contentLength(own));
    const tag = own[0]!;
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        replaced.set(node, element(tag, pick(boundaryContents(tag & 0x80 ? pick(TAGS) : tag))));
        return;
      case 4:
        replaced.set(node, element(pick(below(2) === 0 ? TAGS : OTHER_TAGS), content));
        return;
      case 5: {
        const other = pick(TAGS);
        replaced.set(node, element(other, pick(boundaryContents(other))));
        return;
      }
      case 6:
        replaced.set(node, new Uint8Array(0));
        return;
      case 7: {
        const most = Math.max(2, Math.floor(growth / own.length));
        replaced.set(node, concat(...Array<Uint8Array>(Math.min(pick(REPEATS), most)).fill(own)));
        return;
      }
      case 8: {
        const siblings = node.parent?.children ?? this.#roots;
        const other = pick(siblings);
        replaced.set(node, encode(other, NOTHING));
        replaced.set(other, own);
        return;
      }
      case 9: {
        const donor = others.length > 0 && below(2) === 0 ? pick(others) : this;
        replaced.set(node, encode(pick(donor.#nodes), NOTHING));
        return;
      }
      case 10: {
        // Around the element, or inside it, which are the two ways to nest deeply.
        let nested = own;
        const wrapper = below(2) === 0 ? 0x30 : (node.parent?.tag ?? 0x30);
        for (let depth = pick(DEPTHS); depth > 0 && nested.length < growth; depth--)
          nested = element(wrapper, nested);
        replaced.set(node, nested);
        return;
      }
      default:
        replaced.set(node, wrongHeader(tag, content, below(9)));
    }
  }
}

function contentLength(der: Uint8Array): number {
  if (der[1]! < 0x80) return der[1]!;
  let length = 0;
  for (let i = 0; i < (der[1]! & 0x7f); i++) length = length * 256 + der[2 + i]!;
  return length;
}

/** The element with a header that DER does not have, or one that lies. */
function wrongHeader(tag: number, content: Uint8Array, kind: number): Uint8Array {
  const { length } = content;
  const octets = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
  const header = [
    [tag, 0x80],
    [tag | 0x20, 0x80],
    [tag, 0x84, ...octets(length)],
    [tag, 0x88, 0, 0, 0, 0, ...octets(length)],
    [tag, 0x84, 0xff, 0xff, 0xff, 0xff],
    [tag, 0x84, 0x7f, 0xff, 0xff, 0xff],
    [tag, 0x84, ...octets(length + 1)],
    [tag, 0x84, ...octets(Math.max(0, length - 1))],
    [tag | 0x1f, 0x85, 0x80, 0x80, 0x80, 0x01, Math.min(length, 0x7f)],
  ][kind]!;
  const isIndefinite = header[1] === 0x80;
  return concat(Uint8Array.from(header), content, new Uint8Array(isIndefinite ? 2 : 0));
}
