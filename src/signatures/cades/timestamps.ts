import { isCertBankError } from '../../base/errors.ts';
import type { AttributeSet } from '../../formats/cms/attribute-set.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { NO_EVIDENCE } from '../ades/carried.ts';
import type { Finding, Protection, TimestampFacts, TimestampType } from '../ades/facts.ts';
import { coverByIndex, hashIndexOf, indexedImprint } from './hash-index.ts';
import { earlierAttributes, olderImprint, referencesImprint } from './older-imprints.ts';
import { protectionOf } from './protection.ts';
import type { SignerSurroundings, TimestampPlace } from './surroundings.ts';

const TYPES: Readonly<Record<string, TimestampType>> = {
  [ATTRIBUTE.contentTimestamp]: 'content',
  [ATTRIBUTE.signatureTimestamp]: 'signature',
  [ATTRIBUTE.referencesTimestamp]: 'references',
  [ATTRIBUTE.certsCrlsTimestamp]: 'references',
  [ATTRIBUTE.archiveTimestampV1]: 'archive',
  [ATTRIBUTE.archiveTimestampV2]: 'archive',
  [ATTRIBUTE.archiveTimestampV3]: 'archive',
};

/** The time-stamps among the attributes, in the order of the document. */
export function timestampPlaces(
  attributes: AttributeSet | undefined,
  kind: 'signed' | 'unsigned',
  nextId: () => string,
): TimestampPlace[] {
  return (attributes?.attributes ?? []).flatMap((attribute) => {
    const type = TYPES[attribute.oid];
    if (type === undefined || (type === 'content') !== (kind === 'signed')) return [];
    return attribute.values.map((value) => ({ id: nextId(), attribute, value }));
  });
}

const NOTHING: Protection = { signatures: [], timestamps: [], evidence: NO_EVIDENCE };

/**
 * The facts of one time-stamp.
 *
 * @source EN 319 122-1 sections 5.2.8, 5.3, 5.5.3 and annex A
 */
export function timestampFacts(place: TimestampPlace, around: SignerSurroundings): TimestampFacts {
  const { id, attribute, value } = place;
  const { signer, candidates } = around;
  const base = { id, type: TYPES[attribute.oid]!, token: value, findings: [] };
  switch (attribute.oid) {
    case ATTRIBUTE.contentTimestamp:
      return { ...base, imprintInput: () => candidates.map(({ pieces }) => pieces), protects: NOTHING };
    case ATTRIBUTE.signatureTimestamp:
      return { ...base, imprintInput: () => [[signer.signature]], protects: protectionOf(around, []) };
    case ATTRIBUTE.referencesTimestamp: {
      const earlier = signer.unsignedAttributes?.all(ATTRIBUTE.signatureTimestamp) ?? [];
      return {
        ...base,
        imprintInput: () => referencesImprint(signer, [signer.signature], earlier),
        protects: protectionOf(
          around,
          earlier.flatMap(({ values }) => values),
        ),
      };
    }
    case ATTRIBUTE.certsCrlsTimestamp:
      return { ...base, imprintInput: () => referencesImprint(signer, [], []), protects: NOTHING };
    case ATTRIBUTE.archiveTimestampV3:
      return archiveV3(base, around);
    default: {
      const earlier = earlierAttributes(place, signer);
      const { certificateChoices, revocationChoices } = around.signedData;
      return {
        ...base,
        imprintInput: () => olderImprint(earlier, around),
        protects: protectionOf(
          around,
          earlier.flatMap(({ values }) => values),
          certificateChoices,
          revocationChoices,
        ),
      };
    }
  }
}

function archiveV3(
  base: Pick<TimestampFacts, 'id' | 'type' | 'token' | 'findings'>,
  around: SignerSurroundings,
): TimestampFacts {
  try {
    const index = hashIndexOf(base.token);
    return {
      ...base,
      imprintInput: (hash, digest) => indexedImprint(index, hash, digest, around),
      protects: (digest) => coverByIndex(index, digest, around),
    };
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    const fault: Finding = {
      code: 'timestamp.hash-index',
      clause: 'EN 319 122-1 5.5.2',
      message: `the hash index of an archive time-stamp cannot be read: ${error.message}`,
    };
    return { ...base, imprintInput: () => [], protects: NOTHING, findings: [fault] };
  }
}
