import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { readValidationValues } from '../../formats/cms/validation-values.ts';
import { parseEvidenceRecord, type EvidenceRecord } from '../../formats/ers/evidence-record.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import { DEFAULT_BUDGET, type Budget } from '../../trust/path/budget.ts';
import { joinEvidence, NO_EVIDENCE } from '../ades/carried.ts';
import type {
  CarriedEvidence,
  EvidenceRecordFacts,
  Protection,
  SignatureFacts,
  TimestampFacts,
} from '../ades/facts.ts';
import { rootTimestamps, type BrokenRecord, type RootedTimestamp } from './archive-timestamps.ts';
import { ValidationContext } from './context.ts';
import type { Existence, Proof } from './existence.ts';
import { validatePastTimestamp } from './past-timestamp.ts';
import { validateTimestamp, type TimestampVerdict } from './timestamp.ts';
import {
  failed,
  indeterminate,
  type BlockIndication,
  type BlockName,
  type Conclusion,
  type Reason,
  type SubIndication,
} from './verdict.ts';

const BLOCK: BlockName = 'evidence record validation';
const CLAUSE = 'EN 319 102-1 5.6.3.4';

/** What the validation of one evidence record came to. */
export interface RecordVerdict {
  readonly id: string;
  readonly indication: BlockIndication;
  readonly subIndication: SubIndication | null;
  /** Empty where it passed. */
  readonly reasons: readonly Reason[];
  /** Since when it says that its data existed: the time of its first time-stamp; `undefined`: it could not be followed. */
  readonly time: Date | undefined;
  /** Its time-stamps, the oldest first, as far as they were judged: from the newest to the first that did not pass. */
  readonly timestamps: readonly TimestampVerdict[];
}

/** A record whose hash values were followed, before its time-stamps are judged. */
interface FollowedRecord {
  readonly facts: EvidenceRecordFacts;
  readonly rooted: readonly RootedTimestamp[];
  readonly evidence: CarriedEvidence;
}

/**
 * Judges every evidence record of a document and adds what those that pass prove: that all that they protect
 * existed at the time of their first time-stamp. The newest record comes first, since it may cover older ones; of
 * each, the newest time-stamp must be good now (or when a newer record proves it), and each older one at the time
 * of the one that renews it. One that does not pass as a whole proves nothing.
 *
 * @param carried what the token of each time-stamp of the document carries inside
 * @throws CertBankError `limit.exceeded` above LIMITS.archiveTimestamps
 * @source EN 319 102-1 section 5.6.3.4; RFC 4998 section 5.3
 */
export async function proveByRecords(
  context: ValidationContext,
  signatures: readonly SignatureFacts[],
  existence: Existence,
  carried: (timestamp: string) => CarriedEvidence | undefined,
): Promise<ReadonlyMap<string, RecordVerdict>> {
  const verdicts = new Map<string, RecordVerdict>();
  const followed: FollowedRecord[] = [];
  const budget = { left: LIMITS.archiveTimestamps };
  for (const { evidenceRecords = [], evidence } of signatures) {
    for (const facts of evidenceRecords) {
      if (verdicts.has(facts.id) || followed.some((other) => other.facts.id === facts.id)) continue;
      const record = await follow(context, facts, evidence, budget);
      if ('indication' in record) verdicts.set(facts.id, record);
      else followed.push(record);
    }
  }
  followed.sort((a, b) => timeOf(b).getTime() - timeOf(a).getTime());
  const times = timestampTimes(signatures);
  const shared = shareLimits(context, followed);
  for (const record of followed) {
    const verdict = await judge(shared, record, existence, times);
    verdicts.set(record.facts.id, verdict);
    if (verdict.indication !== 'PASSED') continue;
    const proof: Proof = { at: timeOf(record), by: record.facts.id };
    await existence.add(record.facts.protects, proof, carried);
    const inside = followed.filter(({ facts }) => record.facts.protectsRecords.includes(facts.id));
    for (const other of inside) await existence.add(tokensOf(other), proof, carriedBy(other));
  }
  return verdicts;
}

/**
 * What broken records say against a signature that they stand at, where the policy refuses what is broken: they
 * prove nothing, and somebody changed what was there.
 */
export function checkRecords(
  { source }: ValidationContext,
  verdicts: readonly RecordVerdict[],
): readonly Conclusion[] {
  const broken = verdicts.filter(({ indication }) => indication === 'FAILED');
  if (broken.length === 0 || source.policy.brokenTimestamps === 'ignored') return [];
  const whys = broken.flatMap(({ id, reasons }) =>
    reasons.slice(0, 1).map(({ clause, message }) => ({
      code: 'evidence-record.broken',
      clause,
      message: `evidence record ${id} is broken: ${message}`,
    })),
  );
  return [indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', ...whys)];
}

const timeOf = ({ rooted }: FollowedRecord): Date => rooted[0]!.time;

async function follow(
  context: ValidationContext,
  facts: EvidenceRecordFacts,
  documentEvidence: CarriedEvidence,
  budget: { left: number },
): Promise<FollowedRecord | RecordVerdict> {
  try {
    const record = parseEvidenceRecord(facts.record);
    spend(budget, record);
    const rooted = await rootTimestamps(context, record, facts.data);
    if ('finding' in rooted) return unjudged(facts, concludeBroken(rooted));
    return { facts, rooted, evidence: joinEvidence(evidenceIn(record), documentEvidence) };
  } catch (error) {
    if (!isCertBankError(error) || error.code === 'limit.exceeded') throw error;
    return unjudged(facts, concludeError(error));
  }
}

function spend(budget: { left: number }, { chains }: EvidenceRecord): void {
  for (const { timestamps } of chains) budget.left -= timestamps.length;
  if (budget.left >= 0) return;
  const details = { limit: 'archiveTimestamps', maximum: LIMITS.archiveTimestamps };
  throw new CertBankError(
    'limit.exceeded',
    details,
    `more than ${LIMITS.archiveTimestamps} archive time-stamps`,
  );
}

/** Archive time-stamps whose path searches may each spend what one signature may. */
const FULL_BUDGETS = 16;

/** Many archive time-stamps share what a few may spend on path searches, so that a hostile record costs no more. */
function shareLimits(context: ValidationContext, records: readonly FollowedRecord[]): ValidationContext {
  const count = records.reduce((sum, { rooted }) => sum + rooted.length, 0);
  if (count <= FULL_BUDGETS) return context;
  const { source } = context;
  const whole: Budget = { ...DEFAULT_BUDGET, ...source.limits };
  const share = (limit: number): number => Math.ceil((limit * FULL_BUDGETS) / count);
  const { maxSignatures, maxCandidates, maxNameChecks } = whole;
  const limits = {
    ...source.limits,
    maxSignatures: share(maxSignatures),
    maxCandidates: share(maxCandidates),
    maxNameChecks: share(maxNameChecks),
  };
  return new ValidationContext({ ...source, limits });
}

/** What a record brings for the validation of its time-stamps; each token's own comes with the token. */
function evidenceIn({ cryptoInfos, chains }: EvidenceRecord): CarriedEvidence {
  const archives = chains.flatMap(({ timestamps }) => timestamps);
  return joinEvidence(
    readValidationValues(cryptoInfos),
    ...archives.map(({ attributes }) => readValidationValues(attributes)),
    ...archives.map(({ timestamp }) => parseTimestampToken(timestamp).signedData),
  );
}

function concludeBroken({ kind, finding }: BrokenRecord): Conclusion {
  switch (kind) {
    case 'form':
      return failed(BLOCK, 'FORMAT_FAILURE', finding);
    case 'changed':
      return failed(BLOCK, 'HASH_FAILURE', finding);
    case 'missing':
      return indeterminate(BLOCK, 'SIGNED_DATA_NOT_FOUND', finding);
    case 'unsupported':
      return indeterminate(BLOCK, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', finding);
    case 'order':
      return indeterminate(BLOCK, 'TIMESTAMP_ORDER_FAILURE', finding);
  }
}

function concludeError(error: CertBankError): Conclusion {
  const why = { code: error.code, clause: CLAUSE, message: `the evidence record: ${error.message}` };
  switch (error.code) {
    case 'algorithm.unsupported':
      return indeterminate(BLOCK, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', why);
    case 'document.content-missing':
      return indeterminate(BLOCK, 'SIGNED_DATA_NOT_FOUND', why);
    case 'document.unsupported':
      return indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', why);
    default:
      return failed(BLOCK, 'FORMAT_FAILURE', why);
  }
}

function unjudged({ id }: EvidenceRecordFacts, conclusion: Conclusion, time?: Date): RecordVerdict {
  const told = conclusion.indication === 'PASSED' ? { subIndication: null, reasons: [] } : conclusion;
  const { subIndication, reasons } = told;
  return { id, indication: conclusion.indication, subIndication, reasons, time, timestamps: [] };
}

async function judge(
  context: ValidationContext,
  record: FollowedRecord,
  existence: Existence,
  times: ReadonlyMap<string, Date>,
): Promise<RecordVerdict> {
  const { facts, rooted, evidence } = record;
  const time = timeOf(record);
  if (facts.protects.timestamps.some((id) => (times.get(id) ?? time) > time)) {
    const message = 'the record is older than a time-stamp that it covers';
    const why = { code: 'evidence-record.order', clause: CLAUSE, message };
    return unjudged(facts, indeterminate(BLOCK, 'TIMESTAMP_ORDER_FAILURE', why), time);
  }
  const timestamps: TimestampVerdict[] = [];
  for (let index = rooted.length - 1; index >= 0; index--) {
    const proof = existence.ofTimestamp(tokenId(facts, index));
    let verdict = await validateTimestamp(context, tokenFacts(facts, rooted, index), evidence);
    if (verdict.indication !== 'PASSED' && proof !== undefined) {
      verdict = await validatePastTimestamp(context, verdict, proof, existence);
    }
    timestamps.unshift(verdict);
    const { indication, subIndication, reasons } = verdict;
    if (indication !== 'PASSED') {
      return { id: facts.id, indication, subIndication, reasons, time, timestamps };
    }
    const renewal: Proof = { at: rooted[index]!.time, by: tokenId(facts, index) };
    await existence.add(previousToken(facts, index), renewal, carriedBy(record));
  }
  return { id: facts.id, indication: 'PASSED', subIndication: null, reasons: [], time, timestamps };
}

const tokenId = ({ id }: EvidenceRecordFacts, index: number): string => `${id}-${index + 1}`;

/** A time-stamp of a record as validation sees it: over the root of its tree, which need not be hashed again. */
function tokenFacts(
  facts: EvidenceRecordFacts,
  rooted: readonly RootedTimestamp[],
  index: number,
): TimestampFacts {
  const { timestamp, hash, root } = rooted[index]!;
  return {
    id: tokenId(facts, index),
    type: 'archive',
    token: timestamp,
    imprintInput: (asked) => (asked === hash ? [[{ digests: { [hash]: root } }]] : []),
    protects: previousToken(facts, index),
    findings: [],
  };
}

/** What a time-stamp of a record covers of the record itself. */
const previousToken = (facts: EvidenceRecordFacts, index: number): Protection => ({
  signatures: [],
  timestamps: index === 0 ? [] : [tokenId(facts, index - 1)],
  evidence: NO_EVIDENCE,
});

const tokensOf = ({ facts, rooted }: FollowedRecord): Protection => ({
  signatures: [],
  timestamps: rooted.map((_, index) => tokenId(facts, index)),
  evidence: NO_EVIDENCE,
});

function carriedBy({ facts, rooted }: FollowedRecord): (timestamp: string) => CarriedEvidence | undefined {
  return (timestamp) => {
    const index = rooted.findIndex((_, at) => tokenId(facts, at) === timestamp);
    return index === -1 ? undefined : joinEvidence(parseTimestampToken(rooted[index]!.timestamp).signedData);
  };
}

/** When each time-stamp of the document says that it was made; one that cannot be read says nothing. */
function timestampTimes(signatures: readonly SignatureFacts[]): Map<string, Date> {
  const times = new Map<string, Date>();
  for (const { id, token } of signatures.flatMap(({ timestamps }) => timestamps)) {
    try {
      times.set(id, parseTimestampToken(token).tstInfo.genTime);
    } catch (error) {
      if (!isCertBankError(error)) throw error;
    }
  }
  return times;
}
