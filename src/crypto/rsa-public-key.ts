import { CertBankError } from '../base/errors.ts';
import { DerReader } from '../formats/asn1/der-reader.ts';

/** Both numbers big-endian without leading zero octets. */
export interface RsaPublicKey {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

/**
 * Reads an RSAPublicKey, the content of an RSA key's BIT STRING.
 *
 * Does not check: that the numbers make a usable or a strong key (see `checkKeyStrength`).
 *
 * @throws CertBankError `der.malformed`; `key.unreadable` where a number is not positive
 * @source RFC 8017 appendix A.1.1
 */
export function readRsaPublicKey(der: Uint8Array): RsaPublicKey {
  const reader = new DerReader(der);
  const fields = reader.enter();
  reader.finish();
  const modulus = positive(fields.integer());
  const exponent = positive(fields.integer());
  fields.finish();
  return { modulus, exponent };
}

function positive(content: Uint8Array): Uint8Array {
  const magnitude = content[0] === 0 ? content.subarray(1) : content;
  if (content[0]! >= 0x80 || magnitude.length === 0) {
    throw new CertBankError(
      'key.unreadable',
      { what: 'RSA number' },
      'RSA key holds a number that is not positive',
    );
  }
  return magnitude;
}

/** Significant bits of a big-endian magnitude without leading zero octets. */
export function bitLength(magnitude: Uint8Array): number {
  return magnitude.length === 0 ? 0 : magnitude.length * 8 - (Math.clz32(magnitude[0]!) - 24);
}
