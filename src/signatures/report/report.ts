import type { SignatureFormat, SignatureLevel } from '../ades/level.ts';
import type { BlockIndication, Indication, SubIndication } from '../validation/verdict.ts';

/** What kind of document was given; `null` in the report where it is none that can hold a signature. */
export type DocumentFormat = 'cades' | 'smime' | 'xades' | 'pades' | 'jades' | 'asic-s' | 'asic-e';

/**
 * The answer about a document and every signature in it, as the command line
 * prints it, the service sends it and the library returns it. Plain JSON:
 * instants are RFC 3339 texts, digests and serial numbers lower-case hex.
 */
export interface ValidationReport {
  document: { name: string | null; format: DocumentFormat | null; sizeBytes: number; sha256: string };
  /** The instant that the verdicts are for. */
  validationTime: string;
  signatureCount: number;
  /** How many signatures are TOTAL-PASSED. */
  passedCount: number;
  signatures: SignatureReport[];
  /** What is wrong with the document itself, outside any one signature. */
  problems: Problem[];
}

export interface SignatureReport {
  id: string;
  format: SignatureFormat;
  level: SignatureLevel;
  indication: Indication;
  subIndication: SubIndication | null;
  integrity: Integrity;
  /** Common name of the signer, or else the whole subject; `null` where the signing certificate was not found. */
  signedBy: string | null;
  /** Subject of the signing certificate, RFC 4514. */
  subject: string | null;
  serial: string | null;
  /** The Danish certificate kind and the identifier in it, as the certificate claims them. */
  oces: { kind: string; id: string } | null;
  /** What the signer says; nobody vouches for it. */
  claimedSigningTime: string | null;
  /** The earliest instant at which the signature is proven to have existed; the validation time when nothing proves it. */
  bestSignatureTime: string;
  /** From the signing certificate to the anchor; the signing certificate alone where no path was found. */
  chain: ChainLink[];
  timestamps: TimestampReport[];
  evidenceRecords: EvidenceRecordReport[];
  scope: Scope[];
  /** What later revisions did (PDF); `null` where the format has no revisions. */
  laterChanges: {
    verdict: 'none' | 'allowed' | 'suspicious';
    changes: { kind: string; what: string }[];
  } | null;
  /** The `id` of the signature that this one counter-signs. */
  counterSignatureOf: string | null;
  /** Why the indication is not TOTAL-PASSED, the deciding reason first; empty for TOTAL-PASSED. */
  reasons: ReportReason[];
}

/** Facts that depend on neither a trust anchor nor the date. */
export interface Integrity {
  /** The signature value verifies under the key of the signing certificate. */
  signature: boolean;
  /** Every covered datum is present and its digest matches. */
  references: boolean;
  /** The format is what its standard demands, and no binding of the signing certificate is contradicted. */
  structure: boolean;
}

export interface ChainLink {
  subject: string;
  issuer: string;
  sha256: string;
  /** True for the trust anchor, last in the chain. */
  anchor: boolean;
}

export interface TimestampReport {
  type: 'content' | 'signature' | 'references' | 'archive' | 'document';
  time: string | null;
  indication: BlockIndication;
  subIndication: SubIndication | null;
  integrity: boolean;
  producedBy: string | null;
}

/** Evidence records (RFC 4998) in the document, and those given beside it. */
export interface EvidenceRecordReport {
  /** Since when what it covers is said to exist; `null` where it covers something else, or cannot be read. */
  time: string | null;
  indication: BlockIndication;
  subIndication: SubIndication | null;
  /** Its time-stamps, the oldest first, as far as they were judged. */
  timestamps: TimestampReport[];
  reasons: ReportReason[];
}

export interface Scope {
  name: string;
  kind: 'FULL' | 'PARTIAL' | 'DIGEST' | 'ARCHIVED' | 'COUNTER_SIGNATURE' | 'SIGNATURE';
}

export interface ReportReason {
  code: string;
  block: string;
  clause: string;
  message: string;
}

export interface Problem {
  code: string;
  message: string;
}
