import type { SignatureScheme } from '../../formats/algorithms.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';

/**
 * Says why a signature scheme with a key may not be relied upon, or `undefined` where it may. Dated policies
 * (until when SHA-1 was good enough) are made of this by whoever has one.
 */
export type AlgorithmRule = (scheme: SignatureScheme, key: PublicKey) => string | undefined;

/** RSA moduli of fewer bits have been factored in public (RSA-829). */
const LEAST_RSA_BITS = 1024;

/**
 * Refuses only what anybody can forge today: MD5 (RFC 6151 section 2.1) and RSA below 1024 bits. SHA-1 and
 * small keys that are merely out of fashion pass.
 */
export const refuseBroken: AlgorithmRule = (scheme, key) => {
  if ((scheme.kind === 'rsa-pkcs1' || scheme.kind === 'rsa-pss') && key.bits < LEAST_RSA_BITS) {
    return `RSA with ${key.bits} bits`;
  }
  if ('hash' in scheme && scheme.hash === 'MD5') return 'MD5';
  return undefined;
};
