import type { Anchor } from '../anchor.ts';
import type { CertificatePool, Entry } from './pool.ts';

/** An anchor with the number of its name. */
export interface AnchorEntry {
  readonly anchor: Anchor;
  readonly subject: number;
}

type Issuer = Entry | AnchorEntry;

/** Entries visited to work distances out anew; beyond it the old ones stay, which is only slower. */
const RENEWAL_WORK = 4_000_000;

const UNREACHED = -1;

/**
 * How many certificates at least stand between an entry and an anchor, by
 * names and by the links that were cut so far. Where no anchor can be
 * reached the distance is `undefined`. A distance is never too long, so that
 * a search led by it overlooks nothing.
 */
export class Distances {
  readonly #pool: CertificatePool;
  readonly #anchors: readonly AnchorEntry[];
  readonly #isUsable: (entry: Entry) => boolean;
  /** The leaf, which comes first, and every certificate above it by names. */
  readonly #entries: Entry[] = [];
  readonly #positions = new Map<Entry, number>();
  /** Positions of the certificates that an authority of that name may have issued. */
  readonly #byIssuer = new Map<number, number[]>();
  readonly #cut = new Map<Entry, Set<Issuer>>();
  /** Positions of entries with cut links, by the name of their issuer. */
  readonly #cutByIssuer = new Map<number, number[]>();
  #distances = new Int32Array();
  #isOutdated = false;
  #workLeft = RENEWAL_WORK;

  constructor(
    pool: CertificatePool,
    anchors: readonly AnchorEntry[],
    leaf: Entry,
    isUsable: (entry: Entry) => boolean,
  ) {
    this.#pool = pool;
    this.#anchors = anchors;
    this.#isUsable = isUsable;
    this.#collect(leaf);
    this.#renew();
  }

  /** `undefined` where no anchor is in reach. */
  of(entry: Entry): number | undefined {
    if (this.#isOutdated && this.#workLeft > 0) this.#renew();
    const position = this.#positions.get(entry);
    const distance = position === undefined ? UNREACHED : this.#distances[position]!;
    return distance === UNREACHED ? undefined : distance;
  }

  /** `issuer` did not issue `entry` after all. */
  cut(entry: Entry, issuer: Issuer): void {
    const cut = this.#cut.get(entry);
    if (cut === undefined) {
      this.#cut.set(entry, new Set([issuer]));
      const position = this.#positions.get(entry);
      if (position !== undefined) append(this.#cutByIssuer, entry.issuer, position);
    } else cut.add(issuer);
    this.outdated();
  }

  isCut(entry: Entry, issuer: Issuer): boolean {
    return this.#cut.get(entry)?.has(issuer) === true;
  }

  /** An entry turned out not to be usable. */
  outdated(): void {
    this.#isOutdated = true;
  }

  #collect(leaf: Entry): void {
    const names = new Set<number>();
    this.#take(leaf);
    // The list grows while it is walked.
    for (let i = 0; i < this.#entries.length; i++) {
      const { issuer } = this.#entries[i]!;
      if (names.has(issuer)) continue;
      names.add(issuer);
      for (const entry of this.#pool.named(issuer)) if (entry !== leaf) this.#take(entry);
    }
  }

  #take(entry: Entry): void {
    append(this.#byIssuer, entry.issuer, this.#entries.length);
    this.#positions.set(entry, this.#entries.length);
    this.#entries.push(entry);
  }

  /** Breadth first from the anchors down. */
  #renew(): void {
    this.#isOutdated = false;
    this.#distances = new Int32Array(this.#entries.length).fill(UNREACHED);
    const reached: number[] = [];
    for (const anchor of this.#anchors) this.#reach(this.#byIssuer.get(anchor.subject), anchor, 0, reached);
    // Entries without cut links are reached by the first certificate of their issuer's name; the others
    // need one of those that are left.
    const opened = new Set<number>();
    // The list grows while it is walked.
    for (const position of reached) {
      const issuer = this.#entries[position]!;
      const candidates = opened.has(issuer.subject) ? this.#cutByIssuer : this.#byIssuer;
      opened.add(issuer.subject);
      this.#reach(candidates.get(issuer.subject), issuer, this.#distances[position]! + 1, reached);
    }
    this.#workLeft -= reached.length;
  }

  /** Gives those of `positions` that `issuer` may have issued their distance, where they have none yet. */
  #reach(positions: readonly number[] = [], issuer: Issuer, distance: number, reached: number[]): void {
    this.#workLeft -= positions.length;
    for (const position of positions) {
      if (this.#distances[position] !== UNREACHED) continue;
      const entry = this.#entries[position]!;
      if (this.isCut(entry, issuer) || (position > 0 && !this.#isUsable(entry))) continue;
      this.#distances[position] = distance;
      reached.push(position);
    }
  }
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
