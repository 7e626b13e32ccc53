import type { Clock } from '../../src/base/clock.ts';

/** A clock that stands still until it is moved. */
export interface HandClock extends Clock {
  pass(seconds: number): void;
}

export function handClock(at: string): HandClock {
  let now = Date.parse(at);
  return { now: () => new Date(now), pass: (seconds) => (now += seconds * 1000) };
}
