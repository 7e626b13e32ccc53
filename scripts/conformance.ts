/**
 * `npm run conformance -- DIR [CORPUS...]`: runs every corpus below DIR that the house can do so far, prints
 * `corpus: passed/total` and each miss by name with its reason. DIR may also be one corpus.
 *
 * Ends with status 1 on a miss that is not in `conformance/accepted.json`, and on an accepted one that passes:
 * the list may only shrink.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { bsslPki } from './conformance/bssl-pki.ts';
import { cmsMisc } from './conformance/cms-misc.ts';
import { together, type Corpus } from './conformance/corpus.ts';
import { dss } from './conformance/dss.ts';
import { opensslOcsp } from './conformance/openssl-ocsp.ts';
import { pkits } from './conformance/pkits.ts';
import { pyhankoPdf } from './conformance/pyhanko-pdf.ts';
import { smimePkits } from './conformance/smime-pkits.ts';
import { wycheproof } from './conformance/wycheproof.ts';
import { x509Odd } from './conformance/x509-odd.ts';

const CORPORA: Readonly<Record<string, Corpus>> = {
  pkits: together(pkits, smimePkits),
  'bssl-pki': bsslPki,
  'openssl-ocsp': opensslOcsp,
  'x509-odd': x509Odd,
  wycheproof,
  'cms-misc': cmsMisc,
  dss,
  'pyhanko-pdf': pyhankoPdf,
};

/** Known misses, by corpus and name, each with the reason why it is accepted. */
const accepted = JSON.parse(
  readFileSync(join(import.meta.dirname, 'conformance', 'accepted.json'), 'utf8'),
) as Record<string, Record<string, string>>;

const [directory, ...wanted] = process.argv.slice(2);
if (directory === undefined || !existsSync(directory)) {
  console.error('usage: npm run conformance -- DIR [CORPUS...]');
  process.exit(64);
}

let failed = 0;
let falseAccepts = 0;
for (const { name, folder } of corporaIn(resolve(directory))) {
  const corpus = CORPORA[name];
  if (corpus === undefined) {
    console.log(`${name}: not in reach yet (${countEntries(folder, name)} entries)`);
    continue;
  }
  await run(name, folder, corpus);
}
console.log(`false accepts: ${falseAccepts}`);
process.exitCode = failed > 0 ? 1 : 0;

async function run(name: string, folder: string, corpus: Corpus): Promise<void> {
  const { outcomes, note } = await corpus(folder);
  const known = accepted[name] ?? {};
  const misses = outcomes.filter(({ miss }) => miss !== undefined);
  console.log(
    `${name}: ${outcomes.length - misses.length}/${outcomes.length}${note === undefined ? '' : ` (${note})`}`,
  );
  for (const { name: test, miss, isFalseAccept } of misses) {
    const reason = known[test];
    const kind = isFalseAccept === true ? 'believed wrongly: ' : '';
    if (reason === undefined) {
      failed++;
      if (isFalseAccept === true) falseAccepts++;
      console.log(`  MISS ${test}: ${kind}${miss}`);
    } else console.log(`  accepted miss ${test}: ${kind}${miss}\n    because ${reason}`);
  }
  const missed = new Set(misses.map(({ name: test }) => test));
  for (const test of Object.keys(known)) {
    if (missed.has(test)) continue;
    failed++;
    console.log(`  ${test} passes or is gone: take it off the list of accepted misses`);
  }
}

function corporaIn(root: string): { name: string; folder: string }[] {
  const isCorpus = (folder: string): boolean => existsSync(join(folder, `${basename(folder)}.json`));
  const folders = isCorpus(root)
    ? [root]
    : readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(root, entry.name))
        .filter(isCorpus);
  return folders
    .map((folder) => ({ name: basename(folder), folder }))
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

function countEntries(folder: string, name: string): number {
  const table = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { entries?: unknown[] };
  return table.entries?.length ?? 0;
}
