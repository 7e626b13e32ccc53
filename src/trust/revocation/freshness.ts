import type { Certificate } from '../../formats/x509/certificate.ts';

/** The instants against which evidence is judged. */
export interface EvidenceTimes {
  /** The instant asked about: a revocation after it does not count yet. */
  readonly at: Date;
  /** The instant at which evidence must be fresh; `at` unless evidence was gathered later. */
  readonly evidenceAt: Date;
  /** Evidence older than this is stale whatever it promises. */
  readonly maxAgeSeconds?: number | undefined;
}

interface Period {
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date | undefined;
}

/**
 * Age up to which evidence without nextUpdate counts as fresh, where the caller names none. RFC 6960
 * section 4.2.2.1 says no more than that newer information is available all the time.
 */
const MAX_AGE_WITHOUT_PROMISE = 24 * 60 * 60;

/**
 * How much later than the instant evidence may have been made: clocks differ, and evidence that is fetched is made
 * after the question was asked.
 */
const CLOCK_SKEW_SECONDS = 5 * 60;

/** Whether evidence was made, or speaks, too long after the instant at which it must be fresh. */
export function isFromFuture(made: Date, evidenceAt: Date): boolean {
  return made.getTime() > evidenceAt.getTime() + CLOCK_SKEW_SECONDS * 1000;
}

/**
 * Whether evidence speaks of the instant at which it must be fresh: made before it, nothing newer promised
 * until then, and not too old.
 *
 * @source RFC 5280 section 6.3.3 (a), RFC 6960 section 4.2.2.1
 */
export function isFresh(
  { thisUpdate, nextUpdate }: Period,
  { evidenceAt, maxAgeSeconds }: EvidenceTimes,
): boolean {
  if (isFromFuture(thisUpdate, evidenceAt)) return false;
  const ageSeconds = (evidenceAt.getTime() - thisUpdate.getTime()) / 1000;
  if (nextUpdate !== undefined && evidenceAt > nextUpdate) return false;
  const maximum = maxAgeSeconds ?? (nextUpdate === undefined ? MAX_AGE_WITHOUT_PROMISE : Infinity);
  return ageSeconds <= maximum;
}

/**
 * Whether evidence of `thisUpdate` had still to tell that `certificate` was revoked: until it expired, or
 * beyond where the issuer keeps expired certificates listed.
 *
 * @param keptSince the issuer tells of certificates that expired at this instant or later: ExpiredCertsOnCRL,
 *   or the archive cutoff of an OCSP response
 * @source RFC 5280 section 3.3, RFC 6960 section 4.4.4, X.509 section 9.5.2.8
 */
export function coversExpiry(
  certificate: Certificate,
  thisUpdate: Date,
  keptSince: Date | undefined,
): boolean {
  const { notAfter } = certificate;
  return thisUpdate <= notAfter || (keptSince !== undefined && keptSince <= notAfter);
}
