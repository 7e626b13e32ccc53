import type { Anchor } from '../anchor.ts';
import type { Meter } from './budget.ts';
import type { Fault } from './failure.ts';
import { nameConstraintsOf } from './name-constraints.ts';
import { PolicyGraph, type PolicyOutcome, type PolicySettings } from './policy-graph.ts';
import type { Entry } from './pool.ts';
import { checkAnchorCertificate, unreadable, type RuleSettings } from './rules.ts';
import type { SignatureChecks } from './signature-checks.ts';
import { workingKey } from './working-key.ts';

/** Certificates from the leaf up to the one that the anchor issued. */
export interface Path {
  readonly entries: readonly Entry[];
  readonly anchor: Anchor;
}

/**
 * What of an anchor's own certificate counts: `none` of it, as RFC 5280 section 6.1 has it; the `limits` that it
 * sets to what may stand below (name constraints and path length), which its issuer meant for whoever trusts it;
 * or `all` that RFC 5937 knows: being a CA, key usage, extended key usage and policies too. Never its validity.
 */
export type AnchorConstraints = 'none' | 'limits' | 'all';

export interface PathSettings extends RuleSettings {
  readonly policies: PolicySettings;
  readonly anchorConstraints: AnchorConstraints;
}

export interface PathCheck {
  readonly faults: readonly Fault[];
  readonly policies: PolicyOutcome;
}

const NO_POLICIES: PolicyOutcome = { authority: [], user: [] };

/**
 * Runs the algorithm of RFC 5280 section 6.1 over one whole path and tells
 * everything that is wrong with it, from the anchor's side down. This alone
 * decides whether a path is good: what the search rules out beforehand only
 * saves work.
 *
 * Does not check: revocation.
 *
 * @returns no faults for a good path, and the policies under which it is good
 * @throws BudgetExhausted
 * @source RFC 5280 sections 6.1.2 to 6.1.6
 */
export async function checkPath(
  path: Path,
  settings: PathSettings,
  signatures: SignatureChecks,
  meter: Meter,
): Promise<PathCheck> {
  const { entries, anchor } = path;
  const faults: Fault[] = [...checkAnchor(anchor, settings)];
  const last = entries.length - 1;
  const constrainer = settings.anchorConstraints === 'none' ? undefined : anchor.certificate;
  let policies: PolicyOutcome = NO_POLICIES;
  let key = anchor.publicKey;
  let current = entries[last]!.certificate;
  try {
    const graph = new PolicyGraph(entries.length, settings.policies);
    const anchorNames = constrainer && nameConstraintsOf(constrainer);
    if (constrainer !== undefined && settings.anchorConstraints === 'all')
      graph.constrainByAnchor(constrainer);
    // (k) of 6.1.2: the number of certificates that may still follow.
    let pathLength = constrainer?.basicConstraints?.pathLength ?? entries.length;

    for (let i = last; i >= 0; i--) {
      const entry = entries[i]!;
      const { certificate } = entry;
      current = certificate;
      const isLeaf = i === 0;
      meter.candidate();
      // 6.1.3 (a)(1), (a)(4)
      const signature = await signatures.check(certificate, key);
      if (signature !== undefined) faults.push({ ...signature, certificate });
      // 6.1.4 (d) to (f)
      key = workingKey(certificate.publicKey, key);
      if (!isIssuedBy(path, i)) {
        faults.push({
          code: 'path.no-anchor',
          message: 'issuer and subject names do not chain',
          certificate,
        });
      }
      // (a)(2), and of 6.1.4 and 6.1.5 what a certificate says by itself
      faults.push(...(isLeaf ? entry.leafFaults(settings) : entry.issuerFaults(settings)));
      // (b), (c): self-issued certificates are exempt, the last one is not.
      if (isLeaf || !entry.isSelfIssued) {
        const fromAnchor = anchorNames && entry.constraintFaultAgainst(anchorNames, meter);
        if (fromAnchor !== undefined) faults.push(fromAnchor);
        for (let above = i + 1; above <= last; above++) {
          const fault = entry.constraintFault(entries[above]!, meter);
          if (fault !== undefined) faults.push(fault);
        }
      }
      // (d) to (f), 6.1.4 (a), (b), (h) to (j)
      graph.add(certificate, isLeaf);
      if (isLeaf) {
        const ownKey = signatures.checkKey(key);
        if (ownKey !== undefined) faults.push({ ...ownKey, certificate });
        break;
      }
      // 6.1.4 (l), (m)
      if (!entry.isSelfIssued) {
        if (pathLength === 0) {
          faults.push({
            code: 'basic-constraints.path-length',
            message: 'more certificates follow than an authority above allows',
            certificate,
          });
        } else pathLength--;
      }
      pathLength = Math.min(pathLength, certificate.basicConstraints?.pathLength ?? Infinity);
    }

    const outcome = graph.outcome();
    if ('fault' in outcome) faults.push(policyFault(outcome.fault, path));
    else policies = outcome;
  } catch (error) {
    faults.push(unreadable(current, error));
  }
  if (last > meter.budget.maxIntermediates) {
    faults.push({
      code: 'path.too-long',
      message: `more than ${meter.budget.maxIntermediates} intermediates`,
    });
  }
  return { faults, policies: faults.length === 0 ? policies : NO_POLICIES };
}

function isIssuedBy({ entries, anchor }: Path, index: number): boolean {
  const entry = entries[index]!;
  const above = entries[index + 1];
  return above === undefined ? entry.certificate.issuer.equals(anchor.name) : entry.issuer === above.subject;
}

/** What speaks against the anchor itself at the instant asked about. */
export function checkAnchor(anchor: Anchor, settings: PathSettings): Fault[] {
  const faults: Fault[] = [];
  const { certificate, since, until } = anchor;
  if (since !== undefined && settings.at < since) {
    const message = `the anchor is trusted only from ${since.toISOString()}`;
    faults.push({ code: 'anchor.not-yet-trusted', message, certificate });
  }
  if (until !== undefined && settings.at >= until) {
    const message = `the anchor was trusted only until ${until.toISOString()}`;
    faults.push({ code: 'anchor.no-longer-trusted', message, certificate });
  }
  if (certificate !== undefined) {
    faults.push(...checkAnchorCertificate(certificate, settings, settings.anchorConstraints === 'all'));
  }
  return faults;
}

function policyFault(code: 'policy.required' | 'policy.mapping-any', { entries }: Path): Fault {
  const message =
    code === 'policy.required'
      ? 'no acceptable certificate policy holds along the path, and one is required'
      : 'a policy is mapped to or from anyPolicy';
  return { code, message, certificate: entries[0]!.certificate };
}
