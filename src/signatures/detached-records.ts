import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { joinEvidence } from './ades/carried.ts';
import type { Datum, EvidenceRecordFacts, SignatureFacts } from './ades/facts.ts';

/**
 * The signatures of a document with evidence records that stand beside it: each is over the document as a whole,
 * with all that is in it.
 *
 * @param document as it was given
 * @param records  EvidenceRecord, DER
 * @throws CertBankError `limit.exceeded` above LIMITS.evidenceRecords
 * @source RFC 4998 appendix A: a record provided externally is over the complete object in its coding
 */
export function withDetachedRecords(
  signatures: readonly SignatureFacts[],
  document: Datum,
  records: readonly Uint8Array[],
): readonly SignatureFacts[] {
  if (records.length === 0) return signatures;
  if (records.length > LIMITS.evidenceRecords) {
    const details = { limit: 'evidenceRecords', maximum: LIMITS.evidenceRecords, actual: records.length };
    throw new CertBankError(
      'limit.exceeded',
      details,
      `more than ${LIMITS.evidenceRecords} evidence records`,
    );
  }
  const inside = signatures.flatMap(({ evidenceRecords = [] }) => evidenceRecords.map(({ id }) => id));
  const protects = {
    signatures: signatures.map(({ id }) => id),
    timestamps: signatures.flatMap(({ timestamps }) => timestamps.map(({ id }) => id)),
    evidence: joinEvidence(...new Set(signatures.map(({ evidence }) => evidence))),
  };
  const detached = records.map((record, index): EvidenceRecordFacts => ({
    id: `D-${index + 1}`,
    record,
    data: [[document]],
    protects,
    protectsRecords: [...new Set(inside)],
  }));
  return signatures.map((facts) => ({
    ...facts,
    evidenceRecords: [...(facts.evidenceRecords ?? []), ...detached],
  }));
}
