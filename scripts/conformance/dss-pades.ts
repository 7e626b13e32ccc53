import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import type { SignatureReport, ValidationReport } from '../../src/signatures/report/report.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import { readBytes, tell, type Outcome } from './corpus.ts';

interface Facts {
  readonly signature_intact?: boolean;
  readonly signature_valid?: boolean;
  readonly references_intact?: boolean;
  readonly structure_valid?: boolean;
  readonly byte_range_valid?: boolean;
  readonly pdf_signature_dictionary_consistent?: boolean;
  readonly level?: string;
  readonly timestamps_count?: number;
}

interface Entry {
  readonly id: string;
  readonly file: string;
  readonly expected: {
    readonly verdict: string;
    readonly signatures_count?: number;
    readonly signatures_min?: number;
    readonly timestamps_count?: number;
    readonly signatures?: { readonly all?: Facts; readonly by_index?: Readonly<Record<string, Facts>> };
  };
}

const AT = new Date('2026-01-01T00:00:00Z');

/** What one PAdES entry comes to: its integrity verdict, then counts and levels, each an outcome of its own. */
export async function dssPadesEntry(folder: string, entry: Entry): Promise<Outcome[]> {
  let report: ValidationReport;
  try {
    report = await verifyDocument(readBytes(folder, entry.file), { engine: nodeEngine(), at: AT });
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return [{ name: `${entry.id} verdict`, miss: `refused: ${error.message}` }];
  }
  return [verdictOf(entry, report), ...countsOf(entry, report), ...levelsOf(entry, report)];
}

/** Signature, references and structure of every signature, as far as they are stated. */
function verdictOf({ id, expected }: Entry, { signatures }: ValidationReport): Outcome {
  const name = `${id} verdict`;
  const isWhole = ({ integrity }: SignatureReport): boolean =>
    integrity.signature && integrity.references && integrity.structure;
  const reason = signatures.flatMap(({ reasons }) => reasons);
  if (expected.verdict === 'no-signatures') {
    return signatures.length === 0 ? { name } : { name, miss: `${signatures.length} signatures` };
  }
  if (expected.verdict === 'invalid') {
    const isAccepted = signatures.length > 0 && signatures.every(isWhole);
    return isAccepted ? { name, miss: 'accepted', isFalseAccept: true } : { name };
  }
  for (const [index, signature] of signatures.entries()) {
    const facts = { ...expected.signatures?.all, ...expected.signatures?.by_index?.[String(index)] };
    const { integrity } = signature;
    // What is said to be consistent but for its dictionary has a broken structure here.
    const isStructureWanted =
      facts.byte_range_valid !== false && facts.pdf_signature_dictionary_consistent !== false;
    if (!integrity.signature || !integrity.references || integrity.structure !== isStructureWanted) {
      return { name, miss: `signature ${index + 1} ${JSON.stringify(integrity)}: ${tell(reason)}` };
    }
  }
  return signatures.length >= (expected.signatures_min ?? 1)
    ? { name }
    : { name, miss: 'no signature found' };
}

function countsOf({ id, expected }: Entry, { signatures }: ValidationReport): Outcome[] {
  const outcomes: Outcome[] = [];
  const count = (what: string, wanted: number | undefined, got: number): void => {
    if (wanted === undefined) return;
    outcomes.push({ name: `${id} ${what}`, ...(wanted !== got && { miss: `${got}, expected ${wanted}` }) });
  };
  count('signatures', expected.signatures_count, signatures.length);
  const stamps = new Set<string>();
  let unnamed = 0;
  for (const { timestamps } of signatures) {
    for (const { type, time, producedBy } of timestamps) {
      // A document time-stamp stands at each signature that it covers.
      stamps.add(type === 'document' ? `${type} ${time} ${producedBy}` : `${type} ${unnamed++}`);
    }
  }
  count('time-stamps', expected.timestamps_count, stamps.size);
  for (const [index, facts] of Object.entries(expected.signatures?.by_index ?? {})) {
    const got = signatures[Number(index)]?.timestamps.length ?? -1;
    count(`time-stamps of signature ${index}`, facts.timestamps_count, got);
  }
  return outcomes;
}

/** The reference validator's names: whatever is no baseline level is none here. */
function levelsOf({ id, expected }: Entry, { signatures }: ValidationReport): Outcome[] {
  return signatures.flatMap(({ level }, index) => {
    const wanted = expected.signatures?.by_index?.[String(index)]?.level ?? expected.signatures?.all?.level;
    if (wanted === undefined) return [];
    const mapped = /BASELINE_(\w+)$/.exec(wanted)?.[1];
    const name = `${id} level of signature ${index}`;
    const right = mapped === undefined ? 'NOT-ADES' : `BASELINE-${mapped}`;
    return [{ name, ...(level !== right && { miss: `${level}, expected ${right}` }) }];
  });
}
