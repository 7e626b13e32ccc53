import { generateKeyPairSync, webcrypto, type KeyObject } from 'node:crypto';
import { sequence, oid, nullValue, bitString, unsignedInteger } from '../../src/formats/asn1/der-writer.ts';
import { fromHex } from '../../src/base/bytes.ts';

/** Node's WebCrypto under the types of the browser's. */
export const subtle = webcrypto.subtle as unknown as SubtleCrypto;
export const webCrypto = webcrypto as unknown as Crypto;

export interface TestKey {
  readonly privateKey: KeyObject;
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
}

function keep({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): TestKey {
  return {
    privateKey,
    pkcs8: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
  };
}

/** The type of Node's declarations wants the salt length as text. */
const RESTRICTED = {
  modulusLength: 2048,
  hashAlgorithm: 'sha256',
  mgf1HashAlgorithm: 'sha256',
  saltLength: 32 as unknown as string,
};

const MAKERS = {
  'rsa-1024': () => keep(generateKeyPairSync('rsa', { modulusLength: 1024 })),
  'rsa-2048': () => keep(generateKeyPairSync('rsa', { modulusLength: 2048 })),
  'rsa-pss-2048': () => keep(generateKeyPairSync('rsa-pss', { modulusLength: 2048 })),
  'rsa-pss-2048-sha256': () => keep(generateKeyPairSync('rsa-pss', RESTRICTED)),
  'P-256': () => keep(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  'P-384': () => keep(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  'P-521': () => keep(generateKeyPairSync('ec', { namedCurve: 'P-521' })),
  brainpoolP256r1: () => keep(generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })),
  brainpoolP384r1: () => keep(generateKeyPairSync('ec', { namedCurve: 'brainpoolP384r1' })),
  secp256k1: () => keep(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
  'P-256-explicit': () => keep(generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })),
  Ed25519: () => keep(generateKeyPairSync('ed25519')),
  Ed448: () => keep(generateKeyPairSync('ed448')),
  dsa: () => keep(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })),
} as const;

export type TestKeyName = keyof typeof MAKERS;

const kept = new Map<TestKeyName, TestKey>();

/** A key of this kind, the same one for every test of the run. */
export function testKey(name: TestKeyName): TestKey {
  const key = kept.get(name) ?? MAKERS[name]();
  kept.set(name, key);
  return key;
}

/** SubjectPublicKeyInfo of an RSA key with these numbers, however unfit. */
export function rsaSpki(modulus: bigint, exponent = 65_537n): Uint8Array {
  const magnitude = (value: bigint) => {
    const hex = value.toString(16);
    return unsignedInteger(fromHex(hex.length % 2 === 0 ? hex : `0${hex}`));
  };
  return sequence(
    sequence(oid('1.2.840.113549.1.1.1'), nullValue()),
    bitString(sequence(magnitude(modulus), magnitude(exponent))),
  );
}

/** SubjectPublicKeyInfo of an EC key on a named curve. */
export function ecSpki(curveOid: string, point: Uint8Array): Uint8Array {
  return sequence(sequence(oid('1.2.840.10045.2.1'), oid(curveOid)), bitString(point));
}
