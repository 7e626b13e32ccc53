import { equal } from '../base/bytes.ts';
import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { fitsScheme } from '../crypto/verification-key.ts';
import { checkSize } from '../formats/signed-structure.ts';
import { parseCertificate } from '../formats/x509/certificate.ts';
import { draftCades } from './cades/sign.ts';
import { extendDocument } from './extend-document.ts';
import { draftPades } from './pades/sign.ts';
import { draftSmime } from './smime/sign.ts';
import type { Piece } from './ades/facts.ts';
import { heldDocument } from './ades/pieces.ts';
import type { PrepareOptions, SignatureDraft, SignOptions } from './sign-options.ts';
import type { DetachedContent } from './verify-options.ts';

/**
 * What a key has to sign so that `document` becomes a signed one: for keys that are elsewhere.
 *
 * @param document its octets; for a detached CAdES signature also a stream of them, or their digest
 * Does not check: that the certificate is valid, or that the signature put in later is good.
 *
 * @throws CertBankError `key.refused` where the certificate's key cannot sign by the scheme;
 *   `der.malformed` | `structure.malformed` for a malformed certificate; `limit.exceeded`
 */
export async function prepareSignature(document: Piece, options: PrepareOptions): Promise<SignatureDraft> {
  if (document instanceof Uint8Array) checkSize(document, 'documentBytes', LIMITS.documentBytes);
  const [signing] = options.certificates;
  if (signing === undefined) throw new RangeError('no signing certificate');
  if (!fitsScheme(parseCertificate(signing).publicKey, options.scheme)) {
    const why = `the key of the signing certificate does not sign by ${options.scheme.kind}`;
    throw new CertBankError('key.refused', { why }, why);
  }
  switch (options.format) {
    case 'cades':
      return draftCades(document, options);
    case 'pades':
      return draftPades(heldDocument(document), options);
    case 'smime':
      return draftSmime(heldDocument(document), options);
  }
}

/**
 * `document` signed: the document with the signature, or the signature alone where it is detached.
 *
 * @param document as `prepareSignature`; a stream is read once for each hash function
 * @throws CertBankError as `prepareSignature`; `key.refused` where the certificate is of another key; above level B
 *   as `extendDocument`, and nothing is signed that cannot be raised for want of a time-stamp authority
 *   (RangeError) or of a source of evidence
 */
export async function signDocument(document: Piece, options: SignOptions): Promise<Uint8Array> {
  const { signer, level, timestamper, evidence, anchors, ...rest } = options;
  if (level !== 'B' && timestamper === undefined) throw new RangeError(`level ${level} needs a timestamper`);
  const draft = await prepareSignature(document, { ...rest, level: 'B', scheme: signer.scheme });
  if (!equal(parseCertificate(options.certificates[0]!).publicKey.der, signer.publicKey)) {
    const why = 'the signing certificate is of another key';
    throw new CertBankError('key.refused', { why }, why);
  }
  const signed = draft.complete(await signer.sign(draft.toBeSigned));
  if (level === 'B' || timestamper === undefined) return signed;
  const { engine, at, certificates } = options;
  return extendDocument(signed, {
    engine,
    at,
    level,
    timestamper,
    certificates,
    contents: coveredBy(document, options),
    ...(evidence && { evidence }),
    ...(anchors && { anchors }),
  });
}

/** What a detached signature covers. */
function coveredBy(document: Piece, { detached, cades }: SignOptions): DetachedContent[] {
  if (cades === undefined) {
    if (detached !== true) return [];
    return [document instanceof Uint8Array ? { bytes: document } : document];
  }
  return cades.add === 'signature' && cades.content !== undefined ? [{ bytes: cades.content }] : [];
}
