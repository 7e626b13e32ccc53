import type { LongTermVerdict } from '../validation/long-term.ts';
import type { TimestampVerdict } from '../validation/timestamp.ts';
import type { BlockIndication, BlockName, ProcessName, SubIndication } from '../validation/verdict.ts';
import type { ValidationReport } from './report.ts';

/**
 * Every check of every building block with its clause, its outcome and a sentence, by the processes of
 * EN 319 102-1. Plain JSON, told from the same verdicts as the simple report.
 */
export interface DetailedReport {
  document: ValidationReport['document'];
  validationTime: string;
  /** The names of the validation policy and of its policy on algorithms. */
  policy: { name: string; crypto: string };
  signatures: DetailedSignature[];
  problems: ValidationReport['problems'];
}

export interface DetailedSignature {
  id: string;
  indication: LongTermVerdict['indication'];
  subIndication: SubIndication | null;
  bestSignatureTime: string;
  /** In the order in which they build on each other. */
  processes: DetailedProcess[];
  timestamps: DetailedTimestamp[];
}

export interface DetailedTimestamp {
  id: string;
  type: TimestampVerdict['facts']['type'];
  time: string | null;
  indication: BlockIndication;
  subIndication: SubIndication | null;
  processes: DetailedProcess[];
}

export interface DetailedProcess {
  process: ProcessName;
  clause: string;
  indication: BlockIndication;
  subIndication: SubIndication | null;
  blocks: DetailedBlock[];
}

export interface DetailedBlock {
  block: BlockName;
  clause: string;
  /** `NOT-JUDGED`: a block before it left nothing that this one could judge. */
  indication: BlockIndication | 'NOT-JUDGED';
  subIndication: SubIndication | null;
  checks: DetailedCheck[];
}

export interface DetailedCheck {
  /** Of the check, or of the objection where no listed check has it. */
  code: string;
  clause: string;
  /** `not-concluded`: the block was decided before this check. */
  outcome: 'passed' | 'failed' | 'undetermined' | 'not-concluded';
  message: string;
}
