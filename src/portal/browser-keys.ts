import type { AuthorityDeps } from '../authority/deps.ts';
import type { KeyKind } from '../crypto/keys.ts';

/** A key that every browser can make. */
export type BrowserKeyKind = 'RSA-3072' | 'P-256';

const KINDS: readonly BrowserKeyKind[] = ['RSA-3072', 'P-256'];

/**
 * The keys that a browser may make for any of this bank's certificates, first choice first: what the
 * hierarchy itself stands on.
 *
 * @throws CertBankError `service.not-ready` before the hierarchy is made
 */
export function browserKeys(deps: Pick<AuthorityDeps, 'issuers'>): readonly BrowserKeyKind[] {
  const { family } = deps.issuers.issuing;
  const allowed = KINDS.filter((kind: KeyKind) =>
    family.holders.every((profile) => profile.keys.includes(kind)),
  );
  return family.issuing.key.startsWith('RSA') ? allowed : [...allowed].reverse();
}
