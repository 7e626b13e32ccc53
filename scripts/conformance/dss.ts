import { readTable, type CorpusResult, type Outcome } from './corpus.ts';
import { dssEntry, type DssEntry } from './dss-cades.ts';
import { dssPadesEntry } from './dss-pades.ts';

/** Who judges the entries of a format; one that is not here is not in reach yet. */
const JUDGES: Readonly<Record<string, (folder: string, entry: DssEntry) => Promise<Outcome[]>>> = {
  CAdES: dssEntry,
  PAdES: dssPadesEntry,
};

/** Signed documents of the European Commission's reference validator, by the facts that its tests state. */
export async function dss(folder: string): Promise<CorpusResult> {
  const { entries } = readTable(folder, 'dss.json') as { entries: readonly DssEntry[] };
  const outcomes: Outcome[] = [];
  const tallies: string[] = [];
  for (const [format, judge] of Object.entries(JUDGES)) {
    const ours = entries.filter((entry) => entry.format === format);
    let good = 0;
    for (const entry of ours) {
      const found = await judge(folder, entry);
      if (found.find(({ name }) => name.endsWith(' verdict'))?.miss === undefined) good++;
      outcomes.push(...found);
    }
    tallies.push(`${format} verdicts ${good}/${ours.length}`);
  }
  const others = entries.filter(({ format }) => !(format in JUDGES)).length;
  return { outcomes, note: `${tallies.join(', ')}; ${others} entries of other formats not in reach yet` };
}
