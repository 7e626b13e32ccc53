import type { AuthorityDeps } from '../deps.ts';
import type { CertificateRecord } from '../ports/records.ts';

const SHA256 = /^[0-9a-f]{64}$/;
/** RFC 5280 section 4.1.2.2: at most 20 octets. */
const SERIAL = /^[0-9a-f]{1,40}$/;

/** `id` as the bank writes it: lower case, without the colons and spaces of certificate viewers, in whole octets. */
export function normaliseId(id: string): string {
  const text = id.slice(0, 256).toLowerCase().replace(/[\s:]/g, '');
  if (SHA256.test(text) || !SERIAL.test(text)) return text;
  const significant = text.replace(/^0+(?=.)/, '');
  return significant.length % 2 === 0 ? significant : `0${significant}`;
}

/**
 * The certificate with this SHA-256, or with this serial number of any of the bank's
 * authorities; listed or not, because who knows these knows the certificate.
 */
export async function findCertificate(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers'>,
  id: string,
): Promise<CertificateRecord | undefined> {
  const { certificates } = deps.ledger.read;
  const normal = normaliseId(id);
  if (SHA256.test(normal)) return certificates.findBySha256(normal);
  if (!SERIAL.test(normal)) return undefined;
  for (const issuer of deps.issuers.authorities) {
    const found = await certificates.findBySerial(issuer.id, normal);
    if (found !== undefined) return found;
  }
  return undefined;
}
