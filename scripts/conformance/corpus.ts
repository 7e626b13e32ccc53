import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What became of one case. */
export interface Outcome {
  readonly name: string;
  /** `undefined`: as expected; otherwise what came instead. */
  readonly miss?: string | undefined;
  /** Something was believed that must not be. */
  readonly isFalseAccept?: boolean;
}

export interface CorpusResult {
  readonly outcomes: readonly Outcome[];
  /** What the counts alone do not tell. */
  readonly note?: string;
}

/** Runs one corpus whose folder is given. */
export type Corpus = (folder: string) => Promise<CorpusResult>;

/** A corpus with several kinds of cases. */
export const together =
  (...kinds: readonly Corpus[]): Corpus =>
  async (folder) => {
    const results: CorpusResult[] = [];
    for (const kind of kinds) results.push(await kind(folder));
    const notes = results.flatMap(({ note }) => note ?? []);
    return {
      outcomes: results.flatMap(({ outcomes }) => outcomes),
      ...(notes.length > 0 && { note: notes.join('; ') }),
    };
  };

/** The table of a corpus. */
export function readTable(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

export const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

export const readBytes = (folder: string, file: string): Uint8Array =>
  new Uint8Array(readFileSync(join(folder, file)));

/** The outcome of a case whose right answer is `wanted`; `isGood` says which answers believe something. */
export function compare(
  name: string,
  wanted: string,
  got: string,
  isGood: (answer: string) => boolean,
  why = '',
): Outcome {
  if (wanted === got) return { name };
  const isFalseAccept = isGood(got) && !isGood(wanted);
  return { name, miss: `${got}, expected ${wanted}${why && `: ${why}`}`, isFalseAccept };
}

/** The most telling failure in one line. */
export function tell(failures: readonly { code: string; message: string }[]): string {
  const [first] = failures;
  return first === undefined ? '' : `${first.code}: ${first.message}`;
}
