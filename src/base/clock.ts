/** The one way to learn what time it is. Functions below `authority` take an instant instead. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. Only `service` and `cli` may reach for it. */
export const systemClock: Clock = { now: () => new Date() };

/** `at` without its milliseconds: X.509, CRL and OCSP times have whole seconds (RFC 5280 section 4.1.2.5.2). */
export function wholeSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}
