import type { HashName, SignatureScheme } from '../formats/algorithms.ts';

/** The hash functions of WebCrypto. */
const HASHES: ReadonlySet<string> = new Set<HashName>(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

/** The curves of WebCrypto with the octets of a coordinate. */
const CURVES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** Whether every implementation of WebCrypto has this hash function. */
export const hasHash = (hash: HashName): boolean => HASHES.has(hash);

/** The octets of a coordinate (and of the order) of `curve`; `undefined` where WebCrypto lacks it. */
export const curveOctets = (curve: string): number | undefined => CURVES[curve];

/** An `algorithm` argument of WebCrypto. */
export interface WebAlgorithm extends Algorithm {
  hash?: string;
  saltLength?: number;
  namedCurve?: string;
}

/**
 * The `algorithm` argument of WebCrypto's `sign` and `verify` for `scheme`; `undefined` where it
 * has none, as for a PSS mask of another hash than the message's.
 *
 * @source W3C Web Cryptography API sections 20 to 23; Secure Curves in the Web Cryptography API
 */
export function webSignatureAlgorithm(scheme: SignatureScheme): WebAlgorithm | undefined {
  if ('hash' in scheme && !hasHash(scheme.hash)) return undefined;
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      return { name: 'RSASSA-PKCS1-v1_5' };
    case 'rsa-pss':
      return scheme.mgfHash === scheme.hash ? { name: 'RSA-PSS', saltLength: scheme.saltLength } : undefined;
    case 'ecdsa':
      return { name: 'ECDSA', hash: scheme.hash };
    case 'eddsa':
      return { name: scheme.curve };
    case 'ml-dsa':
      return { name: scheme.parameters };
  }
}
