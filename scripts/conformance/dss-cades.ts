import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import type { HashName } from '../../src/formats/algorithms.ts';
import type { SignatureReport, ValidationReport } from '../../src/signatures/report/report.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import type { DetachedContent } from '../../src/signatures/verify-options.ts';
import { bytesOf, readBytes, type Outcome } from './corpus.ts';

/** One entry of the table, as far as all formats share it. */
export interface DssEntry {
  readonly id: string;
  readonly format: string;
  readonly file: string;
  readonly name?: string;
  readonly detached_contents?: readonly {
    readonly file?: string;
    readonly name?: string;
    readonly digest?: { readonly alg: string; readonly value: string };
  }[];
  /** Beside the document. */
  readonly detached_evidence_records?: readonly unknown[];
  readonly expected: {
    readonly parse: 'ok' | 'error';
    readonly verdict: string;
    readonly signatures_count?: number;
    readonly top_level_signatures_count?: number;
    readonly signatures_min?: number;
    readonly timestamps_count?: number;
    readonly evidence_records_count?: number;
    readonly evidence_records?: {
      readonly data_intact?: boolean;
      readonly some_data_not_intact?: boolean;
    };
    readonly signatures?: {
      readonly all?: SignatureFactsExpected;
      readonly by_index?: Readonly<Record<string, SignatureFactsExpected>>;
    };
  };
  readonly reliability: { readonly verdict?: string };
}

interface SignatureFactsExpected {
  readonly signature_valid?: boolean;
  readonly level?: string;
  readonly timestamps_count?: number;
}

const AT = new Date('2026-01-01T00:00:00Z');

/** What one entry comes to: its integrity verdict, counts and levels, each an outcome of its own. */
export async function dssEntry(folder: string, entry: DssEntry): Promise<Outcome[]> {
  let report: ValidationReport;
  try {
    report = await verifyDocument(readBytes(folder, entry.file), {
      engine: nodeEngine(),
      at: AT,
      contents: (entry.detached_contents ?? []).flatMap((content) => detached(folder, content)),
      ...(entry.name !== undefined && { name: entry.name }),
    });
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return [judge(`${entry.id} verdict`, entry.expected.verdict, 'error', error.message)];
  }
  return [
    verdictOf(entry, report),
    ...countsOf(entry, report),
    ...levelsOf(entry, report),
    ...recordsOf(entry, report),
  ];
}

function detached(
  folder: string,
  content: NonNullable<DssEntry['detached_contents']>[number],
): DetachedContent[] {
  const name = content.name === undefined ? {} : { name: content.name };
  if (content.file !== undefined) return [{ ...name, bytes: readBytes(folder, content.file) }];
  if (content.digest === undefined) return [];
  const hash = content.digest.alg.replace('SHA', 'SHA-') as HashName;
  return [{ ...name, digests: { [hash]: bytesOf(content.digest.value) } }];
}

const isWhole = ({ integrity }: SignatureReport): boolean =>
  integrity.signature && integrity.references && integrity.structure;

function verdictOf({ id, expected }: DssEntry, { signatures }: ValidationReport): Outcome {
  const got = signatures.length === 0 ? 'no-signatures' : signatures.every(isWhole) ? 'valid' : 'invalid';
  const why = signatures
    .filter((signature) => !isWhole(signature))
    .flatMap(({ reasons }) => reasons.slice(0, 1).map(({ code, message }) => `${code}: ${message}`))
    .join('; ');
  return judge(`${id} verdict`, expected.verdict, got, why);
}

function judge(name: string, wanted: string, got: string, why: string): Outcome {
  if (wanted === got) return { name };
  return {
    name,
    miss: `${got}, expected ${wanted}: ${why}`,
    isFalseAccept: got === 'valid' && wanted === 'invalid',
  };
}

function countsOf({ id, expected }: DssEntry, { signatures }: ValidationReport): Outcome[] {
  const outcomes: Outcome[] = [];
  const count = (what: string, wanted: number | undefined, got: number): void => {
    if (wanted === undefined) return;
    const name = `${id} ${what}`;
    outcomes.push(wanted === got ? { name } : { name, miss: `${got}, expected ${wanted}` });
  };
  count('signatures', expected.signatures_count, signatures.length);
  const top = signatures.filter(({ counterSignatureOf }) => counterSignatureOf === null);
  count('top-level signatures', expected.top_level_signatures_count, top.length);
  const stamps = signatures.flatMap(({ timestamps }) => timestamps);
  count('time-stamps', expected.timestamps_count, stamps.length);
  for (const [index, facts] of Object.entries(expected.signatures?.by_index ?? {})) {
    const got = signatures[Number(index)]?.timestamps.length ?? -1;
    count(`time-stamps of signature ${index}`, facts.timestamps_count, got);
  }
  return outcomes;
}

/** Evidence records inside the document, and whether each covers what it should; those beside it are in XML. */
function recordsOf(
  { id, expected, detached_evidence_records: beside }: DssEntry,
  { signatures }: ValidationReport,
): Outcome[] {
  if (beside !== undefined) return [];
  const records = signatures[0]?.evidenceRecords ?? [];
  const outcomes: Outcome[] = [];
  const { evidence_records_count: count, evidence_records: facts } = expected;
  if (count !== undefined) {
    const name = `${id} evidence records`;
    outcomes.push(
      count === records.length ? { name } : { name, miss: `${records.length}, expected ${count}` },
    );
  }
  const wanted = facts?.some_data_not_intact === true ? false : facts?.data_intact;
  if (wanted !== undefined && records.length > 0) {
    const got = records.every(({ time }) => time !== null);
    const name = `${id} data of evidence records`;
    const miss = got ? 'intact, expected changed' : 'changed, expected intact';
    outcomes.push(got === wanted ? { name } : { name, miss, isFalseAccept: got });
  }
  return outcomes;
}

/** The names of the reference validator for what this house calls by the baseline levels. */
function baseline(level: string): string | undefined {
  const name = level.replace(/^[A-Za-z]+_/, '');
  if (name.startsWith('BASELINE_')) return name.replace('_', '-');
  return level.includes('NOT_ETSI') ? 'NOT-ADES' : undefined;
}

/** Levels outside the baseline (CAdES-C, -XL, -A, -ERS) have no name in the report. */
function levelsOf({ id, expected }: DssEntry, { signatures }: ValidationReport): Outcome[] {
  const all = expected.signatures?.all?.level;
  const wanted = new Map<number, string>();
  if (all !== undefined) for (const index of signatures.keys()) wanted.set(index, all);
  for (const [index, { level }] of Object.entries(expected.signatures?.by_index ?? {})) {
    if (level !== undefined) wanted.set(Number(index), level);
  }
  return [...wanted].flatMap(([index, level]) => {
    const name = `${id} level of signature ${index}`;
    const mapped = baseline(level);
    const got = signatures[index]?.level;
    if (mapped === undefined) return [];
    return [got === mapped ? { name } : { name, miss: `${got}, expected ${mapped}` }];
  });
}
