import { encodeHashAlgorithm, encodeSignatureAlgorithm } from '../../formats/algorithms.ts';
import {
  encodeAlgorithmProtection,
  encodeContentType,
  encodeMessageDigest,
  encodeSigningCertificateV2,
  encodeSigningTime,
} from '../../formats/cms/attributes.ts';
import { CONTENT_TYPE } from '../../formats/cms/oids.ts';
import { draftSignedData, type SignerInfoDraft } from '../../formats/cms/signed-data-draft.ts';
import { digestForScheme } from '../../formats/cms/signer-scheme.ts';
import type { Draft } from '../../formats/draft.ts';
import { parseCertificate } from '../../formats/x509/certificate.ts';
import type { Piece } from '../ades/facts.ts';
import { digestPieces, heldDocument } from '../ades/pieces.ts';
import type { PrepareOptions } from '../sign-options.ts';
import { draftCoSignature, draftCounterSignature } from './add-signer.ts';

/**
 * A CAdES-B signature over `document` that lacks only its value; or, where `options.cades` asks for it, one more
 * signature in the CAdES document that `document` is.
 *
 * @throws CertBankError for a malformed certificate or an unsupported hash function; as `draftCoSignature` and
 *   `draftCounterSignature`; RangeError without a certificate; TypeError where `document` is not at hand and would be
 *   needed
 * @source EN 319 122-1 section 6.3 (level B-B)
 */
export async function draftCades(document: Piece, options: PrepareOptions): Promise<Draft> {
  const { certificates, cades, detached } = options;
  const signerOver = (covered: Piece, contentType?: string): Promise<SignerInfoDraft> =>
    baselineSigner(covered, contentType, options);
  switch (cades?.add) {
    case 'signature':
      return draftCoSignature(heldDocument(document), cades.content, certificates, signerOver);
    case 'counter-signature':
      return draftCounterSignature(heldDocument(document), cades.to, certificates, signerOver);
    case undefined:
      return draftSignedData({
        ...(await signerOver(document, CONTENT_TYPE.data)),
        contentType: CONTENT_TYPE.data,
        ...(detached !== true && { content: heldDocument(document) }),
        certificates,
      });
  }
}

/**
 * A signer with the attributes of level B.
 *
 * @param contentType `undefined` for a counter-signature, which must have none
 * @source RFC 5652 section 11, RFC 5035 section 3, RFC 6211, RFC 8419 section 3.1
 */
async function baselineSigner(
  covered: Piece,
  contentType: string | undefined,
  { engine, scheme, at, certificates }: PrepareOptions,
): Promise<SignerInfoDraft> {
  const [signing] = certificates;
  if (signing === undefined) throw new RangeError('no signing certificate');
  const { issuer, serialNumber } = parseCertificate(signing);
  const hash = digestForScheme(scheme);
  return {
    issuer: issuer.der,
    serialNumber,
    digest: hash,
    scheme,
    signedAttributes: [
      ...(contentType === undefined ? [] : [encodeContentType(contentType)]),
      encodeMessageDigest(await digestPieces(engine, hash, [covered])),
      encodeSigningTime(at),
      encodeSigningCertificateV2(hash, await engine.digest(hash, signing), issuer.der, serialNumber),
      encodeAlgorithmProtection(encodeHashAlgorithm(hash), encodeSignatureAlgorithm(scheme)),
    ],
  };
}
