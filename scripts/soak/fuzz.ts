import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { READERS } from '../../test/support/readers.ts';
import { readOne, type FuzzOrder, type FuzzProgress } from './fuzz-child.ts';

export interface FuzzOptions {
  /** Names of readers; none: all. */
  readonly readers: readonly string[];
  readonly minutes: number;
  readonly seed: number;
  /** Readers at the same time. */
  readonly atOnce: number;
  /** Where inputs that break a reader are kept. */
  readonly directory: string;
  readonly tell: (line: string) => void;
}

export interface FuzzResult extends FuzzProgress {
  readonly reader: string;
}

/** Of V8's heap, so that a reader that keeps what it reads ends soon. */
const HEAP_MEGABYTES = 512;
/** Without a sign of life for so long, once it has begun, the process is held to hang. */
const SILENCE_MILLISECONDS = 120_000;
/** Between two lines about one reader. */
const TELL_MILLISECONDS = 30_000;

/** Fuzzes readers, each in a process of its own, some at the same time; ends by itself. */
export async function soakByFuzzing(options: FuzzOptions): Promise<FuzzResult[]> {
  const waiting = [...(options.readers.length > 0 ? options.readers : Object.keys(READERS))];
  for (const reader of waiting) {
    if (!(reader in READERS))
      throw new RangeError(`no reader ${reader}; there are: ${Object.keys(READERS).join(', ')}`);
  }
  const results: FuzzResult[] = [];
  const work = async (): Promise<void> => {
    for (let reader = waiting.shift(); reader !== undefined; reader = waiting.shift()) {
      const result = await fuzzOne(reader, options);
      results.push(result);
      options.tell(describe(result, options.seed));
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return results;
}

/** Reads one input that was kept; gives what broke, if anything. */
export async function replay(reader: string, file: string): Promise<string | undefined> {
  const found = READERS[reader];
  if (found === undefined) throw new RangeError(`no reader ${reader}`);
  return (await readOne(found, new Uint8Array(readFileSync(file)))).failure;
}

function fuzzOne(reader: string, { seed, minutes, directory, tell }: FuzzOptions): Promise<FuzzResult> {
  const inputFile = join(directory, `${reader}.bin`);
  const order: FuzzOrder = { reader, seed, milliseconds: minutes * 60_000, inputFile };
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'fuzz-child.ts'), [], {
      execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MEGABYTES}`],
    });
    let last: FuzzProgress = { inputs: 0, refused: 0, slowest: 0, residentBytes: 0, isDone: false };
    let died: string | undefined;
    let toldAt = Date.now();
    let hang: NodeJS.Timeout | undefined;
    const kill = (): void => {
      died = `no sign of life for ${SILENCE_MILLISECONDS / 1000} s`;
      child.kill('SIGKILL');
    };
    child.on('message', (progress: FuzzProgress) => {
      last = progress;
      clearTimeout(hang);
      hang = setTimeout(kill, SILENCE_MILLISECONDS);
      if (progress.isDone || Date.now() - toldAt < TELL_MILLISECONDS) return;
      toldAt = Date.now();
      tell(`${reader}: ${progress.inputs} inputs, ${progress.refused} refused`);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(hang);
      if (!last.isDone) died ??= `the process ended (${signal ?? code})`;
      resolve({ reader, ...last, ...(died !== undefined && { failure: died }) });
    });
    child.send(order);
  });
}

function describe(result: FuzzResult, seed: number): string {
  const { reader, inputs, refused, slowest, residentBytes, failure } = result;
  const figures =
    `${inputs} inputs, ${refused} refused, slowest ${Math.round(slowest)} ms, ` +
    `${Math.round(residentBytes / 2 ** 20)} MiB`;
  return failure === undefined
    ? `${reader}: ${figures}`
    : `${reader}: FAILED at seed ${seed}, case ${inputs}\n${failure}`;
}
