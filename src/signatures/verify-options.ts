import type { Engine } from '../crypto/engine.ts';
import type { HashName } from '../formats/algorithms.ts';
import type { EvidenceSource } from '../trust/evidence/source.ts';
import type { ValidationPolicy } from './validation/policy.ts';

/** How a document is to be verified; only `engine` and `at` have no default. */
export interface VerifyDocumentOptions {
  readonly engine: Engine;
  /** The instant that the verdict is for (UTC). */
  readonly at: Date;
  /** File name of the document, for scopes and detached references. */
  readonly name?: string;
  /** What a detached signature covers. */
  readonly contents?: readonly DetachedContent[];
  /** Evidence records (RFC 4998, DER) over the document as a whole, kept beside it. */
  readonly evidenceRecords?: readonly Uint8Array[];
  /** Certificates (DER) taken as anchors; none: nothing is trusted. */
  readonly anchors?: readonly Uint8Array[];
  /** Certificates (DER) that may help to build a path. */
  readonly intermediates?: readonly Uint8Array[];
  /** Where more certificates and revocation status come from; without it only the document is asked. */
  readonly evidence?: EvidenceSource;
  /** Default: `STRICT_POLICY`. */
  readonly policy?: ValidationPolicy;
}

/** Octets at hand; octets that are read when they are needed, each time anew; or no more than digests of them. */
export type DetachedContent =
  | { readonly name?: string; readonly bytes: Uint8Array }
  | { readonly name?: string; readonly stream: () => AsyncIterable<Uint8Array> }
  | { readonly name?: string; readonly digests: Readonly<Partial<Record<HashName, Uint8Array>>> };
