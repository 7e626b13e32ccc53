import { equal } from '../base/bytes.ts';
import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { fitsScheme } from '../crypto/verification-key.ts';
import { checkSize } from '../formats/signed-structure.ts';
import { parseCertificate } from '../formats/x509/certificate.ts';
import { draftCades } from './cades/sign.ts';
import { draftPades } from './pades/sign.ts';
import { draftSmime } from './smime/sign.ts';
import type { PrepareOptions, SignatureDraft, SignOptions } from './sign-options.ts';

/**
 * What a key has to sign so that `bytes` become a signed document: for keys that are elsewhere.
 *
 * Does not check: that the certificate is valid, or that the signature put in later is good.
 *
 * @throws CertBankError `key.refused` where the certificate's key cannot sign by the scheme;
 *   `der.malformed` | `structure.malformed` for a malformed certificate; `limit.exceeded`
 */
export async function prepareSignature(bytes: Uint8Array, options: PrepareOptions): Promise<SignatureDraft> {
  checkSize(bytes, 'documentBytes', LIMITS.documentBytes);
  const [signing] = options.certificates;
  if (signing === undefined) throw new RangeError('no signing certificate');
  if (!fitsScheme(parseCertificate(signing).publicKey, options.scheme)) {
    const why = `the key of the signing certificate does not sign by ${options.scheme.kind}`;
    throw new CertBankError('key.refused', { why }, why);
  }
  switch (options.format) {
    case 'cades':
      return draftCades(bytes, options);
    case 'pades':
      return draftPades(bytes, options);
    case 'smime':
      return draftSmime(bytes, options);
  }
}

/**
 * `bytes` signed: the document with the signature, or the signature alone where it is detached.
 *
 * @throws CertBankError as `prepareSignature`; `key.refused` where the certificate is of another key
 */
export async function signDocument(bytes: Uint8Array, options: SignOptions): Promise<Uint8Array> {
  const { signer, ...rest } = options;
  const draft = await prepareSignature(bytes, { ...rest, scheme: signer.scheme });
  if (!equal(parseCertificate(options.certificates[0]!).publicKey.der, signer.publicKey)) {
    const why = 'the signing certificate is of another key';
    throw new CertBankError('key.refused', { why }, why);
  }
  return draft.complete(await signer.sign(draft.toBeSigned));
}
