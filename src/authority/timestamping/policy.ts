import type { HashName } from '../../formats/algorithms.ts';

/** What the time-stamp authority promises and what it accepts. */
export interface TimestampPolicy {
  /** Policies that tokens are made under, dotted decimal; the first where the requester names none. */
  readonly policies: readonly [string, ...string[]];
  /** Hash functions whose values are stamped. */
  readonly hashes: readonly HashName[];
  /** How far the true time may be from the token's, either way. */
  readonly accuracySeconds: number;
}

/**
 * The best practices policy for time-stamps of ETSI. Hash functions are those that TS 119 312 holds for safe;
 * SHA-1 and MD5, of which collisions are made, would let one token stand for two documents.
 *
 * @source EN 319 421 section 5.2 (identifier, accuracy of one second or better), EN 319 422 section 5.1
 */
export const TIMESTAMP_POLICY: TimestampPolicy = {
  policies: ['0.4.0.2023.1.1'],
  hashes: ['SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'],
  accuracySeconds: 1,
};
