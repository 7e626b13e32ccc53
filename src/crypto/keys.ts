/** Kinds of key that the house makes. */
export type KeyKind = 'RSA-2048' | 'RSA-3072' | 'RSA-4096' | 'P-256' | 'P-384' | 'Ed25519';

export interface KeyPair {
  /** PrivateKeyInfo, DER, in the clear: encrypt it (see `encryptKey`) and forget it. */
  readonly privateKeyPkcs8: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeySpki: Uint8Array;
}

const ALGORITHMS: Readonly<Record<KeyKind, RsaHashedKeyGenParams | EcKeyGenParams | Algorithm>> = {
  'RSA-2048': rsa(2048),
  'RSA-3072': rsa(3072),
  'RSA-4096': rsa(4096),
  'P-256': { name: 'ECDSA', namedCurve: 'P-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384' },
  Ed25519: { name: 'Ed25519' },
};

// The scheme and hash named here bind only the CryptoKey, which is not kept: the SPKI says rsaEncryption.
function rsa(modulusLength: number): RsaHashedKeyGenParams {
  return {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
}

/** A fresh key pair of the platform's secure generator. */
export async function generateKeyPair(subtle: SubtleCrypto, kind: KeyKind): Promise<KeyPair> {
  const pair = (await subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify'])) as CryptoKeyPair;
  const [privateKey, publicKey] = await Promise.all([
    subtle.exportKey('pkcs8', pair.privateKey),
    subtle.exportKey('spki', pair.publicKey),
  ]);
  return { privateKeyPkcs8: new Uint8Array(privateKey), publicKeySpki: new Uint8Array(publicKey) };
}
