import { parseCertificate, type Certificate } from '../formats/x509/certificate.ts';
import type { Name } from '../formats/x509/name.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';

/**
 * Where trust starts: a name and a key that are believed without proof.
 *
 * @source RFC 5280 section 6.1.1 (d)
 */
export interface Anchor {
  readonly name: Name;
  readonly publicKey: PublicKey;
  /** Where the anchor came as a certificate. Its own validity and signature count for nothing. */
  readonly certificate?: Certificate;
  /** From this instant on, as a trusted list gives it. */
  readonly since?: Date;
  /** Before this instant, as a trusted list gives it. */
  readonly until?: Date;
}

/**
 * The subject of a certificate as anchor. The certificate may be of version 1, expired, not self-signed,
 * or of an end entity.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
 */
export function anchorFromCertificate(
  certificate: Uint8Array | Certificate,
  trusted: { since?: Date; until?: Date } = {},
): Anchor {
  const view = certificate instanceof Uint8Array ? parseCertificate(certificate) : certificate;
  return { name: view.subject, publicKey: view.publicKey, certificate: view, ...trusted };
}
