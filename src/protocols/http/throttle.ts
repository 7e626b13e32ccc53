import { type ClientRateLimitInfo, ipKeyGenerator, rateLimit, type Store } from 'express-rate-limit';
import type { RequestHandler } from 'express';
import type { Clock } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';

const WINDOW_MS = 60_000;

/** Addresses remembered at once; beyond it the oldest are forgotten, so that counting cannot fill the memory. */
const MAX_ADDRESSES = 100_000;

export interface Throttles {
  /** Every request that reaches Express. */
  readonly general: RequestHandler;
  /** Every endpoint that takes a code or a password: only failures stay counted. */
  readonly secrets: RequestHandler;
  /** What makes this service ask others. */
  readonly evidence: RequestHandler;
}

/** A document with a chain of three, a time-stamp and the evidence of both asks some ten times. */
const EVIDENCE_PER_MINUTE = 120;

/**
 * Limits requests an address (IPv6: a /56 network) and minute, in windows of the handed-in clock.
 *
 * Does not limit: OCSP and CRL answers, which are served ahead of Express. Guards against floods;
 * what keeps a code from being guessed is its length and its own count of tries.
 */
export function createThrottles(
  clock: Clock,
  limits: { requestsPerMinute: number; failedSecretsPerMinute: number },
): Throttles {
  return {
    general: throttle(clock, limits.requestsPerMinute, false),
    secrets: throttle(clock, limits.failedSecretsPerMinute, true),
    evidence: throttle(clock, Math.min(EVIDENCE_PER_MINUTE, limits.requestsPerMinute), false),
  };
}

/**
 * The same limit for what is served ahead of Express.
 *
 * @returns counts a request of this address; throws CertBankError `access.rate-limited` beyond the limit
 */
export function createAddressLimit(clock: Clock, perMinute: number): (address: string) => void {
  const counter = new AddressCounter(clock);
  return (address) => {
    if (counter.increment(address).totalHits > perMinute) throw rateLimited(counter.secondsLeft(address));
  };
}

const rateLimited = (retryAfterSeconds: number): CertBankError<'access.rate-limited'> =>
  new CertBankError('access.rate-limited', { retryAfterSeconds }, 'too many requests; wait a little');

function throttle(clock: Clock, limit: number, onlyFailures: boolean): RequestHandler {
  const store = new AddressCounter(clock);
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    store,
    skipSuccessfulRequests: onlyFailures,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? 'unknown'),
    handler: (request, _response, next) => {
      next(rateLimited(store.secondsLeft(ipKeyGenerator(request.ip ?? 'unknown'))));
    },
  });
}

interface Count {
  totalHits: number;
  resetTime: Date;
}

class AddressCounter implements Store {
  readonly localKeys = true;
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  increment(key: string): ClientRateLimitInfo {
    const now = this.#clock.now().getTime();
    let count = this.#counts.get(key);
    if (count === undefined || count.resetTime.getTime() <= now) {
      // Deleted first so that the map stays in the order of window starts.
      this.#counts.delete(key);
      count = { totalHits: 0, resetTime: new Date(now + WINDOW_MS) };
      this.#counts.set(key, count);
      this.#forget(now);
    }
    count.totalHits += 1;
    // The middleware would compare a reset time with the machine's clock, which need not be ours.
    return { totalHits: count.totalHits, resetTime: undefined };
  }

  decrement(key: string): void {
    const count = this.#counts.get(key);
    if (count !== undefined && count.totalHits > 0) count.totalHits -= 1;
  }

  resetKey(key: string): void {
    this.#counts.delete(key);
  }

  secondsLeft(key: string): number {
    const count = this.#counts.get(key);
    if (count === undefined) return 1;
    return Math.max(1, Math.ceil((count.resetTime.getTime() - this.#clock.now().getTime()) / 1000));
  }

  #forget(now: number): void {
    for (const [key, count] of this.#counts) {
      if (count.resetTime.getTime() > now && this.#counts.size <= MAX_ADDRESSES) return;
      this.#counts.delete(key);
    }
  }
}
