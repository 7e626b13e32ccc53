import type { AuthorityDeps } from '../authority/deps.ts';
import type { EvidenceSource } from '../trust/evidence/source.ts';
import { ownEvidence } from './own-evidence.ts';

/** What an installation trusts, and what it knows of its own certificates. */
export interface InstallationTrust {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly evidence: EvidenceSource;
}

/** The bank's roots as anchors, its other authorities as intermediates, its ledger as evidence. */
export function installationTrust(authority: AuthorityDeps): InstallationTrust {
  const own = authority.issuers.authorities.map(({ record }) => record);
  const certificates = (isRoot: boolean): Uint8Array[] =>
    own.filter(({ role }) => (role === 'root') === isRoot).map(({ certificateDer }) => certificateDer);
  return {
    anchors: certificates(true),
    intermediates: certificates(false),
    evidence: ownEvidence(authority),
  };
}
