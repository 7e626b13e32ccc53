import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Anchor } from '../anchor.ts';
import type { Meter } from './budget.ts';
import { checkAnchor, type Path, type PathSettings } from './check.ts';
import type { Fault, FaultList } from './failure.ts';
import { Distances, type AnchorEntry } from './distances.ts';
import { Entry, type CertificatePool } from './pool.ts';
import { unreadable } from './rules.ts';
import type { SignatureChecks } from './signature-checks.ts';
import { inheritsParameters } from './working-key.ts';

/** A partial path: `entry`, and below it what it issued, down to the leaf. */
interface Partial {
  readonly entry: Entry;
  readonly below: Partial | undefined;
  /** Certificates from the leaf to `entry`. */
  readonly length: number;
  /** Intermediates among them that count for path length constraints: those that are not self-issued. */
  readonly counted: number;
}

/** A partial path, or a whole one with its anchor, that waits to be looked at. */
interface Waiting {
  readonly partial: Partial;
  readonly anchor: AnchorEntry | undefined;
}

/** What a search works on. */
export interface SearchDeps {
  readonly pool: CertificatePool;
  readonly anchors: readonly Anchor[];
  readonly settings: PathSettings;
  readonly signatures: SignatureChecks;
  readonly meter: Meter;
  /** Takes what was found wrong with candidates. */
  readonly faults: FaultList;
}

/**
 * `strict` leaves out at once what cannot be part of a good path. `lenient` asks for names and signatures
 * alone: it finds the path that a person would see, to tell what is wrong with it.
 */
export type SearchMode = 'strict' | 'lenient';

/**
 * Finds paths from a leaf to an anchor, shortest first, one after another.
 *
 * From the leaf upwards, the partial path that may still become the shortest
 * is looked at next. How far an anchor is by names alone is known beforehand
 * (`Distances`), so that dead ends are never entered. Signatures are checked
 * once a path has reached an anchor, and from there down: what a stranger
 * signed with keys of his own is never looked into. A link whose signature
 * fails is cut for good, so that every failed check makes the rest of the
 * search smaller. A certificate of an authority (subject and key) that is already on
 * the path is never added: cycles end there. Key identifiers only decide
 * between equals, for anybody can write them.
 *
 * Does not check: policies, revocation, and all else that `checkPath` decides.
 *
 * @source RFC 4158; RFC 5280 section 6.1
 */
export class PathSearch {
  readonly #deps: SearchDeps;
  readonly #mode: SearchMode;
  readonly #anchors: readonly AnchorEntry[];
  readonly #distances: Distances;
  /** By the length that the whole path will have at least; the newest of equals is looked at first. */
  readonly #queue: Waiting[][] = [];

  /** @throws BudgetExhausted */
  constructor(deps: SearchDeps, leaf: Entry, mode: SearchMode) {
    this.#deps = deps;
    this.#mode = mode;
    this.#anchors = this.#usableAnchors();
    const isUsable = (entry: Entry): boolean => mode === 'lenient' || this.#mayIssue(entry);
    this.#distances = new Distances(deps.pool, this.#anchors, leaf, isUsable);
    this.#push({ partial: { entry: leaf, below: undefined, length: 1, counted: 0 }, anchor: undefined });
  }

  /**
   * The next path all of whose signatures verify.
   *
   * @throws BudgetExhausted
   */
  async next(): Promise<Path | undefined> {
    for (let waiting = this.#pop(); waiting !== undefined; waiting = this.#pop()) {
      const { partial, anchor } = waiting;
      if (this.#holdsCut(partial)) continue;
      if (anchor === undefined) this.#expand(partial);
      else if (await this.#isLinked(partial, anchor))
        return { entries: entriesOf(partial), anchor: anchor.anchor };
    }
    return undefined;
  }

  /** Leaves out, from now on, that `issuer` (an anchor where undefined) issued `entry`. */
  refuse(entry: Entry, issuer: Entry | undefined, anchor: Anchor): void {
    const above = issuer ?? this.#anchors.find((candidate) => candidate.anchor === anchor);
    if (above !== undefined) this.#distances.cut(entry, above);
  }

  #usableAnchors(): AnchorEntry[] {
    const usable: AnchorEntry[] = [];
    for (const anchor of this.#deps.anchors) {
      const faults = this.#mode === 'lenient' ? [] : checkAnchor(anchor, this.#deps.settings);
      this.#deps.faults.addAll(faults);
      if (faults.length === 0) usable.push({ anchor, subject: this.#deps.pool.names.number(anchor.name) });
    }
    return usable;
  }

  /** Cheap and certain: known to be no issuer, or not valid at the instant. */
  #mayIssue(entry: Entry): boolean {
    const faults = entry.knownIssuerFaults;
    return faults === undefined ? entry.certificate.isValidAt(this.#deps.settings.at) : faults.length === 0;
  }

  /** Checks the signatures of a whole path, from the anchor's side down; the first that fails is cut. */
  async #isLinked(top: Partial, anchor: AnchorEntry): Promise<boolean> {
    let issuer: Entry | AnchorEntry = anchor;
    for (let at: Partial | undefined = top; at !== undefined; at = at.below) {
      const fault = await this.#linkFault(at.entry, issuer);
      if (fault !== undefined) {
        this.#deps.faults.add(fault);
        this.#distances.cut(at.entry, issuer);
        return false;
      }
      issuer = at.entry;
    }
    return true;
  }

  async #linkFault({ certificate }: Entry, issuer: Entry | AnchorEntry): Promise<Fault | undefined> {
    try {
      const key = issuer instanceof Entry ? issuer.certificate.publicKey : issuer.anchor.publicKey;
      // Its parameters stand somewhere above: `checkPath` goes by them.
      if (inheritsParameters(key)) return undefined;
      const fault = await this.#deps.signatures.check(certificate, key);
      return fault && { ...fault, certificate };
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      return { code: 'key.malformed', message: error.message, certificate };
    }
  }

  /** Whether a link of the partial path was cut since it was put in the queue. */
  #holdsCut(partial: Partial): boolean {
    for (let at = partial; at.below !== undefined; at = at.below) {
      if (this.#distances.isCut(at.below.entry, at.entry)) return true;
    }
    return false;
  }

  #expand(partial: Partial): void {
    const { pool, meter } = this.#deps;
    const { entry } = partial;
    const found: Waiting[] = [];
    if (partial.length <= meter.budget.maxIntermediates) {
      for (const candidate of pool.named(entry.issuer)) {
        meter.candidate();
        if (this.#fits(candidate, partial))
          found.push({ partial: above(candidate, partial), anchor: undefined });
      }
    } else {
      this.#deps.faults.add({
        code: 'path.too-long',
        message: `more than ${meter.budget.maxIntermediates} intermediates`,
      });
    }
    for (const anchor of this.#anchors) {
      meter.candidate();
      if (anchor.subject === entry.issuer) found.push({ partial, anchor });
    }
    // The newest of equals is looked at first: the likeliest goes in last.
    const { certificate } = entry;
    const scored = found.map((waiting) => ({ waiting, score: this.#likelihood(certificate, waiting) }));
    scored.sort((a, b) => a.score - b.score);
    for (const { waiting } of scored) this.#push(waiting);
  }

  /** Whether `candidate` may stand above `partial` in a good path, as far as that is cheap to tell. */
  #fits(candidate: Entry, partial: Partial): boolean {
    const { meter, settings, faults } = this.#deps;
    if (this.#distances.of(candidate) === undefined || this.#distances.isCut(partial.entry, candidate))
      return false;
    try {
      for (let below: Partial | undefined = partial; below !== undefined; below = below.below) {
        // The leaf may be an authority whose own certificate by another issuer is on the way up.
        if (
          below.entry === candidate ||
          (below.below !== undefined && below.entry.isSameAuthority(candidate))
        ) {
          return false;
        }
      }
      if (this.#isAnchorItself(candidate)) return false;
      if (this.#mode === 'lenient') return true;
      const own = candidate.issuerFaults(settings);
      if (own.length > 0) {
        faults.addAll(own);
        this.#distances.outdated();
        return false;
      }
      const { certificate } = candidate;
      if (partial.counted > (certificate.basicConstraints?.pathLength ?? Infinity)) {
        const message = 'more certificates follow than the authority allows';
        faults.add({ code: 'basic-constraints.path-length', message, certificate });
        return false;
      }
      for (let below: Partial | undefined = partial; below !== undefined; below = below.below) {
        if (below.below !== undefined && below.entry.isSelfIssued) continue;
        const fault = below.entry.constraintFault(candidate, meter);
        if (fault !== undefined) {
          faults.add(fault);
          return false;
        }
      }
      return true;
    } catch (error) {
      faults.add(unreadable(candidate.certificate, error));
      return false;
    }
  }

  /** A root's own certificate in the heap leads nowhere that the anchor does not. */
  #isAnchorItself(candidate: Entry): boolean {
    if (!candidate.isSelfIssued) return false;
    return this.#anchors.some(
      ({ anchor, subject }) =>
        subject === candidate.subject && equal(anchor.publicKey.der, candidate.publicKeyDer),
    );
  }

  /** Higher for the likelier issuer, judged by what costs nothing and proves nothing. */
  #likelihood(certificate: Certificate, { partial, anchor }: Waiting): number {
    const candidate = anchor === undefined ? partial.entry.certificate : anchor.anchor.certificate;
    let score = anchor === undefined ? 0 : 1;
    if (candidate === undefined) return score;
    if (candidate.isValidAt(this.#deps.settings.at)) score += 2;
    const wanted = hint(() => certificate.authorityKeyIdentifier?.keyIdentifier);
    const has = hint(() => candidate.subjectKeyIdentifier);
    if (wanted !== undefined && has !== undefined) score += equal(wanted, has) ? 8 : -8;
    return score;
  }

  #push(waiting: Waiting): void {
    const { partial, anchor } = waiting;
    const further = anchor === undefined ? this.#distances.of(partial.entry) : 0;
    if (further === undefined) return;
    (this.#queue[partial.length + further] ??= []).push(waiting);
  }

  #pop(): Waiting | undefined {
    for (let length = 0; length < this.#queue.length; length++) {
      const waiting = this.#queue[length]?.pop();
      if (waiting === undefined) continue;
      const { partial, anchor } = waiting;
      if (anchor !== undefined) return waiting;
      // Links cut since may have moved the anchor further away, or out of reach.
      const further = this.#distances.of(partial.entry);
      if (further !== undefined && partial.length + further <= length) return waiting;
      this.#push(waiting);
      length = -1;
    }
    return undefined;
  }
}

function above(entry: Entry, below: Partial): Partial {
  return { entry, below, length: below.length + 1, counted: below.counted + (entry.isSelfIssued ? 0 : 1) };
}

function entriesOf(partial: Partial): Entry[] {
  const entries: Entry[] = [];
  for (let at: Partial | undefined = partial; at !== undefined; at = at.below) entries.unshift(at.entry);
  return entries;
}

/** A hint that cannot be read is no hint. */
function hint<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}
