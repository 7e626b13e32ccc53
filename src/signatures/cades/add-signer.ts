import { equal } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { encodeHashAlgorithm } from '../../formats/algorithms.ts';
import { oid } from '../../formats/asn1/der-writer.ts';
import { encodeAttribute } from '../../formats/cms/attribute-set.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { draftSignerInfo, type SignerInfoDraft } from '../../formats/cms/signed-data-draft.ts';
import { addUnsignedAttributes, rewriteSignedData } from '../../formats/cms/signed-data-rewrite.ts';
import { parseSignedData, type SignedData } from '../../formats/cms/signed-data.ts';
import type { Draft } from '../../formats/draft.ts';
import { refuseOlderArchive } from './older-archive.ts';
import { readCades } from './read.ts';

type SignerOver = (covered: Uint8Array, contentType?: string) => Promise<SignerInfoDraft>;

/**
 * One more signer beside those of a CAdES document, over the same content.
 *
 * @param content what a detached signature covers
 * @throws CertBankError `document.content-missing`; `document.unsupported` where an older archive time-stamp would
 *   be broken; those of reading
 * @source RFC 5652 section 5.1
 */
export async function draftCoSignature(
  document: Uint8Array,
  content: Uint8Array | undefined,
  certificates: readonly Uint8Array[],
  signerOver: SignerOver,
): Promise<Draft> {
  const signedData = parseSignedData(document);
  refuseOlderArchive(signedData);
  const covered = signedData.content ?? content;
  if (covered === undefined) {
    const what = 'the content that the signatures cover';
    throw new CertBankError('document.content-missing', { what }, `${what} was not given`);
  }
  const fields = await signerOver(covered, signedData.contentType);
  const signer = draftSignerInfo(fields);
  return {
    toBeSigned: signer.toBeSigned,
    complete: (signature) =>
      rewriteSignedData(signedData, {
        moreDigestAlgorithms: [encodeHashAlgorithm(fields.digest)],
        certificateChoices: withCertificates(signedData, certificates),
        signers: [...signedData.signers.map(({ der }) => der), signer.complete(signature)],
      }),
  };
}

/**
 * A signer who confirms the signature of another.
 *
 * @param to the signature confirmed, by `SignatureFacts.id`
 * @throws CertBankError `document.no-signature` where it is not there, or is a counter-signature itself;
 *   `document.unsupported` where an older archive time-stamp would be broken; those of reading
 * @source RFC 5652 section 11.4, EN 319 122-1 section 5.2.7
 */
export async function draftCounterSignature(
  document: Uint8Array,
  to: string,
  certificates: readonly Uint8Array[],
  signerOver: SignerOver,
): Promise<Draft> {
  const signedData = parseSignedData(document);
  refuseOlderArchive(signedData);
  const index = readCades(signedData, undefined, [])
    .signatures.filter(({ counterSignatureOf }) => counterSignatureOf === undefined)
    .findIndex(({ id }) => id === to);
  const confirmed = signedData.signers[index];
  if (confirmed === undefined) {
    throw new CertBankError('document.no-signature', { format: 'cades' }, `there is no signature ${to}`);
  }
  const signer = draftSignerInfo(await signerOver(confirmed.signature));
  return {
    toBeSigned: signer.toBeSigned,
    complete: (signature) => {
      const attribute = encodeAttribute(oid(ATTRIBUTE.counterSignature), signer.complete(signature));
      const signers = signedData.signers.map(({ der }, position) =>
        position === index ? addUnsignedAttributes(confirmed, [attribute], 'sorted') : der,
      );
      return rewriteSignedData(signedData, {
        certificateChoices: withCertificates(signedData, certificates),
        signers,
      });
    },
  };
}

function withCertificates(
  { certificateChoices }: SignedData,
  certificates: readonly Uint8Array[],
): Uint8Array[] {
  const fresh = certificates.filter((der) => !certificateChoices.some((known) => equal(known, der)));
  return [...certificateChoices, ...fresh];
}
