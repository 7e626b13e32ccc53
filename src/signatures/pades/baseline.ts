import { CONTENT_TYPE } from '../../formats/cms/oids.ts';
import type { SignedAttributes } from '../cades/signed-attributes.ts';
import type { PdfCms } from './cms.ts';
import type { PlacedSignature } from './placed.ts';

/** Of what the signature dictionary has an entry of its own, or no use: signing-time, content-reference, content-identifier, signer-location. */
const NOT_IN_PDF = [
  '1.2.840.113549.1.9.5',
  '1.2.840.113549.1.9.16.2.10',
  '1.2.840.113549.1.9.16.2.7',
  '1.2.840.113549.1.9.16.2.17',
];
const COMMITMENT_TYPE = '1.2.840.113549.1.9.16.2.16';

/**
 * Whether a signature has what level B-B demands and nothing that it forbids.
 *
 * @source EN 319 142-1 section 6.3, table 1, column B-B
 */
export function isBaselineB(
  { signedData, signer }: PdfCms,
  { signature }: PlacedSignature,
  attributes: SignedAttributes | undefined,
): boolean {
  if (attributes === undefined) return false;
  const has = (oid: string): boolean => (signer.signedAttributes?.all(oid).length ?? 0) > 0;
  return (
    signature.subFilter === 'ETSI.CAdES.detached' &&
    signature.claimedTime !== undefined &&
    signature.certificates.length === 0 &&
    signedData.content === undefined &&
    signedData.signers.length === 1 &&
    signedData.certificates.length > 0 &&
    attributes.messageDigest !== undefined &&
    attributes.contentType === CONTENT_TYPE.data &&
    attributes.bindings.length > 0 &&
    !NOT_IN_PDF.some(has) &&
    // Either says why it was signed, not both.
    !(has(COMMITMENT_TYPE) && signature.dictionary.has('Reason'))
  );
}
