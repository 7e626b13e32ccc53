import type { HashName, SignatureScheme } from '../../formats/algorithms.ts';
import type { Name } from '../../formats/x509/name.ts';
import type { Scope } from '../report/report.ts';
import type { SignatureFormat, SignatureLevel } from './level.ts';

/**
 * What can be read of one signature, before anything is judged. Readers of
 * every format give these facts; validation sees nothing else and never
 * learns the format from which they came.
 */
export interface SignatureFacts {
  /** Unique in the document. */
  readonly id: string;
  /** For the report alone. */
  readonly format: SignatureFormat;
  /** The level whose demands on the structure are met; nothing about validity. */
  readonly level: SignatureLevel;
  readonly value: SignatureValue;
  /** What the signature covers by digest, or directly where there is no digest between. At least one. */
  readonly references: readonly Reference[];
  readonly signer: SignerClaim;
  readonly claimedSigningTime?: Date;
  /** Object identifier or URI of the signature policy that the signer names. */
  readonly signaturePolicy?: string;
  readonly evidence: CarriedEvidence;
  /** Faults of the structure. */
  readonly findings: readonly Finding[];
  readonly counterSignatureOf?: string;
}

export interface SignatureValue {
  readonly octets: Uint8Array;
  /** `undefined`: unknown here. */
  readonly scheme: SignatureScheme | undefined;
  /** As the document names it, for messages. */
  readonly algorithm: string;
  /**
   * The exact octets that the value signs. More than one only where the value signs the data themselves and
   * several may be meant; then they stand beside the candidates of the one reference. Empty where the data are
   * missing.
   */
  readonly readings: readonly Uint8Array[];
}

/** One datum that the signature covers. */
export interface Reference {
  /** `undefined`: the signature value covers the datum itself. */
  readonly digest:
    | { readonly hash: HashName | undefined; readonly algorithm: string; readonly value: Uint8Array }
    | undefined;
  /** What may be meant; empty where nothing was found. The reference is good when one of them is. */
  readonly candidates: readonly Datum[];
}

/** Octets under a name; `pieces` one after another (a PDF's byte ranges, an OCTET STRING's segments). */
export interface Datum {
  readonly pieces: readonly Uint8Array[];
  readonly scope: Scope;
}

/** How the signature says whose it is. */
export interface SignerClaim {
  /** Outside the signature's protection (CMS `sid`). */
  readonly identifier:
    | { readonly kind: 'issuer-and-serial'; readonly issuer: Name; readonly serialNumber: Uint8Array }
    | { readonly kind: 'key-identifier'; readonly keyIdentifier: Uint8Array }
    | undefined;
  /** Under the signature; the signing certificate must match each of them. */
  readonly bindings: readonly CertificateBinding[];
}

export interface CertificateBinding {
  readonly hash: HashName | undefined;
  readonly algorithm: string;
  readonly digest: Uint8Array;
  readonly issuer?: Name;
  readonly serialNumber?: Uint8Array;
}

/** DER, as carried in the document and shared by its signatures. */
export interface CarriedEvidence {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
}

/** A fault of the structure: a code, the clause that is broken, and a sentence. */
export interface Finding {
  readonly code: string;
  readonly clause: string;
  readonly message: string;
}
