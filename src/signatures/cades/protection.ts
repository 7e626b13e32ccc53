import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { revocationIn } from '../../formats/cms/signed-data.ts';
import { readValidationValues } from '../../formats/cms/validation-values.ts';
import { TAG } from '../../formats/asn1/tag.ts';
import { joinEvidence } from '../ades/carried.ts';
import type { Protection } from '../ades/facts.ts';
import type { SignerSurroundings } from './surroundings.ts';

/**
 * What is protected with a signature value: the signature, the time-stamps under it, and of what stands beside
 * it the values of unsigned attributes, certificates and revocation information given.
 *
 * @param values            of unsigned attributes, as they stand in the signer's set
 * @param certificateChoices of the SignedData
 * @param revocationChoices  of the SignedData
 */
export function protectionOf(
  around: SignerSurroundings,
  values: readonly Uint8Array[],
  certificateChoices: readonly Uint8Array[] = [],
  revocationChoices: readonly Uint8Array[] = [],
): Protection {
  const covered = new Set(values);
  const { signatureId, counterSignatures, places, signer } = around;
  const isCovered = ({ value }: { readonly value: Uint8Array }): boolean => covered.has(value);
  const older = readValidationValues(signer.unsignedAttributes, isCovered);
  return {
    signatures: [signatureId, ...counterSignatures.filter(isCovered).map(({ id }) => id)],
    timestamps: places
      .filter((place) => place.attribute.oid === ATTRIBUTE.contentTimestamp || isCovered(place))
      .map(({ id }) => id),
    evidence: joinEvidence(older, {
      certificates: certificateChoices.filter((choice) => choice[0] === TAG.sequence),
      ...revocationIn(revocationChoices),
    }),
  };
}
