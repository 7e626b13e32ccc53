import type { Awaitable } from '../../crypto/engine.ts';
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
  /**
   * Every time-stamp that tells of this signature, in the order of the document. One that tells of several
   * signatures is one object that stands at each of them.
   */
  readonly timestamps: readonly TimestampFacts[];
  readonly evidenceRecords?: readonly EvidenceRecordFacts[];
  /** Faults of the structure. */
  readonly findings: readonly Finding[];
  /** Faults that leave signature and structure whole and yet are not to be accepted. */
  readonly objections?: readonly Finding[];
  /** Where the format has revisions: what those after the signature did to what it covers. */
  readonly laterChanges?: LaterChanges;
  readonly counterSignatureOf?: string;
}

export interface LaterChanges {
  /** `allowed`: only what the format and the signature's own permissions let later revisions do. */
  readonly verdict: 'none' | 'allowed' | 'suspicious';
  /** Each change that made the verdict what it is. */
  readonly changes: readonly { readonly kind: string; readonly what: string }[];
}

export interface SignatureValue {
  readonly octets: Uint8Array;
  /** `undefined`: unknown here. */
  readonly scheme: SignatureScheme | undefined;
  /** Of a DSA signature, for which there is no scheme: it is verified, and nobody makes it here. */
  readonly dsaHash?: HashName;
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

/** Octets under a name; `pieces` one after another (a PDF's byte ranges, a detached file). */
export interface Datum {
  readonly pieces: readonly Piece[];
  readonly scope: Scope;
}

/** Octets at hand; octets too many to be held, which can be read again and again; or digests of octets elsewhere. */
export type Piece = Uint8Array | StreamedOctets | DigestedOctets;

export interface StreamedOctets {
  /** Each piece holds until the next is asked for. */
  readonly stream: () => AsyncIterable<Uint8Array>;
}

/** Stands for a whole datum, never for a part of one. */
export interface DigestedOctets {
  readonly digests: Readonly<Partial<Record<HashName, Uint8Array>>>;
}

export type TimestampType = 'content' | 'signature' | 'references' | 'archive' | 'document';

/** What can be read of one time-stamp, before anything is judged. */
export interface TimestampFacts {
  /** Unique in the document. */
  readonly id: string;
  /**
   * `content` was made before the signature, over what it covers; `signature` over the signature value;
   * `references` over that and references to validation data; `archive` and `document` over all that was
   * there before them.
   */
  readonly type: TimestampType;
  /** ContentInfo of the TimeStampToken, DER. */
  readonly token: Uint8Array;
  /**
   * What the message imprint may be the digest of, each reading in pieces one after another. The imprint is
   * good when it is the digest of one of them; none: what it covers is missing.
   *
   * @param hash   of the message imprint
   * @param digest of the pieces given, for imprints over digests; rejects with CertBankError
   *   `algorithm.unsupported`
   */
  imprintInput(hash: HashName, digest: DigestPieces): Awaitable<readonly (readonly Piece[])[]>;
  /** Or a function, where what is protected is found by its digest. */
  readonly protects: Protection | ((digest: DigestPieces) => Awaitable<DigestProtection>);
  /** Faults of the structure around the token: each makes it prove nothing. */
  readonly findings: readonly Finding[];
}

/** What is protected by being named by its digest under the message imprint. */
export interface DigestProtection {
  readonly protects: Protection;
  /** Hash functions by which it is named. */
  readonly hashes: readonly HashName[];
  readonly findings: readonly Finding[];
}

export type DigestPieces = (hash: HashName, pieces: readonly Piece[]) => Awaitable<Uint8Array>;

/** What is proven to have existed when a time-stamp was made. Lists what is covered and nothing else. */
export interface Protection {
  /** By `SignatureFacts.id`: the signature value with all that it covers. */
  readonly signatures: readonly string[];
  /** By `TimestampFacts.id`. */
  readonly timestamps: readonly string[];
  readonly evidence: CarriedEvidence;
}

/** An evidence record (RFC 4998) over the whole document, or over what was there when it was put in. */
export interface EvidenceRecordFacts {
  /** Unique in the document. */
  readonly id: string;
  /** EvidenceRecord, DER. */
  readonly record: Uint8Array;
  /**
   * The data objects that it must cover, each with what may be meant (none: it was not found). Where there are
   * several, they are a group, and the record must cover nothing else with them.
   */
  readonly data: readonly (readonly Datum[])[];
  readonly protects: Protection;
  /** By `EvidenceRecordFacts.id`: records that were there before it and are inside what it covers. */
  readonly protectsRecords: readonly string[];
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
