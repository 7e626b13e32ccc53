/**
 * Fuzzes one reader, in a process of its own, until the time is over or an input breaks it. Each input is written
 * to a file before it is read, so that it is there when the process is not.
 */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { CertBankError } from '../../src/base/errors.ts';
import { damagedInputs } from '../../test/support/damaged.ts';
import { READERS, type Reader } from '../../test/support/readers.ts';

/** What the parent process orders. */
export interface FuzzOrder {
  readonly reader: string;
  readonly seed: number;
  readonly milliseconds: number;
  /** Where the input stands that is being read. */
  readonly inputFile: string;
}

/** What is told about once a second, and at the end. */
export interface FuzzProgress {
  readonly inputs: number;
  /** Inputs that raised a CertBankError. */
  readonly refused: number;
  /** Milliseconds of processor time of the slowest input. */
  readonly slowest: number;
  readonly residentBytes: number;
  /** What broke; then `inputs` is the number of the case. */
  readonly failure?: string;
  readonly isDone: boolean;
}

/** Resident memory of the whole process, samples and compiled code included. */
const MEMORY_BYTES = 1024 * 1024 * 1024;
const USUAL_MILLISECONDS = 1000;

/** Reads one input; gives what is wrong with how it went, if anything. */
export async function readOne(
  { read, milliseconds = USUAL_MILLISECONDS }: Reader,
  input: Uint8Array,
): Promise<{ readonly isRefused: boolean; readonly milliseconds: number; readonly failure?: string }> {
  const start = process.cpuUsage();
  let isRefused = false;
  let failure: string | undefined;
  try {
    await read(input);
  } catch (error) {
    if (error instanceof CertBankError) isRefused = true;
    else failure = error instanceof Error ? (error.stack ?? String(error)) + causeOf(error) : String(error);
  }
  const { user, system } = process.cpuUsage(start);
  const spent = (user + system) / 1000;
  if (spent > milliseconds) failure ??= `took ${Math.round(spent)} ms of processor time`;
  return { isRefused, milliseconds: spent, ...(failure !== undefined && { failure }) };
}

const causeOf = ({ cause }: Error): string =>
  cause instanceof Error ? `\ncaused by ${cause.stack ?? cause.message}${causeOf(cause)}` : '';

async function fuzz(order: FuzzOrder, tell: (progress: FuzzProgress) => void): Promise<void> {
  const reader = READERS[order.reader]!;
  const samples = await reader.samples();
  for (const sample of samples) {
    const { isRefused, failure } = await readOne(reader, sample);
    if (isRefused || failure !== undefined) throw new Error(`a sample is not read: ${failure ?? 'refused'}`);
  }
  const inputOf = damagedInputs(reader.grammar, samples, order.seed);
  const file = openSync(order.inputFile, 'w');
  const end = performance.now() + order.milliseconds;
  let inputs = 0;
  let refused = 0;
  let slowest = 0;
  let told = performance.now();
  const now = (isDone: boolean, failure?: string): FuzzProgress => ({
    inputs,
    refused,
    slowest,
    residentBytes: process.memoryUsage.rss(),
    isDone,
    ...(failure !== undefined && { failure }),
  });
  tell(now(false));
  for (; performance.now() < end; inputs++) {
    const input = inputOf(inputs);
    writeSync(file, input, 0, input.length, 0);
    ftruncateSync(file, input.length);
    const { isRefused, milliseconds, failure } = await readOne(reader, input);
    if (failure !== undefined) {
      tell(now(true, failure));
      return;
    }
    if (isRefused) refused++;
    slowest = Math.max(slowest, milliseconds);
    if (performance.now() - told < 1000) continue;
    told = performance.now();
    const progress = now(false);
    if (progress.residentBytes > MEMORY_BYTES) {
      tell({ ...progress, isDone: true, failure: `has ${progress.residentBytes} octets of memory` });
      return;
    }
    tell(progress);
    // What was awaited may have been settled at once: messages and timers have their turn here.
    await new Promise((resolve) => setImmediate(resolve));
  }
  closeSync(file);
  tell(now(true));
}

if (process.send !== undefined) {
  process.once('message', (order: FuzzOrder) => {
    fuzz(order, (progress) => process.send!(progress)).then(
      () => process.disconnect(),
      (error: unknown) => {
        console.error(error);
        process.exit(70);
      },
    );
  });
}
