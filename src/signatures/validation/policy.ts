import { ETSI_TS_119_312, type CryptoPolicy } from './crypto-policy.ts';

/** What a verifier demands beyond the cryptography. Plain data, with nothing left to a silent default. */
export interface ValidationPolicy {
  readonly name: string;
  readonly crypto: CryptoPolicy;
  /** Revocation of every certificate below the anchor: must be known, is used where known, or is not looked at. */
  readonly revocation: 'required' | 'if-available' | 'off';
  /** Whether a signature must name its signing certificate under its own protection (ESS signing-certificate). */
  readonly signingCertificateBinding: 'required' | 'optional';
  /**
   * A time-stamp or evidence record of a signature that is broken (its own signature, its imprint, its form) proves
   * nothing. Whether it also keeps the signature from passing: somebody changed what was there.
   */
  readonly brokenTimestamps: 'refused' | 'ignored';
  /** How long after the claimed signing time the earliest proof of the signature may be; default: as long as it likes. */
  readonly maxTimestampDelaySeconds?: number;
  /**
   * What revocation information must be to speak of the past: in force then, as a verifier of that day would have
   * taken it; or issued later than the signature, which is what EN 319 102-1 section 5.6.2.2 (c) asks for, and
   * which nobody has who archives at once by CRLs that are published once a day.
   */
  readonly pastRevocation: 'in-force' | 'issued-later';
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
  brokenTimestamps: 'refused',
  pastRevocation: 'in-force',
  signaturePolicies: 'any',
};
