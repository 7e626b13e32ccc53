import { equal } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { oid } from '../../formats/asn1/der-writer.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { signerFields, type SignerInfo } from '../../formats/cms/signed-data.ts';
import { parseHashIndex, type HashIndex } from '../../formats/cms/validation-values.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import type { Datum, DigestPieces, DigestProtection, Finding, Piece } from '../ades/facts.ts';
import { protectionOf } from './protection.ts';
import type { SignerSurroundings } from './surroundings.ts';

/** A hash index with what its digests of unsigned attributes are over. */
export interface AttachedHashIndex extends HashIndex {
  /** `value`: type and value, one after another; `attribute`: the whole Attribute. */
  readonly over: 'value' | 'attribute';
}

const INDEXES = [
  [ATTRIBUTE.hashIndexV3, 'value'],
  [ATTRIBUTE.hashIndexV2, 'value'],
  [ATTRIBUTE.hashIndex, 'attribute'],
] as const;

/**
 * The hash index in the token of an archive-time-stamp-v3.
 *
 * @throws CertBankError `structure.malformed` unless there is exactly one; `der.malformed`
 */
export function hashIndexOf(token: Uint8Array): AttachedHashIndex {
  const attributes = parseTimestampToken(token).signer.unsignedAttributes;
  const found = INDEXES.flatMap(([type, over]) =>
    (attributes?.all(type) ?? []).flatMap(({ values }) => values.map((value) => ({ value, over }))),
  );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const what = `${found.length} hash indexes`;
    throw new CertBankError('structure.malformed', { structure: 'ATSHashIndex', what }, what);
  }
  return { ...parseHashIndex(only.value), over: only.over };
}

/**
 * What the message imprint of an archive-time-stamp-v3 is over.
 *
 * @source EN 319 122-1 section 5.5.3
 */
export async function indexedImprint(
  index: { readonly der: Uint8Array },
  hash: HashName,
  digest: DigestPieces,
  {
    signedData,
    signer,
    candidates,
  }: Pick<SignerSurroundings, 'signedData' | 'signer'> & {
    readonly candidates: readonly Pick<Datum, 'pieces'>[];
  },
): Promise<Piece[][]> {
  const readings: Piece[][] = [];
  for (const { pieces } of candidates) {
    readings.push([
      oid(signedData.contentType),
      await digest(hash, pieces),
      ...signerFields(signer),
      index.der,
    ]);
  }
  return readings;
}

/** What the index takes its digests over, of one unsigned attribute. */
export function indexedAttributes(
  signer: SignerInfo,
  over: AttachedHashIndex['over'],
): { readonly values: readonly Uint8Array[]; readonly pieces: readonly Uint8Array[] }[] {
  return (signer.unsignedAttributes?.attributes ?? []).flatMap(({ oid: type, values, der }) =>
    over === 'attribute'
      ? [{ values, pieces: [der] }]
      : values.map((value) => ({ values: [value], pieces: [oid(type), value] })),
  );
}

/**
 * What an archive-time-stamp-v3 covers by its hash index. A digest in the index that belongs to nothing in the
 * document is a finding: something was taken away, or the index is wrong.
 *
 * @source EN 319 122-1 section 5.5.2
 */
export async function coverByIndex(
  index: AttachedHashIndex,
  digest: DigestPieces,
  around: SignerSurroundings,
): Promise<DigestProtection> {
  const { hash } = index;
  const findings: Finding[] = [];
  if (hash === undefined) {
    findings.push(fault('the hash index is by a hash function that is not known here'));
    return { protects: protectionOf(around, []), hashes: [], findings };
  }
  const pick = async <T>(
    what: string,
    digests: readonly Uint8Array[],
    items: readonly { readonly item: T; readonly pieces: readonly Uint8Array[] }[],
  ): Promise<T[]> => {
    const known: { readonly item: T; readonly digest: Uint8Array }[] = [];
    for (const { item, pieces } of items) known.push({ item, digest: await digest(hash, pieces) });
    const isListed = (one: Uint8Array): boolean => digests.some((listed) => equal(listed, one));
    const picked = known.filter((entry) => isListed(entry.digest));
    const isThere = (listed: Uint8Array): boolean => picked.some((entry) => equal(entry.digest, listed));
    if (!digests.every(isThere)) findings.push(fault(`the hash index lists ${what} that are not there`));
    return picked.map(({ item }) => item);
  };
  const whole = (item: Uint8Array): { item: Uint8Array; pieces: Uint8Array[] } => ({ item, pieces: [item] });
  const { signedData, signer } = around;
  const certificates = await pick(
    'certificates',
    index.certificates,
    signedData.certificateChoices.map(whole),
  );
  const revocation = await pick(
    'revocation information',
    index.crls,
    signedData.revocationChoices.map(whole),
  );
  const attributes = await pick(
    'unsigned attributes',
    index.unsignedAttributes,
    indexedAttributes(signer, index.over).map(({ values, pieces }) => ({ item: values, pieces })),
  );
  return {
    protects: protectionOf(around, attributes.flat(), certificates, revocation),
    hashes: [hash],
    findings,
  };
}

const fault = (message: string): Finding => ({
  code: 'timestamp.hash-index',
  clause: 'EN 319 122-1 5.5.2',
  message,
});
