import { CertBankError, isCertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import type { RandomSource } from '../base/random.ts';
import { bufferSource } from './buffer-source.ts';
import {
  encodeEncryptedPrivateKeyInfo,
  parseEncryptedPrivateKeyInfo,
  parsePrivateKeyInfo,
  type PasswordEncryption,
} from '../formats/pkcs/pkcs8.ts';

/** OWASP's figure for PBKDF2-HMAC-SHA-256 (Password Storage Cheat Sheet, 2023). */
export const KEY_FILE_ITERATIONS = 600_000;

/** The WebCrypto operations that opening and closing a key file takes. */
export type KeyFileCrypto = Pick<SubtleCrypto, 'importKey' | 'deriveKey' | 'encrypt' | 'decrypt'>;

/**
 * Encrypts a private key under a passphrase: EncryptedPrivateKeyInfo, PBES2 with
 * PBKDF2-HMAC-SHA-256 and AES-256-CBC, which OpenSSL and GnuTLS read.
 *
 * @param privateKeyPkcs8 PrivateKeyInfo, DER
 * @param passphrase      UTF-8 octets, not empty
 * @source RFC 8018 section 6.2.1
 */
export async function encryptKey(
  privateKeyPkcs8: Uint8Array,
  passphrase: Uint8Array,
  subtle: KeyFileCrypto,
  random: RandomSource,
): Promise<Uint8Array> {
  if (passphrase.length === 0) throw new RangeError('passphrase is empty');
  parsePrivateKeyInfo(privateKeyPkcs8);
  const encryption: PasswordEncryption = {
    salt: random.bytes(16),
    iterations: KEY_FILE_ITERATIONS,
    hash: 'SHA-256',
    keyBytes: 32,
    iv: random.bytes(16),
  };
  const key = await derive(subtle, passphrase, encryption, 'encrypt');
  const ciphertext = await subtle.encrypt(
    { name: 'AES-CBC', iv: bufferSource(encryption.iv) },
    key,
    bufferSource(privateKeyPkcs8),
  );
  return encodeEncryptedPrivateKeyInfo(encryption, new Uint8Array(ciphertext));
}

/**
 * Opens an EncryptedPrivateKeyInfo: PBES2 with PBKDF2 and AES-CBC.
 *
 * Does not check: the integrity of the file beyond what shows in the padding and the shape of
 * the key. Whoever can alter the file can destroy the key, but learns nothing of it.
 *
 * @returns PrivateKeyInfo, DER
 * @throws CertBankError `key.unreadable` for a wrong passphrase or a damaged file alike;
 *   `algorithm.unsupported` for another kind of encryption; `limit.exceeded` for a derivation
 *   that would take too long
 */
export async function decryptKey(
  encryptedKeyDer: Uint8Array,
  passphrase: Uint8Array,
  subtle: KeyFileCrypto,
): Promise<Uint8Array> {
  const { encryption, ciphertext } = readable(() => parseEncryptedPrivateKeyInfo(encryptedKeyDer));
  const maximum = LIMITS.derivationIterations;
  if (encryption.iterations > maximum) {
    const details = { limit: 'derivationIterations', maximum, actual: encryption.iterations };
    throw new CertBankError('limit.exceeded', details, 'key derivation takes too long');
  }
  const key = await derive(subtle, passphrase, encryption, 'decrypt');
  let plain: Uint8Array;
  try {
    const algorithm = { name: 'AES-CBC', iv: bufferSource(encryption.iv) };
    plain = new Uint8Array(await subtle.decrypt(algorithm, key, bufferSource(ciphertext)));
  } catch {
    throw closed();
  }
  try {
    parsePrivateKeyInfo(plain);
  } catch {
    // One wrong passphrase in 256 gives padding that looks right. The cause would hold garbage only.
    plain.fill(0);
    throw closed();
  }
  return plain;
}

async function derive(
  subtle: KeyFileCrypto,
  passphrase: Uint8Array,
  { salt, iterations, hash, keyBytes }: PasswordEncryption,
  usage: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const password = await subtle.importKey('raw', bufferSource(passphrase), 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash, salt: bufferSource(salt), iterations };
  return subtle.deriveKey(derivation, password, { name: 'AES-CBC', length: 8 * keyBytes }, false, [usage]);
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isCertBankError(cause, 'der.malformed') || isCertBankError(cause, 'structure.malformed')) {
      throw new CertBankError('key.unreadable', { what: 'encrypted key' }, 'not an encrypted private key', {
        cause,
      });
    }
    throw cause;
  }
}

function closed(): CertBankError<'key.unreadable'> {
  const what = 'the passphrase is wrong or the key is damaged';
  return new CertBankError('key.unreadable', { what }, what);
}
