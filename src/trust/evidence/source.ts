import type { Certificate } from '../../formats/x509/certificate.ts';

/**
 * Where more certificates and revocation status come from: the network, a cache, a document. What it
 * gives is DER and is trusted no more than anything else that was found. A source that finds nothing,
 * or cannot be reached, gives an empty list; it never throws for that.
 */
export interface EvidenceSource {
  /** Certificates that may have issued `certificate`. */
  issuers(certificate: Certificate): Promise<readonly Uint8Array[]>;
  /** CRLs, complete or delta, that may speak of `certificate`. */
  crls(certificate: Certificate, issuer: Certificate | undefined): Promise<readonly Uint8Array[]>;
  /** OCSP responses that may speak of `certificate`. */
  ocsp(certificate: Certificate, issuer: Certificate | undefined): Promise<readonly Uint8Array[]>;
}
