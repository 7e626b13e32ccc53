import type { Crl } from '../formats/crl/crl.ts';
import type { OcspResponse } from '../formats/ocsp/response.ts';
import type { Certificate } from '../formats/x509/certificate.ts';
import type { Anchor } from './anchor.ts';
import type { EvidenceSource } from './evidence/source.ts';
import type { AlgorithmRule } from './path/algorithm-rule.ts';
import type { Budget } from './path/budget.ts';
import type { PathFailure } from './path/failure.ts';
import type { PolicySettings } from './path/policy-graph.ts';
import type { Purpose } from './path/purpose.ts';
import type { RevocationStatus } from './revocation/status.ts';

/** Whether the status of every certificate below the anchor must be known, is used where known, or is not looked at. */
export type RevocationMode = 'required' | 'if-available' | 'off';

export interface CertificateRequest {
  readonly leaf: Certificate;
  /** Any order, more than needed. */
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Anchor[];
  /** The instant asked about (UTC): everything but evidence is judged at it. */
  readonly at: Date;
  readonly crls?: readonly Crl[];
  readonly ocspResponses?: readonly OcspResponse[];
  /** Default `required`. */
  readonly revocation?: RevocationMode;
  /**
   * The instant at which evidence must be fresh; default `at`. Later than `at` where a signature of the past
   * is judged by evidence that was gathered since.
   */
  readonly evidenceAt?: Date;
  /** Evidence older than this is stale though its issuer promised nothing newer; default: only its promise counts. */
  readonly maxEvidenceAgeSeconds?: number;
  readonly policies?: PolicySettings;
  readonly purpose?: Purpose;
  /** Take constraints in the certificate of an anchor into account as well (RFC 5937); default false. */
  readonly anchorConstraints?: boolean;
  /** A leaf that is itself an anchor's certificate is believed without a path; default false. */
  readonly directTrust?: boolean;
  /** Which algorithms and keys may be relied upon; default: all that are not broken outright. */
  readonly algorithms?: AlgorithmRule;
  /** Critical extensions that the caller processes himself, beside those of RFC 5280. */
  readonly recognisedExtensions?: readonly string[];
  /** Asked for what is missing; default: nothing is fetched. */
  readonly evidence?: EvidenceSource;
  readonly limits?: Partial<Budget>;
}

export interface CertificateVerdict {
  readonly valid: boolean;
  /** Leaf .. anchor (when it came as a certificate); the best path found, also where it is not valid; empty where there is none. */
  readonly chain: readonly Certificate[];
  readonly anchor?: Anchor;
  /** Most telling first; empty when `valid`. */
  readonly failures: readonly PathFailure[];
  /** Of each certificate of `chain` below the anchor whose status was asked for. */
  readonly revocation: readonly { readonly certificate: Certificate; readonly status: RevocationStatus }[];
  readonly policies: { readonly authority: readonly string[]; readonly user: readonly string[] };
}
