import type { AuthorityDeps } from '../deps.ts';
import type { CertificateRecord } from '../ports/records.ts';

export type CollectDeps = Pick<AuthorityDeps, 'ledger' | 'issuers' | 'engine' | 'clock' | 'random'>;

/** What an applicant takes away. */
export interface Collected {
  readonly certificate: CertificateRecord;
  /** DER, from the issuing authority up to the root. */
  readonly chain: Uint8Array[];
  /** Shown this once: the bank keeps only its salted hash. */
  readonly revocationCode: string;
  /** Whether the certificate had been collected before. */
  readonly repeated: boolean;
}
