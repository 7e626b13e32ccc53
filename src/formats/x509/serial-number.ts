import { toHex } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { DerReader } from '../asn1/der-reader.ts';
import { TAG } from '../asn1/tag.ts';

/**
 * Content octets of the CertificateSerialNumber at the cursor, at most LIMITS.serialBytes, in the fewest octets.
 *
 * Deviation: sign octets too many are accepted and left out. Issuers have written such serial numbers, RFC 5280
 * section 4.1.2.2 asks readers to bear odd ones, and in one form everywhere they compare right.
 *
 * @throws CertBankError `der.malformed` | `limit.exceeded`
 */
export function readSerialNumber(reader: DerReader): Uint8Array {
  let content = reader.next(TAG.integer).content;
  if (content.length === 0) throw reader.malformed('empty integer');
  if (content.length > LIMITS.serialBytes) {
    const details = { limit: 'serialBytes', maximum: LIMITS.serialBytes, actual: content.length };
    throw new CertBankError('limit.exceeded', details, 'serial number too long');
  }
  while (content.length > 1 && content[0] === (content[1]! >= 0x80 ? 0xff : 0)) content = content.subarray(1);
  return content;
}

/**
 * The serial number as text: lower-case hexadecimal of its magnitude in whole octets, with `-` before that
 * of a negative one (RFC 5280 section 4.1.2.2 forbids those and asks readers to bear them).
 *
 * @param serialNumber content octets of the INTEGER
 */
export function serialText(serialNumber: Uint8Array): string {
  if (serialNumber[0]! < 0x80) {
    return toHex(serialNumber.length > 1 && serialNumber[0] === 0 ? serialNumber.subarray(1) : serialNumber);
  }
  const magnitude = serialNumber.map((octet) => ~octet);
  for (let i = magnitude.length - 1; i >= 0; i--) {
    magnitude[i] = (magnitude[i]! + 1) & 0xff;
    if (magnitude[i] !== 0) break;
  }
  return `-${toHex(magnitude[0] === 0 && magnitude.length > 1 ? magnitude.subarray(1) : magnitude)}`;
}
