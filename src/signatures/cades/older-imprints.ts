import { isCertBankError } from '../../base/errors.ts';
import { DerReader } from '../../formats/asn1/der-reader.ts';
import { element } from '../../formats/asn1/der-writer.ts';
import { contextConstructed } from '../../formats/asn1/tag.ts';
import type { Attribute } from '../../formats/cms/attribute-set.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { signerFields, type SignerInfo } from '../../formats/cms/signed-data.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import type { Piece } from '../ades/facts.ts';
import type { SignerSurroundings, TimestampPlace } from './surroundings.ts';

/** Type and values of an attribute without its outer header. */
const inside = ({ der }: Attribute): Uint8Array => new DerReader(der).next().content;

/**
 * What a time-stamp over references is over: `first`, then the attributes themselves without type and length.
 *
 * @source EN 319 122-1 annex A.1.5.1, A.1.5.2
 */
export function referencesImprint(
  signer: SignerInfo,
  first: readonly Uint8Array[],
  earlier: readonly Attribute[],
): Piece[][] {
  const all = (type: string): readonly Attribute[] => signer.unsignedAttributes?.all(type) ?? [];
  const references = [...all(ATTRIBUTE.certificateReferences), ...all(ATTRIBUTE.revocationReferences)];
  if (references.length === 0) return [];
  return [[...first, ...[...earlier, ...references].map(inside)]];
}

const ARCHIVE: readonly string[] = [
  ATTRIBUTE.archiveTimestampV1,
  ATTRIBUTE.archiveTimestampV2,
  ATTRIBUTE.archiveTimestampV3,
];

/**
 * The unsigned attributes that were there when an older archive time-stamp was made: all but archive
 * time-stamps that are not older than it.
 */
export function earlierAttributes(place: TimestampPlace, signer: SignerInfo): readonly Attribute[] {
  const own = timeOf(place.value);
  return (signer.unsignedAttributes?.attributes ?? []).filter((attribute) => {
    if (!ARCHIVE.includes(attribute.oid)) return true;
    if (attribute === place.attribute || own === undefined) return false;
    return attribute.values.every((value) => {
      const time = timeOf(value);
      return time !== undefined && time < own;
    });
  });
}

function timeOf(token: Uint8Array): number | undefined {
  try {
    return parseTimestampToken(token).tstInfo.genTime.getTime();
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}

/**
 * What an archive time-stamp of the first two forms is over: the whole SignedData one part after another, the
 * detached content behind its (empty) place. Signers differ in whether the unsigned attributes stand there with
 * their common tag or without.
 *
 * @source TS 101 733 V2.2.1 section 6.4.1
 */
export function olderImprint(
  earlier: readonly Attribute[],
  { signedData, signer, candidates }: SignerSurroundings,
): Piece[][] {
  const unsigned = earlier.map(({ der }) => der);
  const fields = [signedData.certificatesField, signedData.revocationField].filter(
    (field) => field !== undefined,
  );
  const start: readonly (readonly Piece[])[] =
    signedData.content === undefined
      ? candidates.map(({ pieces }) => [signedData.encapsulated, ...pieces])
      : [[signedData.encapsulated]];
  return start.flatMap((content) => {
    const before = [...content, ...fields, ...signerFields(signer)];
    return [
      [...before, element(contextConstructed(1), ...unsigned)],
      [...before, ...unsigned],
    ];
  });
}
