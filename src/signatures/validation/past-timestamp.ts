import type { ValidationContext } from './context.ts';
import type { Existence, Proof } from './existence.ts';
import { validatePast } from './past.ts';
import { acceptHashes, type TimestampVerdict } from './timestamp.ts';

/**
 * A time-stamp that did not pass at the validation time, judged at the instant at which it is proven to have
 * existed: passed, or with what speaks against it then added to its reasons.
 *
 * @source EN 319 102-1 section 5.6.2.4
 */
export async function validatePastTimestamp(
  context: ValidationContext,
  verdict: TimestampVerdict,
  proof: Proof,
  existence: Existence,
): Promise<TimestampVerdict> {
  const { signature, basic, hashes } = verdict;
  if (signature === undefined || basic === undefined) return verdict;
  if (basic.lasting.some(({ indication }) => indication !== 'PASSED')) return verdict;
  if (acceptHashes(context, hashes, proof.at).indication !== 'PASSED') return verdict;
  const question = { facts: signature, basic, use: 'time-stamping', proof, existence } as const;
  const objections = await validatePast(context, question);
  if (objections.length === 0) return { ...verdict, indication: 'PASSED', subIndication: null, reasons: [] };
  const reasons = objections.flatMap((objection) =>
    objection.indication === 'PASSED' ? [] : objection.reasons,
  );
  return { ...verdict, reasons: [...verdict.reasons, ...reasons] };
}
