import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import type { SignedData } from '../../formats/cms/signed-data.ts';
import { cmsBefore, type AttributePlace } from '../../formats/ers/covered-cms.ts';
import { parseEvidenceRecord } from '../../formats/ers/evidence-record.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import type { Datum, EvidenceRecordFacts, Protection } from '../ades/facts.ts';

const TYPES: readonly string[] = [ATTRIBUTE.evidenceRecordInternal, ATTRIBUTE.evidenceRecordExternal];

interface RecordAttribute {
  readonly place: AttributePlace;
  readonly values: readonly Uint8Array[];
  readonly isExternal: boolean;
  /** Of the first time-stamp of the oldest record in it. */
  readonly since: number;
}

/**
 * The evidence records in the unsigned attributes of the signers, the oldest attribute first. Each covers the
 * CMS object as it was before it: with the records of older attributes and without its own attribute, whose
 * values stand side by side; an external one covers the content as a data object of its own beside that.
 *
 * @param candidates what the content may be
 * @param protects   everything in the CMS object but the records
 * Deviation: records are read at any signer, not at the first alone; which one is first is not stable in a SET OF.
 *
 * @throws CertBankError `limit.exceeded` above LIMITS.evidenceRecords
 * @source RFC 4998 appendix A
 */
export function readEvidenceRecords(
  signedData: SignedData,
  candidates: readonly Datum[],
  protects: Protection,
): EvidenceRecordFacts[] {
  const attributes = recordAttributes(signedData);
  const records: EvidenceRecordFacts[] = [];
  for (const [position, { values, isExternal }] of attributes.entries()) {
    const removed = attributes.slice(position).map(({ place }) => place);
    const before = cmsBefore(signedData, ({ signer, attribute }) =>
      removed.some((place) => place.signer === signer && place.attribute === attribute),
    );
    const object = before.map((octets): Datum => ({
      pieces: [octets],
      scope: { name: 'signature', kind: 'SIGNATURE' },
    }));
    const data = isExternal ? [object, candidates] : [object];
    const protectsRecords = records.map(({ id }) => id);
    for (const record of values) {
      if (records.length === LIMITS.evidenceRecords) {
        const details = { limit: 'evidenceRecords', maximum: LIMITS.evidenceRecords };
        throw new CertBankError(
          'limit.exceeded',
          details,
          `more than ${LIMITS.evidenceRecords} evidence records`,
        );
      }
      records.push({ id: `E-${records.length + 1}`, record, data, protects, protectsRecords });
    }
  }
  return records;
}

function recordAttributes({ signers }: SignedData): RecordAttribute[] {
  const found = signers.flatMap(({ unsignedAttributes }, signer) =>
    (unsignedAttributes?.attributes ?? []).flatMap(({ oid, values }, attribute): RecordAttribute[] => {
      if (!TYPES.includes(oid)) return [];
      const isExternal = oid === ATTRIBUTE.evidenceRecordExternal;
      return [{ place: { signer, attribute }, values, isExternal, since: oldest(values) }];
    }),
  );
  // Of one age: as they stand.
  return found.sort((a, b) => a.since - b.since);
}

/** One that cannot be read says nothing of when it came, and is taken for the newest. */
function oldest(records: readonly Uint8Array[]): number {
  const times = records.map((record) => {
    try {
      const [chain] = parseEvidenceRecord(record).chains;
      return parseTimestampToken(chain!.timestamps[0]!.timestamp).tstInfo.genTime.getTime();
    } catch (error) {
      if (isCertBankError(error)) return Number.MAX_VALUE;
      throw error;
    }
  });
  return Math.min(...times);
}
