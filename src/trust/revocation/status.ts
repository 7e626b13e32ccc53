import type { RevocationReason } from '../../formats/crl/reason.ts';

/** Where a status comes from. */
export type RevocationSource = 'crl' | 'ocsp';

/** Why nothing is known. `stale`: there was evidence, but not of the instant asked about. */
export type UnknownReason =
  /** No evidence speaks of this certificate. */
  | 'no-evidence'
  /** Evidence was too old or from the future. */
  | 'stale'
  /** The responder says that it does not know the certificate. */
  | 'not-known-to-responder'
  /** Evidence was forged or damaged. */
  | 'signature-invalid'
  /** Evidence was signed by somebody who may not. */
  | 'not-authorised'
  /** CRLs were given, but none (or not all) of the scope and reasons that the certificate needs. */
  | 'out-of-scope'
  /** Evidence holds something critical that is not understood. */
  | 'unknown-critical'
  /** Evidence was made after the certificate had expired and need no longer list it. */
  | 'after-expiry';

/**
 * What is known of one certificate at one instant. `unknown` is an answer of its own and never
 * turns into `good`.
 */
export type RevocationStatus =
  | {
      readonly status: 'good';
      readonly source: RevocationSource;
      readonly thisUpdate: Date;
      readonly nextUpdate?: Date | undefined;
      /** Revoked later than the instant asked about. */
      readonly revokedLater?: Date | undefined;
    }
  | {
      readonly status: 'revoked' | 'on-hold';
      readonly source: RevocationSource;
      readonly since: Date;
      readonly reason?: RevocationReason | undefined;
      readonly thisUpdate: Date;
      readonly nextUpdate?: Date | undefined;
    }
  | { readonly status: 'unknown'; readonly why: UnknownReason };
