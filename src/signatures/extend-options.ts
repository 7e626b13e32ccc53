import type { Engine } from '../crypto/engine.ts';
import type { EvidenceSource } from '../trust/evidence/source.ts';
import type { Timestamper } from './ades/timestamper.ts';
import type { ValidationPolicy } from './validation/policy.ts';
import type { DetachedContent } from './verify-options.ts';

/** What raises the level of a signed document. */
export interface ExtendOptions {
  readonly engine: Engine;
  /** Of every signature in the document; one that has it already gets no more, but for LTA, which is renewed. */
  readonly level: 'T' | 'LT' | 'LTA';
  readonly timestamper: Timestamper;
  /** Where certificates and revocation information come from; needed above T. */
  readonly evidence?: EvidenceSource;
  /** What a detached signature covers. */
  readonly contents?: readonly DetachedContent[];
  /** Certificates (DER) that chains are followed up to; default: as far up as certificates are found. */
  readonly anchors?: readonly Uint8Array[];
  /** Certificates (DER) that may help to build a chain. */
  readonly certificates?: readonly Uint8Array[];
  readonly policy?: ValidationPolicy;
  /** The instant at which the document is extended. */
  readonly at: Date;
}
