import { fromBase64, toUtf8 } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { derFrom } from '../../formats/pem.ts';

/**
 * The DER of one structure in a text: PEM under one of `labels`, or base64 alone.
 *
 * Does not check: what it is the DER of.
 *
 * @throws CertBankError `pem.malformed` | `text.malformed`
 */
export function pastedDer(text: string, ...labels: string[]): Uint8Array {
  const bytes = text.includes('-----BEGIN') ? toUtf8(text) : fromBase64(text.replace(/\s+/g, ''));
  const [der, ...more] = derFrom(bytes, ...labels);
  if (der === undefined || more.length > 0) {
    const what = labels[0]!;
    throw new CertBankError('pem.malformed', { what }, `there must be one ${what} in the text`);
  }
  return der;
}
