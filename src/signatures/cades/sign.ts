import type { Draft } from '../../formats/draft.ts';
import { encodeHashAlgorithm, encodeSignatureAlgorithm } from '../../formats/algorithms.ts';
import {
  encodeAlgorithmProtection,
  encodeContentType,
  encodeMessageDigest,
  encodeSigningCertificateV2,
  encodeSigningTime,
} from '../../formats/cms/attributes.ts';
import { CONTENT_TYPE } from '../../formats/cms/oids.ts';
import { draftSignedData } from '../../formats/cms/signed-data-draft.ts';
import { digestForScheme } from '../../formats/cms/signer-scheme.ts';
import { parseCertificate } from '../../formats/x509/certificate.ts';
import type { PrepareOptions } from '../sign-options.ts';

/**
 * A CAdES-B signature over `content` that lacks only its value.
 *
 * @throws CertBankError for a malformed certificate or an unsupported hash function; RangeError without a certificate
 * @source EN 319 122-1 section 6.3 (level B-B), RFC 5035 section 3, RFC 6211, RFC 8419 section 3.1
 */
export async function draftCades(content: Uint8Array, options: PrepareOptions): Promise<Draft> {
  const { engine, scheme, at, certificates } = options;
  const [signing] = certificates;
  if (signing === undefined) throw new RangeError('no signing certificate');
  const certificate = parseCertificate(signing);
  const hash = digestForScheme(scheme);
  const attributes = [
    encodeContentType(CONTENT_TYPE.data),
    encodeMessageDigest(await engine.digest(hash, content)),
    encodeSigningTime(at),
    encodeSigningCertificateV2(
      hash,
      await engine.digest(hash, signing),
      certificate.issuer.der,
      certificate.serialNumber,
    ),
    encodeAlgorithmProtection(encodeHashAlgorithm(hash), encodeSignatureAlgorithm(scheme)),
  ];
  return draftSignedData({
    contentType: CONTENT_TYPE.data,
    ...(options.detached !== true && { content }),
    certificates,
    issuer: certificate.issuer.der,
    serialNumber: certificate.serialNumber,
    digest: hash,
    scheme,
    signedAttributes: attributes,
  });
}
