import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samplePdf, signPdf, verifyPdf } from '../../test/support/pdf.ts';
import { median, type BenchResult } from './measure.ts';

const PAGES = 20;
const SIGNATURES = 10;
const ROUNDS = 15;
const LIMIT_MILLISECONDS = 1000;

/** Milliseconds by the clock. */
async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds that pdfsig takes, a process each; it looks at no change of the document. */
async function pdfsig(document: Uint8Array): Promise<number | undefined> {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-bench-pdf-'));
  const file = join(directory, 'signed.pdf');
  writeFileSync(file, document);
  try {
    const rounds: number[] = [];
    for (let round = 0; round < 5; round++) {
      rounds.push(
        await milliseconds(() =>
          execFileSync('pdfsig', ['-nocert', file], { stdio: ['ignore', 'pipe', 'pipe'] }),
        ),
      );
    }
    return median(rounds);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A PDF with many signatures, one after another, verified with the analysis of what changed after each. */
export async function benchmark(): Promise<BenchResult[]> {
  let document = await samplePdf({ pages: PAGES, fields: { place: 'Aarhus', date: '1 June' } });
  for (let index = 0; index < SIGNATURES; index++) {
    document = await signPdf(document, {}, index % 2 === 0 ? 'signer' : 'other');
  }
  const verify = async (): Promise<void> => {
    const { passedCount, signatures } = await verifyPdf(document);
    const judged = signatures.filter(({ laterChanges }) => laterChanges?.verdict === 'allowed');
    if (passedCount !== SIGNATURES || judged.length !== SIGNATURES - 1)
      throw new Error('the document is good');
  };
  const first = await milliseconds(verify);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await milliseconds(verify));
  const peer = await pdfsig(document);
  return [
    {
      name: `PDF of ${PAGES} pages with ${SIGNATURES} signatures verified, its changes analysed`,
      ours: 1000 / median(rounds),
      unit: 'documents/s',
      against: [
        { name: 'one a second', rate: 1000 / LIMIT_MILLISECONDS, bar: 1 },
        ...(peer === undefined
          ? []
          : [{ name: 'pdfsig, a process each, changes not analysed', rate: 1000 / peer }]),
      ],
      note: `the first in ${first.toFixed(0)} ms, before anything is compiled`,
    },
  ];
}
