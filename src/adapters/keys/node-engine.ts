import {
  constants,
  createHash,
  createPublicKey,
  hash as hashOnce,
  verify,
  type Hash,
  type KeyObject,
  type VerifyKeyObjectInput,
} from 'node:crypto';
import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { BoundedCache } from '../../crypto/bounded-cache.ts';
import type { Engine } from '../../crypto/engine.ts';
import {
  checkFitsScheme,
  readVerificationKey,
  unreadable,
  unsupported,
} from '../../crypto/verification-key.ts';
import {
  encodeSignatureAlgorithm,
  HASH_BYTES,
  type HashName,
  type SignatureScheme,
} from '../../formats/algorithms.ts';
import { bitString, sequence } from '../../formats/asn1/der-writer.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';
import { inPool } from './pool-lanes.ts';

const { RSA_PKCS1_PSS_PADDING } = constants;

/** As long as the longest modulus: no padding holds more. */
const MAX_SALT_BYTES = LIMITS.rsaBitsMax / 8;

/** OpenSSL's names. */
const HASHES = new Map<string, string>(
  Object.entries({
    MD5: 'md5',
    'SHA-1': 'sha1',
    'SHA-224': 'sha224',
    'SHA-256': 'sha256',
    'SHA-384': 'sha384',
    'SHA-512': 'sha512',
    'SHA3-256': 'sha3-256',
    'SHA3-384': 'sha3-384',
    'SHA3-512': 'sha3-512',
  } satisfies Record<Exclude<HashName, 'SHAKE256'>, string>),
);

/** A key as read from its SubjectPublicKeyInfo and as the platform holds it. */
interface CachedKey {
  readonly publicKey: PublicKey;
  readonly keyObject: KeyObject;
}

/** Keys kept imported: an import costs as much as a verification or more. */
const CACHED_KEYS = 256;

export interface NodeEngineOptions {
  /**
   * Whether signatures are verified on the thread pool. For a server that has many to verify at once: the event
   * loop spends 6 instead of 70 microseconds on each, and all cores verify. Default: at once, which is sooner for one.
   */
  readonly verifiesInPool?: boolean;
}

/** The engine of Node: node:crypto, every answer at once but where `verifiesInPool` is asked for. */
export function nodeEngine({ verifiesInPool = false }: NodeEngineOptions = {}): Engine {
  const keys = new BoundedCache<CachedKey>(CACHED_KEYS);

  function keyOf(spki: Uint8Array, scheme: SignatureScheme): CachedKey {
    const id = Buffer.from(spki.buffer, spki.byteOffset, spki.length).toString('latin1');
    let key = keys.get(id);
    if (key === undefined) {
      const publicKey = readVerificationKey(Uint8Array.from(spki));
      checkFitsScheme(publicKey, scheme);
      key = { publicKey, keyObject: importKey(publicKey) };
      keys.set(id, key);
    } else checkFitsScheme(key.publicKey, scheme);
    return key;
  }

  return {
    name: 'node',
    digest: (hash, data) =>
      plain(
        hash === 'SHAKE256'
          ? startHash(hash).update(data).digest()
          : hashOnce(hashName(hash), data, 'buffer'),
      ),
    startDigest(hash) {
      const state = startHash(hash);
      return {
        update: (data) => void state.update(data),
        digest: () => plain(state.digest()),
      };
    },
    verify(scheme, spki, signature, data) {
      const { publicKey, keyObject } = keyOf(spki, scheme);
      const hash = 'hash' in scheme ? hashName(scheme.hash) : null;
      const notVerified = (error: unknown): false => {
        if (error instanceof CertBankError) throw error;
        if (isUnsupported(error)) throw unsupported(scheme.kind, error);
        // Misuse by the caller, such as data that are no bytes.
        if (error instanceof TypeError) throw error;
        // OpenSSL says by an error that the padding cannot fit the key: no such signature can verify.
        return false;
      };
      try {
        const key = scheme.kind === 'rsa-pss' ? pssKey(publicKey, keyObject, scheme) : keyObject;
        if (key === undefined) return false;
        if (!verifiesInPool) return verify(hash, data, key, signature);
        return inPool<boolean>((done) => verify(hash, data, key, signature, done)).catch(notVerified);
      } catch (error) {
        return notVerified(error);
      }
    },
  };
}

/** The key with the parameters of `scheme`; `undefined` where no signature can have them. */
function pssKey(
  publicKey: PublicKey,
  keyObject: KeyObject,
  scheme: Extract<SignatureScheme, { kind: 'rsa-pss' }>,
): VerifyKeyObjectInput | undefined {
  const { hash, mgfHash, saltLength } = scheme;
  // Negative lengths would ask OpenSSL to accept any salt.
  if (!(saltLength >= 0 && saltLength <= MAX_SALT_BYTES)) return undefined;
  const key = mgfHash === hash ? keyObject : restrictedPssKey(publicKey, scheme);
  return { key, padding: RSA_PKCS1_PSS_PADDING, saltLength };
}

/** SHAKE256 is a digest here and in no signature: its name is not among those that verifications may use. */
function startHash(hash: HashName): Hash {
  if (hash !== 'SHAKE256') return createHash(hashName(hash));
  return createHash('shake256', { outputLength: HASH_BYTES.SHAKE256 });
}

/** An unknown name must not reach node:crypto: where it finds none, it takes a hash of its own choice. */
function hashName(hash: HashName): string {
  const name = HASHES.get(hash);
  if (name === undefined) throw unsupported(hash);
  return name;
}

/** Buffers share memory with others and compare unlike Uint8Array: none leaves this file. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

const JWK_CURVES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** The import that Node does fastest: PKCS#1 for RSA, JWK for the curves that JWK knows. */
function importKey(key: PublicKey): KeyObject {
  try {
    if (key.kind === 'rsa' || key.kind === 'rsa-pss') {
      return createPublicKey({ key: Buffer.from(key.keyBits), format: 'der', type: 'pkcs1' });
    }
    const octets = key.kind === 'ec' ? JWK_CURVES[key.curve!] : undefined;
    if (octets !== undefined && key.keyBits[0] === 4 && key.keyBits.length === 1 + 2 * octets) {
      const point = Buffer.from(key.keyBits.buffer, key.keyBits.byteOffset, key.keyBits.length);
      const x = point.toString('base64url', 1, 1 + octets);
      const y = point.toString('base64url', 1 + octets);
      return createPublicKey({ key: { kty: 'EC', crv: key.curve!, x, y }, format: 'jwk' });
    }
    return createPublicKey({ key: Buffer.from(key.der), format: 'der', type: 'spki' });
  } catch (cause) {
    // Any 1312, 1952 or 2592 octets are an ML-DSA key (FIPS 204 section 5.3): a refusal means that
    // the platform does not know the algorithm.
    if (key.kind === 'ml-dsa' || isUnsupported(cause)) throw unsupported(key.kind, cause);
    throw unreadable(`malformed ${key.kind} key`, cause);
  }
}

/**
 * The key marked for exactly this PSS scheme. Node has no option for a mask hash other than the
 * message hash, but OpenSSL takes it from the parameters of the key.
 */
function restrictedPssKey(key: PublicKey, scheme: SignatureScheme): KeyObject {
  const spki = sequence(encodeSignatureAlgorithm(scheme), bitString(key.keyBits));
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
}

function isUnsupported(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    code === 'ERR_OSSL_UNSUPPORTED' ||
    code === 'ERR_OSSL_EVP_UNSUPPORTED' ||
    code === 'ERR_CRYPTO_INVALID_DIGEST'
  );
}
