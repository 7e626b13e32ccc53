import type { ExtensionRule, PolicyRule, Profile } from './profile.ts';
import { critical, plain } from './rules.ts';

/**
 * What every OCES2 certificate for a holder has in common.
 *
 * Deviation: serial numbers have 20 octets where real OCES2 ones had four; a serial that can
 * be guessed or met twice is no longer acceptable. Deviation: the CRL distribution point is
 * the HTTP one alone, there is no LDAP partition.
 */
export const OCES2_HOLDER = {
  keys: ['RSA-2048', 'RSA-3072', 'RSA-4096'],
  validity: { days: 1095, lessSeconds: 0 },
  isAuthority: false,
  pathLength: null,
  extendedKeyUsage: [],
  qcStatement: null,
  access: ['ocsp', 'caIssuers'],
} as const satisfies Partial<Profile>;

export const OCES2_EXTENSIONS: readonly ExtensionRule[] = [
  critical('keyUsage'),
  plain('authorityInfoAccess'),
  plain('certificatePolicies'),
  plain('subjectAlternativeName'),
  plain('crlDistributionPoints'),
  plain('authorityKeyIdentifier'),
  plain('subjectKeyIdentifier'),
  plain('basicConstraints'),
];

/** The one policy of an OCES2 certificate, with its two qualifiers. `{baseUrl}` is the bank's own address. */
export function oces2Policy(oid: string): PolicyRule {
  return {
    oid,
    cpsUri: '{baseUrl}/',
    userNotice:
      'This certificate was issued by a test installation under the shape of the OCES2 policies. ' +
      'It carries no liability.',
  };
}
