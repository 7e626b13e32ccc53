import { CertBankError, isCertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { SignatureScheme } from '../formats/algorithms.ts';
import { parsePublicKey, type PublicKey } from '../formats/x509/public-key.ts';
import { bitLength, readRsaPublicKey } from './rsa-public-key.ts';

/** No honest SubjectPublicKeyInfo that we can verify with is longer (ML-DSA-87: 2,614 bytes). */
const MAX_KEY_BYTES = 8 * 1024;

/** Above this an exponent only costs time: OpenSSL's own bound for large moduli. */
const MAX_EXPONENT_BITS = 64;

/** The octets that a point or key of a fixed-length kind must have. */
const KEY_OCTETS: Readonly<Record<string, number>> = {
  ed25519: 32,
  ed448: 57,
  'ML-DSA-44': 1312,
  'ML-DSA-65': 1952,
  'ML-DSA-87': 2592,
};

/** OIDs of the ML-DSA keys and signatures, RFC 9881 section 2. */
const ML_DSA_OIDS: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.3.17': 'ML-DSA-44',
  '2.16.840.1.101.3.4.3.18': 'ML-DSA-65',
  '2.16.840.1.101.3.4.3.19': 'ML-DSA-87',
};

/**
 * Reads a key that some signature is to be verified with, inside bounds that keep the
 * verification cheap.
 *
 * Does not check: the strength of the key, or that a point lies on its curve.
 *
 * @throws CertBankError `key.unreadable`, or `algorithm.unsupported` for a kind or curve unknown here
 */
export function readVerificationKey(publicKey: Uint8Array): PublicKey {
  if (publicKey.length > MAX_KEY_BYTES) throw unreadable('key too long');
  try {
    const key = parsePublicKey(publicKey);
    switch (key.kind) {
      case 'rsa':
      case 'rsa-pss':
        checkRsaBounds(key.keyBits);
        break;
      case 'ec':
        if (key.curve === undefined) throw unsupportedKey('unknown or explicit curve');
        break;
      case 'ed25519':
      case 'ed448':
        if (key.keyBits.length !== KEY_OCTETS[key.kind]) throw unreadable('key of the wrong length');
        break;
      case 'ml-dsa':
        if (key.keyBits.length !== KEY_OCTETS[mlDsaParameters(key) ?? ''])
          throw unreadable('key of the wrong length');
        break;
      default:
        throw unsupportedKey(key.algorithm.oid);
    }
    return key;
  } catch (cause) {
    if (isCertBankError(cause, 'key.unreadable') || isCertBankError(cause, 'algorithm.unsupported'))
      throw cause;
    if (isCertBankError(cause)) throw unreadable('malformed public key', cause);
    throw cause;
  }
}

function checkRsaBounds(keyBits: Uint8Array): void {
  const { modulus, exponent } = readRsaPublicKey(keyBits);
  if (bitLength(modulus) > LIMITS.rsaBitsMax) throw unreadable('RSA modulus too long');
  if (bitLength(exponent) > MAX_EXPONENT_BITS) throw unreadable('RSA exponent too long');
}

/** The ML-DSA parameter set of a key, by its algorithm. */
export function mlDsaParameters(key: PublicKey): string | undefined {
  return ML_DSA_OIDS[key.algorithm.oid];
}

/** Whether keys of this kind make signatures of this scheme. */
export function fitsScheme(key: PublicKey, scheme: SignatureScheme): boolean {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      // RFC 4055 section 1.2: a key marked id-RSASSA-PSS is for that scheme alone.
      return key.kind === 'rsa';
    case 'rsa-pss':
      return key.kind === 'rsa' || key.kind === 'rsa-pss';
    case 'ecdsa':
      return key.kind === 'ec';
    case 'eddsa':
      return key.kind === (scheme.curve === 'Ed25519' ? 'ed25519' : 'ed448');
    case 'ml-dsa':
      return key.kind === 'ml-dsa' && mlDsaParameters(key) === scheme.parameters;
  }
}

/** @throws CertBankError `key.unreadable` where `key` is not of the scheme's kind */
export function checkFitsScheme(key: PublicKey, scheme: SignatureScheme): void {
  if (!fitsScheme(key, scheme)) throw unreadable(`${key.kind} key does not make ${scheme.kind} signatures`);
}

export function unreadable(what: string, cause?: unknown): CertBankError<'key.unreadable'> {
  return new CertBankError('key.unreadable', { what }, what, cause === undefined ? undefined : { cause });
}

function unsupportedKey(algorithm: string): CertBankError<'algorithm.unsupported'> {
  return new CertBankError('algorithm.unsupported', { algorithm }, `no support for keys of ${algorithm}`);
}
