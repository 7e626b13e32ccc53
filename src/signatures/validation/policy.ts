import { ETSI_TS_119_312, type CryptoPolicy } from './crypto-policy.ts';

/** What a verifier demands beyond the cryptography. Plain data, with nothing left to a silent default. */
export interface ValidationPolicy {
  readonly name: string;
  readonly crypto: CryptoPolicy;
  /** Revocation of every certificate below the anchor: must be known, is used where known, or is not looked at. */
  readonly revocation: 'required' | 'if-available' | 'off';
  /** Whether a signature must name its signing certificate under its own protection (ESS signing-certificate). */
  readonly signingCertificateBinding: 'required' | 'optional';
  /** Signature policies (OIDs, URIs) that a signature may name; `'any'` accepts each. */
  readonly signaturePolicies: 'any' | readonly string[];
}

/**
 * The default: the signing certificate is bound, revocation is known for every
 * certificate, and algorithms are good by ETSI TS 119 312.
 */
export const STRICT_POLICY: ValidationPolicy = {
  name: 'certbank strict',
  crypto: ETSI_TS_119_312,
  revocation: 'required',
  signingCertificateBinding: 'required',
  signaturePolicies: 'any',
};
