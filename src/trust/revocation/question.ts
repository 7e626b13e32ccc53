import type { Crl } from '../../formats/crl/crl.ts';
import type { OcspResponse } from '../../formats/ocsp/response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Name } from '../../formats/x509/name.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';
import type { EvidenceTimes } from './freshness.ts';
import type { RevocationStatus } from './status.ts';

/** Who issued the certificate asked about: the next on its path, or the anchor. */
export interface Issuer {
  readonly name: Name;
  readonly publicKey: PublicKey;
  readonly certificate?: Certificate | undefined;
}

/** One certificate whose status is wanted. */
export interface RevocationQuestion {
  readonly certificate: Certificate;
  readonly issuer: Issuer;
  readonly times: EvidenceTimes;
  readonly crls: readonly Crl[];
  readonly ocspResponses: readonly OcspResponse[];
}

/** What one piece of authentic evidence says. */
export type Finding = Exclude<RevocationStatus, { status: 'unknown' }>;
