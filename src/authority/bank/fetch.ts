import type { AuthorityDeps } from '../deps.ts';
import type { CertificateRecord } from '../ports/records.ts';
import { certificateNotFound } from '../revocation/change.ts';
import { findCertificate } from './find.ts';

/**
 * The certificate with this SHA-256 or serial number, and its chain.
 *
 * Does not check: that it is good, or still valid.
 *
 * @param id in hexadecimal; colons, spaces and case do not matter
 * @returns `chain`: DER, from the certificate's issuer up to the root; empty for a root
 * @throws CertBankError `certificate.not-found`
 */
export async function fetchCertificate(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers'>,
  id: string,
): Promise<{ readonly certificate: CertificateRecord; readonly chain: Uint8Array[] }> {
  const certificate = await findCertificate(deps, id);
  if (certificate === undefined) throw certificateNotFound(id);
  const issuer = deps.issuers.get(certificate.issuerId);
  const isRoot = issuer.record.sha256 === certificate.sha256;
  return { certificate, chain: isRoot ? [] : deps.issuers.chainOf(issuer.id) };
}
