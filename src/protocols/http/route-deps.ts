import type { Logger } from '../../adapters/telemetry/log.ts';
import type { Metrics } from '../../adapters/telemetry/metrics.ts';
import type { AuthorityDeps } from '../../authority/deps.ts';
import type { Timestamper } from '../../signatures/ades/timestamper.ts';
import type { DocumentValidation } from '../../signatures/verify-document.ts';
import type { EvidenceSource } from '../../trust/evidence/source.ts';
import type { Access } from './access.ts';
import type { Throttles } from './throttle.ts';
import type { Tokens } from './tokens.ts';
import type { Uploads } from './upload.ts';

/** A document or detached content as it was sent in. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Each part of the service that must work before clients should be sent here. */
export type Readiness = Readonly<Record<string, boolean>>;

/** What the routes are composed of. */
export interface RouteDeps {
  readonly authority: AuthorityDeps;
  readonly access: Access;
  readonly tokens: Tokens;
  readonly throttles: Throttles;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** What is to be said of `document` by this bank's anchors and its own evidence. */
  readonly verify: (
    document: NamedBytes,
    contents: readonly NamedBytes[],
    at?: Date,
  ) => Promise<DocumentValidation>;
  /** A report in PDF, signed and time-stamped by the bank. */
  readonly sealReport: (pdf: Uint8Array) => Promise<Uint8Array>;
  /** Heavy work that waits for its turn. @throws CertBankError `service.not-ready` where too much waits already */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Time-stamps of the bank's own authority. */
  readonly timestamper: Timestamper;
  /** Evidence on a certificate of anybody's: the bank's own, or from the places that the certificate names. */
  readonly evidence: EvidenceSource;
  readonly uploads: Uploads;
  readonly checkReadiness: () => Promise<Readiness>;
}
