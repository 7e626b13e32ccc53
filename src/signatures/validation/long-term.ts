import { joinEvidence } from '../ades/carried.ts';
import type { CarriedEvidence, SignatureFacts, TimestampFacts } from '../ades/facts.ts';
import { decide, validateBasic, type BasicValidation, type SignatureVerdict } from './basic.ts';
import type { ValidationContext } from './context.ts';
import { checkRecords, proveByRecords, type RecordVerdict } from './evidence-record.ts';
import { Existence } from './existence.ts';
import { validatePastTimestamp } from './past-timestamp.ts';
import { validatePast } from './past.ts';
import { validateTimestamp, type TimestampVerdict } from './timestamp.ts';
import { checkContentTimestamps, checkTimes, type TrustedTimestamp } from './with-time.ts';

/** The verdict about one signature with all that proves its age. */
export interface LongTermVerdict extends SignatureVerdict {
  /** What the basic process came to at the validation time. */
  readonly basic: BasicValidation;
  /** The earliest instant at which the signature is proven to have existed; the validation time without proof. */
  readonly bestSignatureTime: Date;
  /** Of this signature, in the order of the document. */
  readonly timestamps: readonly TimestampVerdict[];
  readonly evidenceRecords: readonly RecordVerdict[];
}

/**
 * The validation process for signatures with long-term availability and integrity, for every signature of one
 * document: each starts from the basic process; then all time-stamps are judged, the newest first, so that each
 * finds the proofs of those that cover it; and what cannot be judged at the validation time is judged at the
 * instant at which it is proven.
 *
 * @source EN 319 102-1 sections 5.5 and 5.6.3
 */
export async function validateSignatures(
  context: ValidationContext,
  signatures: readonly SignatureFacts[],
): Promise<LongTermVerdict[]> {
  const basics: BasicValidation[] = [];
  for (const facts of signatures) basics.push(await validateBasic(context, facts));
  const document = new DocumentTimes(context);
  const records = await document.judge(signatures);
  const verdicts: LongTermVerdict[] = [];
  for (const [index, facts] of signatures.entries()) {
    verdicts.push(await conclude(context, facts, basics[index]!, document, records));
  }
  return verdicts;
}

async function conclude(
  context: ValidationContext,
  facts: SignatureFacts,
  basic: BasicValidation,
  document: DocumentTimes,
  records: ReadonlyMap<string, RecordVerdict>,
): Promise<LongTermVerdict> {
  const { existence } = document;
  const timestamps = facts.timestamps.map((timestamp) => document.verdictOf(timestamp));
  const trusted = facts.timestamps.flatMap((timestamp) => document.trusted(timestamp) ?? []);
  const proof = existence.ofSignature(facts.id);
  const certificate = basic.signingCertificate;
  const evidenceRecords = (facts.evidenceRecords ?? []).flatMap(({ id }) => records.get(id) ?? []);
  let { dated } = basic;
  const isLasting = basic.lasting.every(({ indication }) => indication === 'PASSED');
  const isGood = dated.every(({ indication }) => indication === 'PASSED');
  if (isLasting && !isGood && proof !== undefined) {
    const objections = await validatePast(context, { facts, basic, use: 'signing', proof, existence });
    // Where the past is no better, what is wrong today tells more; a lasting fault of the past decides.
    if (objections.length === 0) dated = [];
    else dated = tellsMore(objections) ? [...objections, ...dated] : [...dated, ...objections];
  }
  // Made before the signature, they tell what no later proof changes.
  const content = isLasting ? checkContentTimestamps(context, facts, basic, trusted) : [];
  const times = isLasting
    ? [
        ...checkTimes(context, facts, timestamps, trusted, proof, certificate),
        ...checkRecords(context, evidenceRecords),
      ]
    : [];
  const failures = times.filter(({ indication }) => indication === 'FAILED');
  const others = times.filter(({ indication }) => indication !== 'FAILED');
  return {
    ...basic,
    ...decide([...basic.lasting, ...content, ...failures, ...dated, ...others]),
    basic,
    bestSignatureTime: proof?.at ?? context.source.at,
    timestamps,
    evidenceRecords,
  };
}

/** A proof is there but reaches no further than to other evidence without one; or the past is a failure of its own. */
function tellsMore(objections: Awaited<ReturnType<typeof validatePast>>): boolean {
  const [first] = objections;
  return (
    first?.indication === 'FAILED' ||
    (first?.indication === 'INDETERMINATE' && first.subIndication === 'NO_POE')
  );
}

/** The time-stamps of one document, each judged once whatever it covers. */
class DocumentTimes {
  readonly existence: Existence;
  readonly #context: ValidationContext;
  readonly #verdicts = new Map<string, TimestampVerdict>();
  readonly #trusted = new Map<string, TrustedTimestamp>();

  constructor(context: ValidationContext) {
    this.#context = context;
    this.existence = new Existence(context.source.engine);
  }

  verdictOf({ id }: TimestampFacts): TimestampVerdict {
    return this.#verdicts.get(id)!;
  }

  trusted({ id }: TimestampFacts): TrustedTimestamp | undefined {
    return this.#trusted.get(id);
  }

  /** @source EN 319 102-1 section 5.6.3.4: evidence records, then archive time-stamps from the newest to the oldest */
  async judge(signatures: readonly SignatureFacts[]): Promise<ReadonlyMap<string, RecordVerdict>> {
    for (const facts of signatures) {
      for (const timestamp of facts.timestamps) {
        if (this.#verdicts.has(timestamp.id)) continue;
        const verdict = await validateTimestamp(this.#context, timestamp, facts.evidence);
        this.#verdicts.set(timestamp.id, verdict);
      }
    }
    const records = await proveByRecords(this.#context, signatures, this.existence, (id) =>
      this.#carriedBy(id),
    );
    const order = [...this.#verdicts.values()].filter(({ token }) => token !== undefined).reverse();
    // Of equal age, what stands later in the document may cover what stands before it.
    order.sort((a, b) => timeOf(b).getTime() - timeOf(a).getTime());
    for (const verdict of order) await this.#prove(verdict);
    return records;
  }

  async #prove(verdict: TimestampVerdict): Promise<void> {
    const { facts, protects } = verdict;
    const current = verdict.indication === 'PASSED' ? verdict : await this.#judgePast(verdict);
    this.#verdicts.set(facts.id, current);
    if (current.indication !== 'PASSED' || protects === undefined) return;
    const at = timeOf(verdict);
    this.#trusted.set(facts.id, { verdict: current, at });
    await this.existence.add(protects, { at, by: facts.id }, (id) => this.#carriedBy(id));
  }

  async #judgePast(verdict: TimestampVerdict): Promise<TimestampVerdict> {
    const proof = this.existence.ofTimestamp(verdict.facts.id);
    if (proof === undefined) return verdict;
    return validatePastTimestamp(this.#context, verdict, proof, this.existence);
  }

  #carriedBy(id: string): CarriedEvidence | undefined {
    const token = this.#verdicts.get(id)?.token;
    return token && joinEvidence(token.signedData);
  }
}

const timeOf = ({ token }: TimestampVerdict): Date => token!.tstInfo.genTime;
