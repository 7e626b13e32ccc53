import { ed25519 } from '@noble/curves/ed25519.js';
import { ed448 } from '@noble/curves/ed448.js';
import { brainpoolP256r1, brainpoolP384r1, brainpoolP512r1 } from '@noble/curves/misc.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import type { HashName, SignatureScheme } from '../formats/algorithms.ts';
import type { NamedCurve, PublicKey } from '../formats/x509/public-key.ts';
import { rawEcdsaSignature } from './ecdsa-signature.ts';
import { verifyMlDsa } from './ml-dsa.ts';
import { hashInSoftware } from './software-hash.ts';
import { verifyRsaInSoftware } from './software-rsa.ts';

const CURVES = {
  'P-256': p256,
  'P-384': p384,
  'P-521': p521,
  brainpoolP256r1,
  brainpoolP384r1,
  brainpoolP512r1,
  secp256k1,
} as const satisfies Record<NamedCurve, unknown>;

const EDWARDS = { Ed25519: ed25519, Ed448: ed448 } as const;

/**
 * Whether a signature verifies, computed here: for algorithms that a platform lacks. Loaded when it is first
 * needed. There are no secrets in a verification, so that its time tells nothing.
 *
 * @param publicKey one that `readVerificationKey` gave and that fits the scheme
 * @returns `undefined` where the key is none: numbers that RSA cannot have, a point beside its curve
 */
export function verifyInSoftware(
  scheme: SignatureScheme,
  publicKey: PublicKey,
  signature: Uint8Array,
  data: Uint8Array,
): boolean | undefined {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
    case 'rsa-pss':
      return verifyRsaInSoftware(scheme, publicKey, signature, data);
    case 'ecdsa':
      return verifyEcdsa(scheme.hash, publicKey, signature, data);
    case 'eddsa':
      return verifyEddsa(scheme.curve, publicKey.keyBits, signature, data);
    case 'ml-dsa':
      return verifyMlDsa(scheme, publicKey.keyBits, signature, data);
  }
}

/** FIPS 186-5 section 6.4.2; `r` and `s` below the order, `s` in either half. */
function verifyEcdsa(
  hash: HashName,
  { curve, keyBits }: PublicKey,
  signature: Uint8Array,
  data: Uint8Array,
): boolean | undefined {
  const { Point, verify } = CURVES[curve!];
  try {
    Point.fromBytes(keyBits);
  } catch {
    return undefined;
  }
  const digest = hashInSoftware(hash, data);
  const raw = rawEcdsaSignature(signature, Point.Fn.BYTES);
  return raw !== undefined && verify(raw, digest, keyBits, { prehash: false, lowS: false });
}

/** RFC 8032 sections 5.1.7 and 5.2.7, with its encodings alone. */
function verifyEddsa(
  curve: keyof typeof EDWARDS,
  key: Uint8Array,
  signature: Uint8Array,
  data: Uint8Array,
): boolean {
  const { lengths, verify } = EDWARDS[curve];
  return signature.length === lengths.signature && verify(signature, data, key, { zip215: false });
}
