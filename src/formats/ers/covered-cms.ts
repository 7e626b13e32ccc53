import { compare, concat } from '../../base/bytes.ts';
import { berElementAt, berElementsIn, replaceBerElement, type BerElement } from '../asn1/ber-cut.ts';
import { contextConstructed } from '../asn1/tag.ts';
import type { SignedData } from '../cms/signed-data.ts';

/** Where an unsigned attribute stands: in which signer, as which of his. */
export interface AttributePlace {
  readonly signer: number;
  readonly attribute: number;
}

/**
 * What the CMS object may have been before evidence records were put into it: without some of its unsigned
 * attributes, the rest in the coding in which it came. In DER the signers are sorted, so that one who got an
 * attribute may have been put elsewhere: the second reading is with the signers sorted as they are without it.
 *
 * @source RFC 4998 appendix A; X.690 section 11.6
 */
export function cmsBefore(
  { source }: SignedData,
  isRemoved: (place: AttributePlace) => boolean,
): readonly Uint8Array[] {
  const contentInfo = berElementAt(source, 0);
  const explicit = berElementsIn(source, contentInfo)[1]!;
  const signedData = berElementsIn(source, explicit)[0]!;
  const signers = berElementsIn(source, signedData).at(-1)!;
  const before = berElementsIn(source, signers).map((signer, index) =>
    signerBefore(source, signer, (attribute) => isRemoved({ signer: index, attribute })),
  );
  const readings = [before];
  const sorted = [...before].sort(compare);
  if (sorted.some((signer, index) => signer !== before[index])) readings.push(sorted);
  return readings.map((each) => replaceContent(source, [contentInfo, explicit, signedData, signers], each));
}

function signerBefore(
  source: Uint8Array,
  signer: BerElement,
  isRemoved: (attribute: number) => boolean,
): Uint8Array {
  const whole = source.subarray(signer.start, signer.end);
  const attributes = berElementsIn(source, signer).find(({ tag }) => tag === contextConstructed(1));
  if (attributes === undefined) return whole;
  const each = berElementsIn(source, attributes);
  const kept = each.filter((_, index) => !isRemoved(index));
  if (kept.length === each.length) return whole;
  // Nobody writes an empty set of unsigned attributes (RFC 5652 section 5.3: at least one).
  if (kept.length === 0) return replaceBerElement(source, [signer], attributes, new Uint8Array());
  const octets = kept.map(({ start, end }) => source.subarray(start, end));
  return replaceContent(source, [signer, attributes], octets);
}

/** The outermost of `around` with other content in the innermost. */
function replaceContent(
  source: Uint8Array,
  around: readonly BerElement[],
  content: readonly Uint8Array[],
): Uint8Array {
  const { contentStart: start, contentEnd: end } = around.at(-1)!;
  return replaceBerElement(source, around, { start, end }, concat(...content));
}
