import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What one benchmark found: our rate, and the rates of its physical limit and its peers in the same run. */
export interface BenchResult {
  readonly name: string;
  /** Operations a second, or whatever `unit` says. */
  readonly ours: number;
  readonly unit: string;
  readonly against: readonly { readonly name: string; readonly rate: number; readonly bar?: number }[];
  readonly note?: string;
}

export type Benchmark = () => Promise<BenchResult[]>;

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Median operations a second over `rounds`, after one round that is thrown away. */
export function rateOf(operation: () => void, rounds = 5, roundMilliseconds = 300): number {
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    let count = 0;
    let elapsed = 0;
    while (elapsed < roundMilliseconds) {
      for (let i = 0; i < 16; i++) operation();
      count += 16;
      elapsed = performance.now() - start;
    }
    if (round > 0) rates.push((count / elapsed) * 1000);
  }
  return median(rates);
}

/** The same for promises, `inFlight` at a time. */
export async function rateOfAsync(
  operation: () => Promise<unknown>,
  inFlight: number,
  rounds = 5,
  roundMilliseconds = 500,
): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    let count = 0;
    const worker = async (): Promise<void> => {
      while (performance.now() - start < roundMilliseconds) {
        await operation();
        count++;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    if (round > 0) rates.push((count / (performance.now() - start)) * 1000);
  }
  return median(rates);
}

/**
 * The same where `perTurn` operations begin in each turn of the event loop, as requests come in, and at most
 * `inFlight` are under way.
 */
export async function rateOfArrivals(
  operation: () => Promise<unknown>,
  perTurn: number,
  inFlight: number,
  rounds = 5,
  roundMilliseconds = 500,
): Promise<number> {
  const rates: number[] = [];
  let underWay = 0;
  let failure: unknown;
  const begin = (): void => {
    underWay++;
    operation().then(
      () => underWay--,
      (error: unknown) => (failure = error),
    );
  };
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    const before = underWay;
    let begun = 0;
    while (performance.now() - start < roundMilliseconds) {
      for (let i = 0; i < perTurn && underWay < inFlight; i++, begun++) begin();
      await nextTurn();
    }
    const done = before + begun - underWay;
    if (round > 0) rates.push((done / (performance.now() - start)) * 1000);
  }
  while (underWay > 0 && failure === undefined) await nextTurn();
  if (failure !== undefined) throw new Error('an operation failed', { cause: failure });
  return median(rates);
}
