import { CertBankError } from '../base/errors.ts';
import type { SignatureScheme } from '../formats/algorithms.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';

/**
 * The scheme that a key signs with unless another is asked for: RSA by PSS with SHA-256 as OCES3 does, ECDSA with the
 * hash that fits the curve (RFC 5480 section 4, TS 119 312).
 *
 * @throws CertBankError `algorithm.unsupported` for a kind that this house does not sign with
 */
export function usualScheme(publicKey: PublicKey): SignatureScheme {
  switch (publicKey.kind) {
    case 'rsa':
    case 'rsa-pss':
      return { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 };
    case 'ec':
      return {
        kind: 'ecdsa',
        hash: publicKey.bits > 384 ? 'SHA-512' : publicKey.bits > 256 ? 'SHA-384' : 'SHA-256',
      };
    case 'ed25519':
      return { kind: 'eddsa', curve: 'Ed25519' };
    case 'ed448':
      return { kind: 'eddsa', curve: 'Ed448' };
    default:
      throw new CertBankError(
        'algorithm.unsupported',
        { algorithm: publicKey.kind },
        `cannot sign with a key of this kind: ${publicKey.kind}`,
      );
  }
}
