import type { KeyKind } from '../../crypto/keys.ts';
import type { SignatureScheme } from '../../formats/algorithms.ts';
import type { KEY_USAGE } from '../../formats/x509/extension-values.ts';
import type { CertificateKind } from '../ports/records.ts';

/**
 * What kinds of certificate look like, as data. A profile says everything about a certificate
 * but who it is for; `issuing/draft.ts` builds by it and `issuing/lint.ts` checks by it.
 * A profile that has issued is never changed: what differs gets a new `id`.
 */
export interface Profile {
  /** Kind and generation, such as `voces-oces3`; kept with every certificate. */
  readonly id: string;
  readonly kind: CertificateKind;
  /** What people call it. */
  readonly title: string;
  /** The subject's RDNs in the order of their encoding; several fields in one RDN make it multi-valued. */
  readonly subject: readonly (readonly SubjectField[])[];
  /** How the holder's identifier is made: `{uuid}`, `{digits}` (twelve random ones), `{cvr}`; `null` for none. */
  readonly ocesId: string | null;
  /** Keys that may be certified. */
  readonly keys: readonly KeyKind[];
  readonly validity: Validity;
  /** Extensions in the order of their encoding. */
  readonly extensions: readonly ExtensionRule[];
  readonly keyUsage: KeyUsageRule;
  readonly isAuthority: boolean;
  /** Certificates of authorities below this one; `null` for no limit. */
  readonly pathLength: number | null;
  readonly extendedKeyUsage: readonly string[];
  readonly policies: readonly PolicyRule[];
  readonly qcStatement: QcStatementRule | null;
  /** What authorityInfoAccess names, in this order. */
  readonly access: readonly ('ocsp' | 'caIssuers')[];
}

export interface SubjectField {
  /** Attribute type. */
  readonly oid: string;
  readonly as: 'utf8' | 'printable';
  /** Text in which `{name}` stands for a value of the subject. */
  readonly value: string;
  /** What the finished value must look like, entirely. */
  readonly pattern: RegExp;
  /** Characters; the upper bounds are those of RFC 5280 appendix A.1. */
  readonly maxLength: number;
}

/** The values that `SubjectField.value` can name. */
export interface SubjectValues {
  readonly commonName: string;
  readonly organisation?: string;
  readonly cvr?: string;
  readonly ocesId?: string;
  readonly country?: string;
}

/** From the first to the last second. `notAfter` is part of it (RFC 5280 section 4.1.2.5). */
export interface Validity {
  readonly days: number;
  /** Seconds taken off the end. */
  readonly lessSeconds: number;
}

export type ExtensionName =
  | 'basicConstraints'
  | 'authorityKeyIdentifier'
  | 'authorityInfoAccess'
  | 'subjectAlternativeName'
  | 'certificatePolicies'
  | 'qcStatements'
  | 'crlDistributionPoints'
  | 'subjectKeyIdentifier'
  | 'extendedKeyUsage'
  | 'ocspNoCheck'
  | 'keyUsage';

export interface ExtensionRule {
  readonly name: ExtensionName;
  readonly critical: boolean;
}

export type KeyUsageName = keyof typeof KEY_USAGE;

/**
 * Key usage depends on the key: an elliptic-curve key cannot encipher, and RFC 5480 section 3
 * (with RFC 8813) forbids it to claim so.
 */
export interface KeyUsageRule {
  readonly rsa: readonly KeyUsageName[];
  readonly ec: readonly KeyUsageName[];
}

export interface PolicyRule {
  readonly oid: string;
  /** Certification practice statement. */
  readonly cpsUri?: string;
  readonly userNotice?: string;
}

/** QCStatement pkixQCSyntax-v2 with its semantics information, RFC 3739 section 3.2.6.1. */
export interface QcStatementRule {
  readonly semanticsOid: string;
  readonly nameRegistrationAuthorityUri: string;
}

/** One hierarchy: the authority's own certificates and how each of its keys signs. */
export interface Family {
  readonly id: FamilyId;
  readonly root: AuthorityRule;
  readonly issuing: AuthorityRule;
  readonly responder: AuthorityRule;
  readonly timestamper: AuthorityRule;
  readonly sealer: AuthorityRule;
  /** What may be issued to holders, the usual choice of each kind first. */
  readonly holders: readonly Profile[];
}

export type FamilyId = 'oces3' | 'oces2' | 'p256';

export interface AuthorityRule {
  readonly profile: Profile;
  readonly key: KeyKind;
  /** By which the key signs certificates it issues, its CRLs, its OCSP answers, its time-stamps, or what it seals. */
  readonly scheme: SignatureScheme;
}
