import { isCertBankError } from '../../base/errors.ts';
import { signatureScheme, type AlgorithmIdentifier, type SignatureScheme } from '../algorithms.ts';
import type { PublicKey } from '../x509/public-key.ts';

/** `RSA 3072`, `EC P-256`, `Ed25519`. */
export function describeKey(key: PublicKey): string {
  switch (key.kind) {
    case 'rsa':
    case 'rsa-pss':
    case 'dsa':
      return `${key.kind.toUpperCase()} ${key.bits}`;
    case 'ec':
      return `EC ${key.curve ?? (key.hasExplicitParameters ? 'with its own parameters' : key.algorithm.oid)}`;
    case 'ed25519':
      return 'Ed25519';
    case 'ed448':
      return 'Ed448';
    case 'ml-dsa':
      return key.mlDsaParameters ?? 'ML-DSA';
    case 'unknown':
      return key.algorithm.oid;
  }
}

/** `RSASSA-PSS, SHA-256`; the object identifier where the algorithm is not known. */
export function describeAlgorithm(algorithm: AlgorithmIdentifier): string {
  try {
    const scheme = signatureScheme(algorithm);
    return scheme === undefined ? algorithm.oid : describeScheme(scheme);
  } catch (error) {
    if (isCertBankError(error)) return algorithm.oid;
    throw error;
  }
}

function describeScheme(scheme: SignatureScheme): string {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      return `RSASSA-PKCS1-v1_5, ${scheme.hash}`;
    case 'rsa-pss':
      return `RSASSA-PSS, ${scheme.hash}`;
    case 'ecdsa':
      return `ECDSA, ${scheme.hash}`;
    case 'eddsa':
      return scheme.curve;
    case 'ml-dsa':
      return scheme.parameters;
  }
}
