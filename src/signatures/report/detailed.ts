import type { DocumentValidation, ValidatedSignature } from '../verify-document.ts';
import type { LongTermVerdict } from '../validation/long-term.ts';
import { blockIndication, type TimestampVerdict } from '../validation/timestamp.ts';
import type { BlockIndication, ProcessName, Reason, SubIndication } from '../validation/verdict.ts';
import { basicBlocks, blockOf, reasonChecks, timestampBlock } from './checks.ts';
import type {
  DetailedBlock,
  DetailedProcess,
  DetailedReport,
  DetailedSignature,
  DetailedTimestamp,
} from './detail.ts';
import { instant } from './simple.ts';

const CLAUSES: Readonly<Record<ProcessName, string>> = {
  'validation of basic signatures': 'EN 319 102-1 5.3',
  'validation of a time-stamp': 'EN 319 102-1 5.4',
  'validation of signatures with time and long-term material': 'EN 319 102-1 5.5',
  'validation of signatures with archive data': 'EN 319 102-1 5.6.3',
};

/**
 * The detailed report of a validation.
 *
 * Does not check: anything; it tells what the verdicts say.
 */
export function detailedReport({ report, policy, signatures }: DocumentValidation): DetailedReport {
  return {
    document: { ...report.document },
    validationTime: report.validationTime,
    policy: { name: policy.name, crypto: policy.crypto.name },
    signatures: signatures.map(detailSignature),
    problems: report.problems.map((problem) => ({ ...problem })),
  };
}

function detailSignature({ facts, verdict }: ValidatedSignature): DetailedSignature {
  const { indication, subIndication, basic, timestamps } = verdict;
  const processes: DetailedProcess[] = [
    process(
      'validation of basic signatures',
      blockIndication(basic.indication),
      basic.subIndication,
      basicBlocks(facts, basic, basic.lasting, basic.dated),
    ),
  ];
  if (timestamps.length > 0 || verdict.evidenceRecords.length > 0) {
    const name = isArchived(verdict)
      ? 'validation of signatures with archive data'
      : 'validation of signatures with time and long-term material';
    processes.push(process(name, blockIndication(indication), subIndication, byBlock(verdict.reasons)));
  }
  return {
    id: facts.id,
    indication,
    subIndication,
    bestSignatureTime: instant(verdict.bestSignatureTime),
    processes,
    timestamps: timestamps.map(detailTimestamp),
  };
}

function isArchived({ timestamps, evidenceRecords }: LongTermVerdict): boolean {
  return (
    evidenceRecords.length > 0 ||
    timestamps.some(({ facts }) => facts.type === 'archive' || facts.type === 'document')
  );
}

function detailTimestamp(verdict: TimestampVerdict): DetailedTimestamp {
  const { facts, token, signature, basic, indication, subIndication, reasons } = verdict;
  const blocks = [timestampBlock(verdict)];
  if (signature !== undefined && basic !== undefined) {
    // Between the form of the time-stamp, and its imprint and its time, stands the token as a signature.
    blocks.push(...basicBlocks(signature, basic, basic.lasting.slice(1, -2), basic.dated));
  }
  const past = reasons.filter(({ block }) => block === 'past signature validation');
  return {
    id: facts.id,
    type: facts.type,
    time: token === undefined ? null : instant(token.tstInfo.genTime),
    indication,
    subIndication,
    processes: [
      process('validation of a time-stamp', indication, subIndication, [...blocks, ...byBlock(past)]),
    ],
  };
}

/** What the later processes say beyond the basic one: nothing where they passed. */
function byBlock(reasons: readonly Reason[]): DetailedBlock[] {
  const names = [...new Set(reasons.map(({ block }) => block))];
  return names.map((name) => {
    const own = reasons.filter(({ block }) => block === name);
    return { ...blockOf(name), indication: 'INDETERMINATE', checks: reasonChecks(own, 'undetermined') };
  });
}

function process(
  name: ProcessName,
  indication: BlockIndication,
  subIndication: SubIndication | null,
  blocks: DetailedBlock[],
): DetailedProcess {
  return { process: name, clause: CLAUSES[name], indication, subIndication, blocks };
}
