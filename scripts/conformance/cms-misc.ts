import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { derFrom } from '../../src/formats/pem.ts';
import { NO_EVIDENCE } from '../../src/signatures/ades/carried.ts';
import type { Datum, SignatureFacts } from '../../src/signatures/ades/facts.ts';
import type { SignatureReport } from '../../src/signatures/report/report.ts';
import { ValidationContext } from '../../src/signatures/validation/context.ts';
import { proveByRecords } from '../../src/signatures/validation/evidence-record.ts';
import { Existence } from '../../src/signatures/validation/existence.ts';
import { STRICT_POLICY } from '../../src/signatures/validation/policy.ts';
import { validateTimestamp } from '../../src/signatures/validation/timestamp.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import { compare, readBytes, readTable, type CorpusResult, type Outcome } from './corpus.ts';

interface MiscEntry {
  readonly id: string;
  readonly file: string;
  readonly format: 'CMS' | 'SMIME' | 'EvidenceRecord-ASN1' | 'RFC3161-TimeStampToken';
  readonly expected: { readonly verdict: string; readonly signers?: number };
  readonly detached_content?: string;
  /** Certificates beside the message. */
  readonly extra?: string;
  readonly trust?: readonly string[];
}

/** What one entry comes to, of the integrity alone: neither trust nor the date is asked. */
interface Judgement {
  readonly verdict: string;
  readonly signers?: number;
  readonly why?: string;
}

const JUDGES: Readonly<
  Record<MiscEntry['format'], (folder: string, entry: MiscEntry) => Promise<Judgement>>
> = {
  CMS: message,
  SMIME: message,
  'EvidenceRecord-ASN1': record,
  'RFC3161-TimeStampToken': token,
};

/** CMS and what is built on it: the examples of RFC 4134, ML-DSA, evidence records, a time-stamp token. */
export async function cmsMisc(folder: string): Promise<CorpusResult> {
  const outcomes: Outcome[] = [];
  for (const entry of (readTable(folder, 'cms-misc.json') as { entries: readonly MiscEntry[] }).entries) {
    const { id, expected } = entry;
    const { verdict, signers, why } = await JUDGES[entry.format](folder, entry);
    outcomes.push(compare(id, expected.verdict, verdict, (answer) => answer === 'valid', why));
    if (expected.signers !== undefined) {
      outcomes.push(compare(`${id} signers`, `${expected.signers}`, `${signers}`, () => false));
    }
  }
  return { outcomes };
}

const AT = new Date('2026-01-01T00:00:00Z');
const engine = nodeEngine();
const newContext = (): ValidationContext =>
  new ValidationContext({
    engine,
    at: AT,
    policy: STRICT_POLICY,
    anchors: [],
    intermediates: [],
    limits: {},
  });

async function message(folder: string, { file, extra, trust = [] }: MiscEntry): Promise<Judgement> {
  try {
    const report = await verifyDocument(readBytes(folder, file), {
      engine,
      at: AT,
      intermediates: [...(extra === undefined ? [] : [extra]), ...trust].flatMap((certificates) =>
        derFrom(readBytes(folder, certificates), 'CERTIFICATE'),
      ),
    });
    const { signatures } = report;
    const broken = signatures.filter((signature) => !isWhole(signature));
    const verdict = signatures.length === 0 ? 'certs-only' : broken.length === 0 ? 'valid' : 'invalid';
    const why = broken.flatMap(({ id, reasons }) =>
      reasons.slice(0, 1).map(({ message: told }) => `${id}: ${told}`),
    );
    return { verdict, signers: signatures.length, why: why.join('; ') };
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return { verdict: 'error', why: error.message };
  }
}

const isWhole = ({ integrity }: SignatureReport): boolean =>
  integrity.signature && integrity.references && integrity.structure;

const coveredBy = (folder: string, { detached_content: file }: MiscEntry): Datum[] =>
  file === undefined ? [] : [{ pieces: [readBytes(folder, file)], scope: { name: file, kind: 'FULL' } }];

async function token(folder: string, entry: MiscEntry): Promise<Judgement> {
  const timestamp = {
    id: 'T-1',
    type: 'content',
    token: readBytes(folder, entry.file),
    imprintInput: () => coveredBy(folder, entry).map(({ pieces }) => pieces),
    protects: { signatures: [], timestamps: [], evidence: NO_EVIDENCE },
    findings: [],
  } as const;
  const { isIntact, reasons } = await validateTimestamp(newContext(), timestamp, NO_EVIDENCE);
  return { verdict: isIntact ? 'valid' : 'invalid', why: reasons[0]?.message ?? '' };
}

async function record(folder: string, entry: MiscEntry): Promise<Judgement> {
  const context = newContext();
  const facts = {
    id: 'E-1',
    record: readBytes(folder, entry.file),
    data: [coveredBy(folder, entry)],
    protects: { signatures: [], timestamps: [], evidence: NO_EVIDENCE },
    protectsRecords: [],
  };
  const around: Pick<SignatureFacts, 'evidenceRecords' | 'evidence' | 'timestamps'> = {
    evidenceRecords: [facts],
    evidence: NO_EVIDENCE,
    timestamps: [],
  };
  const existence = new Existence(engine);
  const verdicts = await proveByRecords(context, [around as SignatureFacts], existence, () => undefined);
  const { indication, reasons, timestamps } = verdicts.get(facts.id)!;
  const isGood =
    indication !== 'FAILED' && timestamps.length > 0 && timestamps.every(({ isIntact }) => isIntact);
  return { verdict: isGood ? 'valid' : 'invalid', why: reasons[0]?.message ?? '' };
}
