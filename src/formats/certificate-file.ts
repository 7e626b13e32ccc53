import { fromBase64 } from '../base/bytes.ts';
import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { DerReader } from './asn1/der-reader.ts';
import { TAG } from './asn1/tag.ts';
import { fromLatin1 } from './asn1/text.ts';
import { looksLikeSignedData, parseSignedData } from './cms/signed-data.ts';
import { parsePem } from './pem.ts';

/** RFC 7468 sections 5 and 8, with the names that older programs write. */
const CERTIFICATE_LABELS: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE'];
const BUNDLE_LABELS: readonly string[] = ['PKCS7', 'CMS'];

/**
 * The certificates in a file, in any shape that people have them in: DER, one after the other; PKCS#7 (the
 * certificates of a CMS SignedData, DER or BER); PEM with any number of both, among other things; or the base64
 * of one of the former alone. They stand in the file's order, which says nothing about who vouches for whom.
 *
 * Does not check: that each is a certificate (see `parseCertificate`), nor any signature.
 *
 * @throws CertBankError `pem.malformed` where there is none; `der.malformed` | `structure.malformed` |
 *   `limit.exceeded`
 */
export function certificatesFrom(bytes: Uint8Array): Uint8Array[] {
  const found = isBinary(bytes) ? certificatesInBinary(bytes) : certificatesInText(textOf(bytes));
  if (found.length === 0) throw none();
  const maximum = LIMITS.certificatesInDocument;
  if (found.length > maximum) {
    const details = { limit: 'certificatesInDocument', maximum, actual: found.length };
    throw new CertBankError('limit.exceeded', details, 'too many certificates');
  }
  return found;
}

/** A SEQUENCE of at least 128 octets or of indefinite length; no text has such a second character. */
const isBinary = (bytes: Uint8Array): boolean => bytes[0] === TAG.sequence && bytes[1]! >= 0x80;

function textOf(bytes: Uint8Array): string {
  if (bytes.length > LIMITS.pemCharacters) throw none();
  return fromLatin1(bytes);
}

function certificatesInBinary(bytes: Uint8Array): Uint8Array[] {
  if (looksLikeSignedData(bytes)) return [...parseSignedData(bytes).certificates];
  const reader = new DerReader(bytes);
  const found: Uint8Array[] = [];
  while (!reader.isAtEnd) found.push(reader.next(TAG.sequence).element);
  return found;
}

function certificatesInText(text: string): Uint8Array[] {
  if (!text.includes('-----BEGIN ')) return certificatesInBinary(unframed(text));
  return parsePem(text).flatMap(({ label, der }) => {
    if (CERTIFICATE_LABELS.includes(label)) return [der];
    return BUNDLE_LABELS.includes(label) && looksLikeSignedData(der) ? parseSignedData(der).certificates : [];
  });
}

function unframed(text: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(text.replace(/\s+/g, ''));
  } catch (cause) {
    throw none(cause);
  }
  if (!isBinary(bytes)) throw none();
  return bytes;
}

const none = (cause?: unknown): CertBankError =>
  new CertBankError('pem.malformed', { what: 'no certificate' }, 'no certificate found', { cause });
