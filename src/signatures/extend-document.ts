import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { checkSize } from '../formats/signed-structure.ts';
import { extendCades } from './cades/extend.ts';
import { detectDocument } from './detect.ts';
import type { ExtendOptions } from './extend-options.ts';
import { extendPades } from './pades/extend.ts';
import { extendSmime } from './smime/extend.ts';

/**
 * A signed document with every signature raised to a level; the levels between are gone through.
 *
 * Does not check: that what vouches for the signatures is to be trusted by whoever reads the document later.
 *
 * @throws CertBankError `document.no-signature` | `document.unsupported` | `document.content-missing`;
 *   `evidence.missing` above T where a signature cannot be validated; `timestamp.refused`; those of reading
 */
export async function extendDocument(bytes: Uint8Array, options: ExtendOptions): Promise<Uint8Array> {
  checkSize(bytes, 'documentBytes', LIMITS.documentBytes);
  const detected = detectDocument(bytes);
  switch (detected?.format) {
    case 'cades':
      return extendCades(detected.bytes, options);
    case 'pades':
      return extendPades(detected.bytes, options);
    case 'smime':
      return extendSmime(detected.bytes, options);
    case undefined:
      throw new CertBankError('document.no-signature', {}, 'the document has no signature');
    default: {
      const what = `${detected?.format ?? ''} signatures of a higher level`;
      throw new CertBankError('document.unsupported', { what }, `${what} cannot be made here`);
    }
  }
}
