import type { Finding } from './question.ts';
import type { RevocationStatus, UnknownReason } from './status.ts';

/** What tells most when nothing is known comes first. */
const TELLING: readonly UnknownReason[] = [
  'stale',
  'not-known-to-responder',
  'after-expiry',
  'signature-invalid',
  'not-authorised',
  'unknown-critical',
  'out-of-scope',
];

/**
 * Decides what all evidence together says of one certificate. The only place that does.
 *
 * A revocation that took effect is never undone by other evidence, however new; the earliest such counts.
 * Among the rest, which may change with time (good, on hold), the newest evidence wins, and "on hold" among
 * equally new. What merely says "was not revoked until later" yields to everything else. No evidence is
 * `unknown`, never `good`.
 */
export function decide(findings: readonly Finding[], reasons: readonly UnknownReason[]): RevocationStatus {
  let best: Finding | undefined;
  for (const finding of findings) if (best === undefined || isStronger(finding, best)) best = finding;
  return (
    best ?? { status: 'unknown', why: TELLING.find((reason) => reasons.includes(reason)) ?? 'no-evidence' }
  );
}

function isStronger(one: Finding, other: Finding): boolean {
  if (one.status === 'revoked' || other.status === 'revoked') {
    if (one.status !== 'revoked') return false;
    return other.status !== 'revoked' || one.since < other.since;
  }
  const [mine, theirs] = [weight(one), weight(other)];
  return mine > theirs || (mine === theirs && one.status === 'on-hold');
}

function weight(finding: Finding): number {
  const isAboutLater = finding.status === 'good' && finding.revokedLater !== undefined;
  return isAboutLater ? -Infinity : finding.thisUpdate.getTime();
}
