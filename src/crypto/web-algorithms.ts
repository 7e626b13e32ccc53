import type { HashName, SignatureScheme } from '../formats/algorithms.ts';

/** The hash functions of WebCrypto itself. */
const HASHES: ReadonlySet<string> = new Set<HashName>(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

/** What @peculiar/webcrypto adds to them. */
const MORE_HASHES: ReadonlySet<string> = new Set<HashName>(['SHA3-256', 'SHA3-384', 'SHA3-512']);

/** The curves of WebCrypto itself, and what @peculiar/webcrypto adds, with the octets of a coordinate. */
const CURVES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
const MORE_CURVES: Readonly<Record<string, number>> = {
  brainpoolP256r1: 32,
  brainpoolP384r1: 48,
  brainpoolP512r1: 64,
};

/** `web`: what every implementation of WebCrypto offers; `extended`: what @peculiar/webcrypto does. */
export type WebDialect = 'web' | 'extended';

/** Whether implementations of this dialect have this hash function. */
export function hasHash(dialect: WebDialect, hash: HashName): boolean {
  return HASHES.has(hash) || (dialect === 'extended' && MORE_HASHES.has(hash));
}

/** The octets of a coordinate (and of the order) of `curve`; `undefined` where the dialect lacks it. */
export function curveOctets(dialect: WebDialect, curve: string): number | undefined {
  return CURVES[curve] ?? (dialect === 'extended' ? MORE_CURVES[curve] : undefined);
}

/** An `algorithm` argument of WebCrypto. */
export interface WebAlgorithm extends Algorithm {
  hash?: string;
  saltLength?: number;
  namedCurve?: string;
}

/**
 * The `algorithm` argument of WebCrypto's `sign` and `verify` for `scheme`; `undefined` where the
 * dialect has none, as for a PSS mask of another hash than the message's.
 *
 * @source W3C Web Cryptography API sections 20 to 23; Secure Curves in the Web Cryptography API
 */
export function webSignatureAlgorithm(
  scheme: SignatureScheme,
  dialect: WebDialect,
): WebAlgorithm | undefined {
  if ('hash' in scheme && !hasHash(dialect, scheme.hash)) return undefined;
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      return { name: 'RSASSA-PKCS1-v1_5' };
    case 'rsa-pss':
      return scheme.mgfHash === scheme.hash ? { name: 'RSA-PSS', saltLength: scheme.saltLength } : undefined;
    case 'ecdsa':
      return { name: 'ECDSA', hash: scheme.hash };
    case 'eddsa':
      return dialect === 'extended' ? { name: 'EdDSA', namedCurve: scheme.curve } : { name: scheme.curve };
    case 'ml-dsa':
      return dialect === 'extended' ? undefined : { name: scheme.parameters };
  }
}
