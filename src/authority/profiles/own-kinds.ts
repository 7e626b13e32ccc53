import type { CertificateKind } from '../ports/records.ts';

/** Certificates of the bank itself, which are no holder's: not in the public search, an administrator's to revoke. */
const OWN_KINDS: readonly CertificateKind[] = ['CA', 'OCSP', 'TSA', 'SEAL'];

export const isOwnKind = (kind: CertificateKind): boolean => OWN_KINDS.includes(kind);
