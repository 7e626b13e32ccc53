import type { Anchor } from '../anchor.ts';
import type { CertificatePool, Entry } from './pool.ts';

/** An anchor with the number of its name. */
export interface AnchorEntry {
  readonly anchor: Anchor;
  readonly subject: number;
}

type Issuer = Entry | AnchorEntry;

/** Entries visited while distances are worked out anew; beyond it the old ones stay, which is only slower. */
const RENEWAL_WORK = 5_000_000;

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
  readonly #leaf: Entry;
  /** The leaf and every certificate above it by names. */
  readonly #relevant: Entry[] = [];
  readonly #byIssuer = new Map<number, Entry[]>();
  readonly #cut = new Map<Entry, Set<Issuer>>();
  #distances = new Map<Entry, number>();
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
    this.#leaf = leaf;
    this.#isUsable = isUsable;
    this.#collect();
    this.#renew();
  }

  /** `undefined` where no anchor is in reach. */
  of(entry: Entry): number | undefined {
    if (this.#isOutdated && this.#workLeft > 0) this.#renew();
    return this.#distances.get(entry);
  }

  /** `issuer` did not issue `entry` after all. */
  cut(entry: Entry, issuer: Issuer): void {
    const cut = this.#cut.get(entry);
    if (cut === undefined) this.#cut.set(entry, new Set([issuer]));
    else cut.add(issuer);
    this.outdated();
  }

  isCut(entry: Entry, issuer: Issuer): boolean {
    return this.#cut.get(entry)?.has(issuer) === true;
  }

  /** An entry turned out not to be usable. */
  outdated(): void {
    this.#isOutdated = true;
  }

  #collect(): void {
    const names = new Set<number>();
    const take = (entry: Entry): void => {
      this.#relevant.push(entry);
      const siblings = this.#byIssuer.get(entry.issuer);
      if (siblings === undefined) this.#byIssuer.set(entry.issuer, [entry]);
      else siblings.push(entry);
    };
    take(this.#leaf);
    // The list grows while it is walked.
    for (let i = 0; i < this.#relevant.length; i++) {
      const { issuer } = this.#relevant[i]!;
      if (names.has(issuer)) continue;
      names.add(issuer);
      for (const entry of this.#pool.named(issuer)) if (entry !== this.#leaf) take(entry);
    }
  }

  /** Breadth first from the anchors down. */
  #renew(): void {
    this.#isOutdated = false;
    const distances = new Map<Entry, number>();
    const reached: Entry[] = [];
    const reach = (entry: Entry, distance: number): void => {
      if (distances.has(entry) || (entry !== this.#leaf && !this.#isUsable(entry))) return;
      distances.set(entry, distance);
      reached.push(entry);
    };
    for (const anchor of this.#anchors) {
      for (const entry of this.#byIssuer.get(anchor.subject) ?? []) {
        if (!this.isCut(entry, anchor)) reach(entry, 0);
      }
    }
    // Entries without cut links are reached by the first certificate of their issuer's name; the others
    // need one of those that are left.
    const opened = new Set<number>();
    for (let i = 0; i < reached.length; i++) {
      const issuer = reached[i]!;
      const distance = distances.get(issuer)! + 1;
      const isFirst = !opened.has(issuer.subject);
      opened.add(issuer.subject);
      if (isFirst) {
        for (const entry of this.#byIssuer.get(issuer.subject) ?? []) {
          if (!this.isCut(entry, issuer)) reach(entry, distance);
        }
      } else {
        for (const [entry, cut] of this.#cut) {
          if (entry.issuer === issuer.subject && !cut.has(issuer)) reach(entry, distance);
        }
      }
    }
    this.#workLeft -= this.#relevant.length + reached.length;
    this.#distances = distances;
  }
}
