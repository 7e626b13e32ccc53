import {
  constants,
  createPrivateKey,
  createPublicKey,
  KeyObject,
  sign,
  type SignKeyObjectInput,
} from 'node:crypto';
import type { Signer } from '../../crypto/signer.ts';
import {
  checkFitsScheme,
  readVerificationKey,
  unreadable,
  unsupported,
} from '../../crypto/verification-key.ts';
import type { HashName, SignatureScheme } from '../../formats/algorithms.ts';
import { inPool } from './pool-lanes.ts';

/** What the house signs with. MD5, SHA-1 and SHA-224 are only ever read. */
const HASHES: Partial<Readonly<Record<HashName, string>>> = {
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384',
  'SHA3-512': 'sha3-512',
};

/**
 * A signer on a private key in this process.
 *
 * P-256 and Ed25519 sign at once, in about 25 microseconds: the way to the thread pool and back
 * takes 60 more. Everything slower (RSA, the larger curves) goes there, so that the event loop
 * is free and all cores sign.
 *
 * @param privateKey PrivateKeyInfo in DER, or a key that node:crypto holds
 * @throws CertBankError `key.unreadable` for a malformed key or one not of the scheme's kind;
 *   `algorithm.unsupported`
 */
export function nodeSigner(privateKey: Uint8Array | KeyObject, scheme: SignatureScheme): Signer {
  const key = privateKey instanceof KeyObject ? privateKey : readPrivateKey(privateKey);
  const publicKey = publicKeyOf(key);
  const verificationKey = readVerificationKey(publicKey);
  checkFitsScheme(verificationKey, scheme);

  const hash = 'hash' in scheme ? hashName(scheme.hash) : null;
  let input: KeyObject | SignKeyObjectInput = key;
  if (scheme.kind === 'rsa-pss') {
    if (scheme.mgfHash !== scheme.hash) throw unsupported(`RSA-PSS with masks of ${scheme.mgfHash}`);
    input = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength };
  }
  const isFast = verificationKey.kind === 'ed25519' || verificationKey.curve === 'P-256';
  const signAtOnce = async (data: Uint8Array) => plain(sign(hash, data, input));
  const signInPool = async (data: Uint8Array) => {
    try {
      return plain(await inPool<Buffer>((done) => sign(hash, data, input, done)));
    } catch (error) {
      if (error instanceof TypeError) throw error;
      // OpenSSL refuses where salt and hash do not fit into the modulus.
      throw unreadable(`the key is too small for ${scheme.kind} as asked`);
    }
  };
  return { scheme, publicKey, sign: isFast ? signAtOnce : signInPool };
}

function readPrivateKey(pkcs8: Uint8Array): KeyObject {
  try {
    const key = Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.length);
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch {
    // OpenSSL's message is left out: it speaks of the key's insides.
    throw unreadable('not a private key that can be used here');
  }
}

/** OpenSSL opens an EC key that comes with the point at infinity as its public key; here it shows. */
function publicKeyOf(key: KeyObject): Uint8Array {
  try {
    return Uint8Array.from(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  } catch {
    throw unreadable('not a private key that can be used here');
  }
}

function hashName(hash: HashName): string {
  const name = HASHES[hash];
  if (name === undefined) throw unsupported(`signing with ${hash}`);
  return name;
}

function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
