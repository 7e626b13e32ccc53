import { toHex } from '../base/bytes.ts';
import { CertBankError, isCertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { isNistCurve, isOnCurve } from './curve.ts';
import { findRsaWeakness } from './rsa-weakness.ts';

/** SP 800-57 part 1 table 2: 112 bits of security. */
const RSA_BITS_MIN = 2048;

/** FIPS 186-5 appendix A.1.1: above 2^16. */
const RSA_EXPONENT_MIN = 65_537n;

/** Exponents above it help nobody and slow every verifier. */
const RSA_EXPONENT_MAX = 2n ** 32n;

/**
 * Refuses a key that nothing may be certified for.
 *
 * RSA: 2048 to 16,384 bits, an odd exponent from 65,537 to 2^32, no small factor, no ROCA
 * fingerprint, no close primes. EC: P-256, P-384 or P-521 by name, and a point on it.
 * Ed25519: a point that is canonical and not of small order.
 *
 * Does not check: that the holder has the private key, or lists of keys known to be compromised.
 *
 * @throws CertBankError `key.refused`
 * @source CA/Browser Forum Baseline Requirements section 6.1.6, SP 800-89 section 5.3.3
 */
export function checkKeyStrength(key: PublicKey): void {
  try {
    check(key);
  } catch (cause) {
    if (isCertBankError(cause, 'key.refused')) throw cause;
    if (isCertBankError(cause)) throw refused('it is malformed', cause);
    throw cause;
  }
}

function check(key: PublicKey): void {
  switch (key.kind) {
    case 'rsa':
    case 'rsa-pss':
      checkRsa(key);
      return;
    case 'ec':
      if (key.curve === undefined || !isNistCurve(key.curve))
        throw refused('its curve is not an approved named curve');
      if (!isOnCurve(key.curve, key.keyBits)) throw refused(`its point is not on ${key.curve}`);
      return;
    case 'ed25519':
      checkEd25519(key.keyBits);
      return;
    default:
      throw refused(`keys of the kind ${key.kind} are not certified`);
  }
}

function checkRsa(key: PublicKey): void {
  const { bits } = key;
  if (bits < RSA_BITS_MIN) throw refused(`its modulus of ${bits} bits is shorter than ${RSA_BITS_MIN}`);
  if (bits > LIMITS.rsaBitsMax)
    throw refused(`its modulus of ${bits} bits is longer than ${LIMITS.rsaBitsMax}`);
  const { modulus, exponent } = key.rsa!;
  if (exponent.at(-1)! % 2 === 0) throw refused('its exponent is even');
  if (exponent.length > 5 || toNumber(exponent) > RSA_EXPONENT_MAX)
    throw refused('its exponent is too large');
  if (toNumber(exponent) < RSA_EXPONENT_MIN) throw refused('its exponent is too small');
  const weakness = findRsaWeakness(toNumber(modulus));
  if (weakness !== undefined) throw refused(weakness);
}

const ED25519_P = 2n ** 255n - 19n;

/** The y coordinates of the eight points whose order divides 8. */
const ED25519_SMALL_ORDER: readonly bigint[] = [
  0n,
  1n,
  ED25519_P - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
];

/** RFC 8032 section 5.1.3: little-endian y, the top bit is the sign of x. */
function checkEd25519(keyBits: Uint8Array): void {
  if (keyBits.length !== 32) throw refused('it is malformed');
  const littleEndian = Uint8Array.from(keyBits).reverse();
  littleEndian[0]! &= 0x7f;
  const y = toNumber(littleEndian);
  if (y >= ED25519_P) throw refused('its point is not canonical');
  if (ED25519_SMALL_ORDER.includes(y)) throw refused('its point is of small order');
}

function toNumber(magnitude: Uint8Array): bigint {
  return BigInt(`0x${toHex(magnitude)}`);
}

function refused(why: string, cause?: unknown): CertBankError<'key.refused'> {
  return new CertBankError('key.refused', { why }, `key refused: ${why}`, { cause });
}
