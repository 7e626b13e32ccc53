import type { Logger } from '../../adapters/telemetry/log.ts';
import type { Metrics } from '../../adapters/telemetry/metrics.ts';
import type { AuthorityDeps } from '../../authority/deps.ts';
import type { ValidationReport } from '../../signatures/report/report.ts';
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
  /** The report on `document` by this bank's anchors and its own evidence. */
  readonly verify: (
    document: NamedBytes,
    contents: readonly NamedBytes[],
    at?: Date,
  ) => Promise<ValidationReport>;
  readonly uploads: Uploads;
  readonly checkReadiness: () => Promise<Readiness>;
}
