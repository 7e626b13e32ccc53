import { CertBankError, isCertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { SignatureScheme } from '../formats/algorithms.ts';
import { parsePublicKey, type PublicKey } from '../formats/x509/public-key.ts';

/** No honest SubjectPublicKeyInfo that we can verify with is longer (RSA-16384: 2,066 bytes; ML-DSA-87: 2,614). */
const MAX_KEY_BYTES = 8 * 1024;

/** Longer exponents only cost time: OpenSSL's own bound for large moduli. */
const MAX_EXPONENT_BYTES = 8;

/**
 * Reads a key that some signature is to be verified with, inside bounds that keep the
 * verification cheap.
 *
 * Does not check: the strength of the key, or that a point lies on its curve.
 *
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws CertBankError `key.unreadable`, or `algorithm.unsupported` for a kind or curve unknown here
 */
export function readVerificationKey(publicKey: Uint8Array): PublicKey {
  if (publicKey.length > MAX_KEY_BYTES) throw unreadable('key too long');
  try {
    const key = parsePublicKey(publicKey);
    if (key.kind === 'unknown' || key.kind === 'dsa') throw unsupported(`key algorithm ${key.algorithm.oid}`);
    if (key.kind === 'rsa' || key.kind === 'rsa-pss') checkRsaNumbers(key);
    if (key.hasExplicitParameters) throw unreadable('curve with explicit parameters');
    if (key.kind === 'ec') {
      if (key.curve === undefined) throw unsupported('curve');
      // RFC 5480 section 2.2: uncompressed or compressed, neither hybrid nor infinity.
      if (![2, 3, 4].includes(key.keyBits[0] ?? 0)) throw unreadable('malformed point');
    }
    return key;
  } catch (cause) {
    if (isCertBankError(cause, 'key.unreadable') || isCertBankError(cause, 'algorithm.unsupported'))
      throw cause;
    if (isCertBankError(cause)) throw unreadable('malformed public key', cause);
    throw cause;
  }
}

/** RFC 8017 section 3.1, of which platforms check this or that: under e = 1 everybody signs. */
function checkRsaNumbers(key: PublicKey): void {
  const { modulus, exponent } = key.rsa!;
  if (key.bits > LIMITS.rsaBitsMax) throw unreadable('RSA modulus too long');
  if (exponent.length > MAX_EXPONENT_BYTES) throw unreadable('RSA exponent too long');
  const isOdd = (octets: Uint8Array): boolean => ((octets.at(-1) ?? 0) & 1) === 1;
  const isOne = exponent.length === 1 && exponent[0] === 1;
  if (!isOdd(modulus) || !isOdd(exponent) || isOne) throw unreadable('numbers that are no RSA key');
}

/**
 * Whether such a key makes signatures of this scheme.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` for malformed restrictions of an RSA-PSS key
 */
export function fitsScheme(key: PublicKey, scheme: SignatureScheme): boolean {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      // RFC 4055 section 1.2: a key marked id-RSASSA-PSS is for that scheme alone.
      return key.kind === 'rsa';
    case 'rsa-pss':
      return key.kind === 'rsa' || (key.kind === 'rsa-pss' && isAllowedByKey(key, scheme));
    case 'ecdsa':
      return key.kind === 'ec';
    case 'eddsa':
      return key.kind === (scheme.curve === 'Ed25519' ? 'ed25519' : 'ed448');
    case 'ml-dsa':
      return key.mlDsaParameters === scheme.parameters;
  }
}

/** RFC 4055 section 3.3: hash and mask hash of a restricted key are binding, its salt length is the least. */
function isAllowedByKey(key: PublicKey, scheme: SignatureScheme & { kind: 'rsa-pss' }): boolean {
  if (key.algorithm.parameters === undefined) return true;
  const allowed = key.pssRestriction;
  // Restrictions that we do not understand allow nothing.
  if (allowed === undefined) return false;
  const { hash, mgfHash, saltLength } = allowed;
  return scheme.hash === hash && scheme.mgfHash === mgfHash && scheme.saltLength >= saltLength;
}

/** @throws CertBankError `key.unreadable` where `key` is not of the scheme's kind */
export function checkFitsScheme(key: PublicKey, scheme: SignatureScheme): void {
  if (!fitsScheme(key, scheme)) throw unreadable(`${key.kind} key does not make ${scheme.kind} signatures`);
}

export function unreadable(what: string, cause?: unknown): CertBankError<'key.unreadable'> {
  return new CertBankError('key.unreadable', { what }, what, cause === undefined ? undefined : { cause });
}

export function unsupported(algorithm: string, cause?: unknown): CertBankError<'algorithm.unsupported'> {
  const options = cause === undefined ? undefined : { cause };
  return new CertBankError(
    'algorithm.unsupported',
    { algorithm },
    `${algorithm} is not supported here`,
    options,
  );
}
