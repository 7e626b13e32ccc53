import type { SignatureScheme } from '../../formats/algorithms.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';

/**
 * Says why a key, or a signature by it when a scheme is given, may not be relied upon; `undefined` where it
 * may. Dated policies (until when SHA-1 was good enough) are made of this by whoever has one.
 */
export type AlgorithmRule = (key: PublicKey, scheme?: SignatureScheme) => string | undefined;

/** RSA moduli of fewer bits have been factored in public (RSA-829); DSA primes are of the same strength. */
const LEAST_BITS = 1024;

/**
 * Refuses only what anybody can forge today: MD5 (RFC 6151 section 2.1), RSA and DSA below 1024 bits. SHA-1 and
 * keys that are merely small pass.
 */
export const refuseBroken: AlgorithmRule = (key, scheme) => {
  const isByFactors = key.kind === 'rsa' || key.kind === 'rsa-pss' || key.kind === 'dsa';
  if (isByFactors && key.bits < LEAST_BITS) return `${key.kind} with ${key.bits} bits`;
  if (scheme !== undefined && 'hash' in scheme && scheme.hash === 'MD5') return 'MD5';
  return undefined;
};
