import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import type { HashName, SignatureScheme } from '../../src/formats/algorithms.ts';
import type { Signer } from '../../src/crypto/signer.ts';

/** Kinds of keys that tests sign with. */
export type TestKeyKind =
  'p256' | 'p384' | 'p521' | 'brainpoolP256r1' | 'rsa2048' | 'rsa3072' | 'rsa2048-pss' | 'ed25519' | 'ed448';

/** A real key pair, made once per process. */
export interface TestKey {
  readonly kind: TestKeyKind;
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** PKCS#8. */
  readonly pkcs8: Uint8Array;
  /** What the key signs with where nothing else is asked for. */
  readonly scheme: SignatureScheme;
}

const SCHEMES: Readonly<Record<TestKeyKind, SignatureScheme>> = {
  p256: { kind: 'ecdsa', hash: 'SHA-256' },
  p384: { kind: 'ecdsa', hash: 'SHA-384' },
  p521: { kind: 'ecdsa', hash: 'SHA-512' },
  brainpoolP256r1: { kind: 'ecdsa', hash: 'SHA-256' },
  rsa2048: { kind: 'rsa-pkcs1', hash: 'SHA-256' },
  rsa3072: { kind: 'rsa-pkcs1', hash: 'SHA-256' },
  'rsa2048-pss': { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 },
  ed25519: { kind: 'eddsa', curve: 'Ed25519' },
  ed448: { kind: 'eddsa', curve: 'Ed448' },
};

function generate(kind: TestKeyKind): KeyObject {
  switch (kind) {
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    case 'p521':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey;
    case 'brainpoolP256r1':
      return generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }).privateKey;
    case 'rsa2048':
    case 'rsa2048-pss':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'rsa3072':
      return generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    case 'ed448':
      return generateKeyPairSync('ed448').privateKey;
  }
}

const keys = new Map<string, TestKey>();

/** The key called `name`; the same name and kind give the same key as long as the process runs. */
export function testKey(kind: TestKeyKind, name = 'default'): TestKey {
  const id = `${kind}/${name}`;
  const known = keys.get(id);
  if (known !== undefined) return known;
  const privateKey = generate(kind);
  const publicKey = new Uint8Array(publicKeyDer(privateKey));
  const pkcs8 = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
  const key = { kind, privateKey, publicKey, pkcs8, scheme: SCHEMES[kind] };
  keys.set(id, key);
  return key;
}

function publicKeyDer(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
}

const DIGESTS: Readonly<Record<HashName, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384',
  'SHA3-512': 'sha3-512',
  SHAKE256: 'shake256',
};

export function digest(hash: HashName, data: Uint8Array): Uint8Array {
  const options = hash === 'SHAKE256' ? { outputLength: 64 } : {};
  return new Uint8Array(createHash(DIGESTS[hash], options).update(data).digest());
}

/** A signature in the encoding that X.509 uses. */
export function signWith(key: TestKey, data: Uint8Array, scheme: SignatureScheme = key.scheme): Uint8Array {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
    case 'ecdsa':
      return new Uint8Array(sign(DIGESTS[scheme.hash], data, key.privateKey));
    case 'rsa-pss': {
      if (scheme.hash !== scheme.mgfHash) throw new RangeError('node:crypto signs with one hash only');
      const { RSA_PKCS1_PSS_PADDING: padding } = constants;
      const options = { key: key.privateKey, padding, saltLength: scheme.saltLength };
      return new Uint8Array(sign(DIGESTS[scheme.hash], data, options));
    }
    case 'eddsa':
      return new Uint8Array(sign(null, data, key.privateKey));
    case 'ml-dsa':
      throw new RangeError('no ML-DSA in node:crypto here');
  }
}

/** The key behind the port that the house signs through. */
export function testSigner(key: TestKey, scheme: SignatureScheme = key.scheme): Signer {
  return {
    scheme,
    publicKey: key.publicKey,
    sign: (data) => Promise.resolve(signWith(key, data, scheme)),
  };
}
