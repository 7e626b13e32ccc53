import { isCertBankError } from '../base/errors.ts';
import { signatureScheme, type AlgorithmIdentifier, type SignatureScheme } from '../formats/algorithms.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { dsaHash, verifyDsa } from './dsa.ts';
import type { Engine } from './engine.ts';
import { fitsScheme } from './verification-key.ts';

/**
 * `unsupported`: neither this engine nor the house can say. `malformed-key`: no signature by this key can
 * be believed, because the key itself is not what it should be.
 */
export type SignatureCheck = 'valid' | 'invalid' | 'unsupported' | 'malformed-key';

/** What certificates, CRLs, requests and OCSP answers have in common. */
export interface Signed {
  readonly toBeSigned: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/**
 * Tells whether the holder of `publicKey` signed `signed`.
 *
 * A key of another kind than the algorithm's makes the signature `invalid`; so does breaking
 * the restrictions that an RSA-PSS key carries. A key on a curve with explicit parameters is
 * `malformed-key`: RFC 5480 section 2.1.1 forbids it, and CVE-2020-0601 shows why.
 *
 * Does not check: that inner and outer algorithm of a certificate agree, key strength, or
 * whether the algorithm is still acceptable.
 */
export async function verifySigned(
  engine: Engine,
  signed: Signed,
  publicKey: PublicKey,
): Promise<SignatureCheck> {
  const { toBeSigned, signatureAlgorithm, signature } = signed;
  let scheme: SignatureScheme | undefined;
  try {
    scheme = signatureScheme(signatureAlgorithm);
    const hash = publicKey.kind === 'dsa' ? dsaHash(signatureAlgorithm) : undefined;
    if (hash !== undefined) {
      return (await verifyDsa(engine, hash, publicKey, signature, toBeSigned)) ? 'valid' : 'invalid';
    }
  } catch (error) {
    if (isCertBankError(error, 'algorithm.unsupported')) return 'unsupported';
    // Malformed parameters, or a malformed DSA key or signature.
    if (isCertBankError(error)) return 'invalid';
    throw error;
  }
  return verifySignature(engine, scheme, publicKey, signature, toBeSigned);
}

/**
 * As `verifySigned`, for a signature whose scheme was read elsewhere: CMS spreads it over two fields,
 * XML and JSON name it by texts.
 *
 * @param scheme `undefined` for one that is not known here
 */
export async function verifySignature(
  engine: Engine,
  scheme: SignatureScheme | undefined,
  publicKey: PublicKey,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<SignatureCheck> {
  try {
    if (publicKey.hasExplicitParameters) return 'malformed-key';
    if (scheme === undefined || publicKey.kind === 'unknown' || publicKey.kind === 'dsa')
      return 'unsupported';
    if (!fitsScheme(publicKey, scheme)) return 'invalid';
    if (scheme.kind === 'ml-dsa') {
      // Large, and seldom met.
      const { verifyMlDsa } = await import('./ml-dsa.ts');
      return verifyMlDsa(scheme, publicKey.keyBits, signature, data) ? 'valid' : 'invalid';
    }
    return (await engine.verify(scheme, publicKey.der, signature, data)) ? 'valid' : 'invalid';
  } catch (error) {
    if (isCertBankError(error, 'algorithm.unsupported')) return 'unsupported';
    if (isCertBankError(error, 'key.unreadable')) return 'malformed-key';
    // Malformed restrictions of an RSA-PSS key.
    if (isCertBankError(error)) return 'malformed-key';
    throw error;
  }
}
