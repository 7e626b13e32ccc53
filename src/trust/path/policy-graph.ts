import type { Certificate } from '../../formats/x509/certificate.ts';
import { ANY_POLICY } from '../../formats/x509/policies.ts';

/** The initial values of RFC 5280 section 6.1.1 (c), (e) to (g). */
export interface PolicySettings {
  /** user-initial-policy-set; absent, empty, or holding anyPolicy: any. */
  readonly initial?: readonly string[];
  readonly requireExplicit?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
}

/** The sets of RFC 5280 section 6.1.6; anyPolicy where the path leaves it open. */
export interface PolicyOutcome {
  readonly authority: readonly string[];
  readonly user: readonly string[];
}

export type PolicyFault = 'policy.required' | 'policy.mapping-any';

/** A policy at one depth of the graph. */
interface Node {
  /** The policies above that this one follows from; none where it follows from anyPolicy. */
  parents: readonly string[];
}

/**
 * The state of policy processing along one path, fed with certificates from
 * the anchor's side down. A depth holds each policy at most once, so that a
 * path costs no more than the policies and mappings written in it.
 *
 * @source RFC 9618 section 5, RFC 5280 sections 6.1.2 to 6.1.5
 */
export class PolicyGraph {
  readonly #settings: PolicySettings;
  /** Depths above, each after its mappings: what the user's policies are read from in the end. */
  readonly #levels: Map<string, Node>[] = [];
  /** The policies expected of the next certificate. */
  #expected = new Map<string, Node>();
  #expectsAny = true;
  #explicitPolicy: number;
  #policyMapping: number;
  #inhibitAny: number;
  #fault: PolicyFault | undefined;

  /** @param length certificates on the path, the anchor not counted (n of section 6.1) */
  constructor(length: number, settings: PolicySettings = {}) {
    this.#settings = settings;
    // Section 6.1.2 (d), (e), (f).
    this.#explicitPolicy = settings.requireExplicit === true ? 0 : length + 1;
    this.#inhibitAny = settings.inhibitAny === true ? 0 : length + 1;
    this.#policyMapping = settings.inhibitMapping === true ? 0 : length + 1;
  }

  /** Lets an anchor's own extensions count, as if a certificate above the path said them (RFC 5937). */
  constrainByAnchor(anchor: Certificate): void {
    if (anchor.certificatePolicies !== undefined) this.#level(anchor, true);
    this.#map(anchor);
    this.#lowerCounters(anchor);
  }

  /**
   * Takes in the next certificate.
   *
   * @param isLast whether it is the one that the path is about
   * @throws CertBankError for a malformed extension
   */
  add(certificate: Certificate, isLast: boolean): void {
    const isSelfIssued = certificate.isSelfIssued;
    // Section 6.1.3 (d), (e): anyPolicy counts while not inhibited, and in self-issued intermediates.
    this.#level(certificate, this.#inhibitAny > 0 || (!isLast && isSelfIssued));
    // (f)
    if (this.#explicitPolicy === 0 && this.#isEmpty) this.#fault ??= 'policy.required';
    if (isLast) {
      this.#wrapUp(certificate);
      return;
    }
    this.#map(certificate);
    // Section 6.1.4 (h)
    if (!isSelfIssued) {
      if (this.#explicitPolicy > 0) this.#explicitPolicy--;
      if (this.#policyMapping > 0) this.#policyMapping--;
      if (this.#inhibitAny > 0) this.#inhibitAny--;
    }
    this.#lowerCounters(certificate);
  }

  /** After the last certificate: what is wrong, or the policies under which the path is valid. */
  outcome(): { fault: PolicyFault } | PolicyOutcome {
    if (this.#fault !== undefined) return { fault: this.#fault };
    const authority = this.#authorityPolicies();
    const user = this.#userPolicies(authority);
    // Section 6.1.5: explicit_policy > 0, or the user-constrained set is not empty.
    if (this.#explicitPolicy === 0 && user.length === 0) return { fault: 'policy.required' };
    return { authority, user };
  }

  get #isEmpty(): boolean {
    return this.#expected.size === 0 && !this.#expectsAny;
  }

  /** Section 6.1.3 (d) and (e): what is expected, cut down to what `certificate` says. */
  #level(certificate: Certificate, isAnyAllowed: boolean): void {
    const policies = certificate.certificatePolicies;
    if (policies === undefined) {
      this.#expected = new Map();
      this.#expectsAny = false;
      return;
    }
    const level = new Map<string, Node>();
    let saysAny = false;
    for (const { oid } of policies) {
      if (oid === ANY_POLICY) saysAny = true;
      else {
        const expected = this.#expected.get(oid);
        // (d)(1)(i), (ii)
        if (expected !== undefined) level.set(oid, expected);
        else if (this.#expectsAny) level.set(oid, { parents: [] });
      }
    }
    // (d)(2)
    if (saysAny && isAnyAllowed) {
      for (const [oid, node] of this.#expected) if (!level.has(oid)) level.set(oid, node);
    } else {
      this.#expectsAny = false;
    }
    this.#expected = level;
  }

  /** Section 6.1.4 (a), (b): from the domain of the issuer to the domain of the subject. */
  #map(certificate: Certificate): void {
    const mappings = certificate.policyMappings ?? [];
    const level = this.#expected;
    const targets = new Map<string, string[]>();
    for (const { issuerDomain, subjectDomain } of mappings) {
      if (issuerDomain === ANY_POLICY || subjectDomain === ANY_POLICY) {
        this.#fault ??= 'policy.mapping-any';
        return;
      }
      // (b)(2)
      if (this.#policyMapping === 0) level.delete(issuerDomain);
      else {
        // (b)(1)
        if (!level.has(issuerDomain)) {
          if (!this.#expectsAny) continue;
          level.set(issuerDomain, { parents: [] });
        }
        const subjects = targets.get(issuerDomain);
        if (subjects === undefined) targets.set(issuerDomain, [subjectDomain]);
        else subjects.push(subjectDomain);
      }
    }
    const parents = new Map<string, string[]>();
    for (const oid of level.keys()) {
      for (const target of targets.get(oid) ?? [oid]) {
        const above = parents.get(target);
        if (above === undefined) parents.set(target, [oid]);
        else above.push(oid);
      }
    }
    this.#levels.push(level);
    this.#expected = new Map([...parents].map(([oid, above]) => [oid, { parents: above }]));
  }

  /** Section 6.1.4 (i), (j). */
  #lowerCounters(certificate: Certificate): void {
    const constraints = certificate.policyConstraints;
    this.#explicitPolicy = Math.min(this.#explicitPolicy, constraints?.requireExplicit ?? Infinity);
    this.#policyMapping = Math.min(this.#policyMapping, constraints?.inhibitMapping ?? Infinity);
    this.#inhibitAny = Math.min(this.#inhibitAny, certificate.inhibitAnyPolicy ?? Infinity);
  }

  /** Section 6.1.5 (a), (b). */
  #wrapUp(certificate: Certificate): void {
    if (this.#explicitPolicy > 0) this.#explicitPolicy--;
    if (certificate.policyConstraints?.requireExplicit === 0) this.#explicitPolicy = 0;
  }

  /**
   * The policies, in the domain of the anchor, under which the path is valid: those that follow from
   * anyPolicy directly and from which the last depth is reached.
   *
   * @source RFC 9618 section 5.4 (g)(1) to (3)
   */
  #authorityPolicies(): string[] {
    const authority = new Set<string>();
    let reached = new Set(this.#expected.keys());
    let level: ReadonlyMap<string, Node> = this.#expected;
    for (let depth = this.#levels.length; ; depth--) {
      const above = new Set<string>();
      for (const oid of reached) {
        const parents = level.get(oid)?.parents ?? [];
        if (parents.length === 0) authority.add(oid);
        for (const parent of parents) above.add(parent);
      }
      if (depth === 0) break;
      reached = above;
      level = this.#levels[depth - 1]!;
    }
    if (this.#expectsAny) authority.add(ANY_POLICY);
    return [...authority];
  }

  #userPolicies(authority: readonly string[]): string[] {
    const initial = this.#settings.initial ?? [];
    if (initial.length === 0 || initial.includes(ANY_POLICY)) return [...authority];
    // (g)(4), (5): anyPolicy at the last depth stands for every policy of the user.
    if (authority.includes(ANY_POLICY)) return [...new Set(initial)];
    const accepted = new Set(initial);
    return authority.filter((oid) => accepted.has(oid));
  }
}
