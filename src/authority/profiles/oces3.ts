import type { ExtensionRule, PolicyRule, Profile } from './profile.ts';
import { critical, plain } from './rules.ts';

/** ETSI EN 319 411-1: normalised certificate policy. */
export const NORMALISED_POLICY: PolicyRule = { oid: '0.4.0.2042.1.1' };

/**
 * What every OCES3 certificate for a holder has in common.
 *
 * The policy arcs are those of the Danish OCES policies, as in any test hierarchy for them. An
 * authority that runs its own policy puts its own object identifiers in its own profiles.
 *
 * Deviation: P-256 and P-384 keys are accepted beside RSA of 3072 bits and more, because a
 * browser makes them in a millisecond and the authority's own rules (TS 119 312) hold them
 * for at least as strong. RSA-2048 is refused: it falls out of TS 119 312 within the validity.
 */
export const OCES3_HOLDER = {
  keys: ['RSA-3072', 'RSA-4096', 'P-256', 'P-384'],
  // Three years of 365 days, the last second included.
  validity: { days: 1095, lessSeconds: 1 },
  isAuthority: false,
  pathLength: null,
  extendedKeyUsage: [],
  access: ['caIssuers', 'ocsp'],
} as const satisfies Partial<Profile>;

/** The order as decoded from real certificates: key usage stands last, and there is no extended key usage. */
export const OCES3_EXTENSIONS: readonly ExtensionRule[] = [
  critical('basicConstraints'),
  plain('authorityKeyIdentifier'),
  plain('authorityInfoAccess'),
  plain('subjectAlternativeName'),
  plain('certificatePolicies'),
  plain('qcStatements'),
  plain('crlDistributionPoints'),
  plain('subjectKeyIdentifier'),
  critical('keyUsage'),
];

/** The authority that hands out the identifiers in the subject's serialNumber. */
export const REGISTRATION_AUTHORITY_URI = 'https://uid.gov.dk';
