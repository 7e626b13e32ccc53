/** What the bank remembers, as values. Instants are `Date`, binary is DER, identifiers are text. */

import type { HashName } from '../../formats/algorithms.ts';

/** Certificates for holders, and the kinds that the authority needs for itself (see `isOwnKind`). */
export type CertificateKind = 'POCES' | 'MOCES' | 'VOCES' | 'FOCES' | 'CA' | 'OCSP' | 'TSA' | 'SEAL';

export interface IssuerRecord {
  /** Short and stable; part of URLs: `root`, `issuing`, `issuing-ocsp-2`. */
  readonly id: string;
  /** The last two issue nothing: they answer and stamp. */
  readonly role: 'root' | 'issuing' | 'responder' | 'timestamper' | 'sealer';
  /** Profile that its own certificate follows, such as `issuing-oces3`; it decides what may be issued under it. */
  readonly profileId: string;
  /** Who signed its certificate; a root is its own parent. */
  readonly parentId: string;
  /** Name under which the key store holds the key. */
  readonly keyName: string;
  readonly certificateDer: Uint8Array;
  readonly sha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly createdAt: Date;
}

export type CertificateStatus = 'good' | 'on-hold' | 'revoked';

/** CRLReason, RFC 5280 section 5.3.1, by its standard names. */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'privilegeWithdrawn'
  | 'aACompromise';

export interface StatusRecord {
  readonly status: CertificateStatus;
  /** `null` while good. */
  readonly reason: RevocationReason | null;
  readonly revokedAt: Date | null;
  /** When the key is suspected to have been compromised, RFC 5280 section 5.3.2. */
  readonly invalidityDate: Date | null;
}

/**
 * Stored and durable before anything is signed, so that no signed certificate can be unknown.
 * It is live until it is completed or abandoned. A root's own intent comes before its `IssuerRecord`.
 */
export interface IssuanceIntent {
  readonly issuerId: string;
  /** Lower-case hexadecimal of the INTEGER content without leading zero octets. */
  readonly serial: string;
  readonly toBeSigned: Uint8Array;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly publicKeySha256: string;
  readonly orderId: string | null;
  readonly at: Date;
}

export interface CertificateRecord extends StatusRecord {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly sha256: string;
  readonly issuerId: string;
  readonly serial: string;
  readonly der: Uint8Array;
  readonly kind: CertificateKind;
  readonly profileId: string;
  /** RFC 4514. */
  readonly subject: string;
  readonly commonName: string;
  readonly organisation: string | null;
  readonly email: string | null;
  readonly cvr: string | null;
  /** The OCES identifier in the subject serialNumber, such as `UI:DK-P:G:…`. */
  readonly ocesId: string | null;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly publicKeySha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly issuedAt: Date;
  readonly orderId: string | null;
  /** Unlisted certificates are found by their exact SHA-256 or serial only. */
  readonly isListed: boolean;
  /** CRL partition, fixed at issuance and never moved. */
  readonly partition: number;
  /** Salted hash of the holder's revocation code; `null` where the holder has none. */
  readonly revocationCodeHash: string | null;
  readonly revocationTriesLeft: number;
}

/** What a registration officer vouches for. Never holds a CPR number. */
export interface Registration {
  readonly kind: 'POCES' | 'VOCES';
  /** Person's full name, or the label of an organisation certificate. */
  readonly commonName: string;
  /** Organisation's registered name (VOCES). */
  readonly organisation: string | null;
  readonly cvr: string | null;
  readonly email: string | null;
}

export type OrderState = 'registered' | 'collected' | 'cancelled';

export interface OrderRecord {
  readonly id: string;
  /** What the applicant types, such as `K7Q2-9XMD`. */
  readonly reference: string;
  readonly profileId: string;
  readonly registration: Registration;
  /** Value of the OCES identifier that the certificate will bear. */
  readonly ocesId: string;
  readonly isListed: boolean;
  readonly state: OrderState;
  readonly activationCodeHash: string;
  readonly triesLeft: number;
  readonly expiresAt: Date;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly collectedAt: Date | null;
  readonly certificateSha256: string | null;
}

export interface CrlRecord {
  readonly issuerId: string;
  readonly partition: number;
  /** cRLNumber, RFC 5280 section 5.2.3. */
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly der: Uint8Array;
  readonly sha256: string;
}

/** A time-stamp token that was given. */
export interface TimestampRecord {
  /** Lower-case hexadecimal of the INTEGER content; no two tokens of the bank have the same. */
  readonly serial: string;
  /** The issuer record of the key that signed. */
  readonly timestamperId: string;
  readonly genTime: Date;
  /** Dotted decimal. */
  readonly policy: string;
  readonly hash: HashName;
  /** The digest that was stamped. */
  readonly imprint: Uint8Array;
  /** SHA-256 of the token (DER). */
  readonly tokenSha256: Uint8Array;
}

/** One row of a CRL. */
export interface RevokedEntry {
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
  readonly invalidityDate: Date | null;
}

export type Role = 'officer' | 'administrator' | 'auditor';

export interface AccountRecord {
  readonly username: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly failedSignIns: number;
  readonly lockedUntil: Date | null;
  readonly createdAt: Date;
}

/** One link of the audit chain; `hash` covers every other field and the hash before it. */
export interface AuditRecord {
  readonly sequence: number;
  readonly at: Date;
  /** Who: `officer:anna`, `holder:<sha256>`, `system`. */
  readonly actor: string;
  /** What: `certificate.issued`, `certificate.revoked`, `order.registered` … */
  readonly action: string;
  /** On what: a SHA-256, an order reference, an issuer id. */
  readonly object: string;
  /** Canonical JSON (keys sorted) without secrets or CPR numbers. */
  readonly details: string;
  readonly previousHash: string;
  readonly hash: string;
}
