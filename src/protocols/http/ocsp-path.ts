import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';

/**
 * The OCSP request that a GET path carries.
 *
 * Takes base64 and base64url, with and without padding, percent-encoded or not; a `+` that a proxy turned
 * into a space; and slashes doubled before the request. The path must be the raw one: a `//` inside is
 * data. (A DER SEQUENCE begins with `M` in base64, so leading slashes never are.)
 *
 * Does not check: that the bytes are an OCSP request.
 *
 * @param path what follows `/ocsp/` in the request line, still escaped
 * @throws CertBankError `text.malformed`, or `limit.exceeded` `ocspRequestBytes`
 * @source RFC 6960 appendix A.1, RFC 5019 section 5
 */
export function decodeOcspPath(path: string): Uint8Array {
  const malformed = () =>
    new CertBankError(
      'text.malformed',
      { what: 'OCSP path' },
      'the path does not carry a base64 OCSP request',
    );
  let text: string;
  try {
    text = decodeURIComponent(path);
  } catch {
    throw malformed();
  }
  text = text
    .replace(/^\/+/, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replaceAll(' ', '+')
    .replace(/={0,2}$/, '');
  if (text.length === 0 || text.length % 4 === 1 || !/^[A-Za-z0-9+/]+$/.test(text)) throw malformed();
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > LIMITS.ocspRequestBytes) {
    throw new CertBankError(
      'limit.exceeded',
      { limit: 'ocspRequestBytes', maximum: LIMITS.ocspRequestBytes, actual: bytes.length },
      'the OCSP request is too large',
    );
  }
  return bytes;
}
