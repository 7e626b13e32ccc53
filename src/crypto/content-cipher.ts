import { concat } from '../base/bytes.ts';
import type { RandomSource } from '../base/random.ts';
import { encodeContentEncryption, type ContentEncryption } from '../formats/cms/encryption-algorithms.ts';
import { bufferSource } from './buffer-source.ts';

/** `AES-256-CBC` hides the content but does not keep it from being changed. */
export type ContentCipher = 'AES-256-GCM' | 'AES-256-CBC';

export interface EncryptedContent {
  /** AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** Of GCM. */
  readonly mac: Uint8Array | undefined;
}

type CipherCrypto = Pick<SubtleCrypto, 'importKey' | 'encrypt' | 'decrypt'>;

const TAG_BYTES = 16;

/** @param key 32 octets, used for this content and never again */
export async function encryptContent(
  subtle: CipherCrypto,
  random: RandomSource,
  cipher: ContentCipher,
  key: Uint8Array,
  content: Uint8Array,
): Promise<EncryptedContent> {
  const mode = cipher === 'AES-256-GCM' ? 'GCM' : 'CBC';
  const iv = random.bytes(mode === 'GCM' ? 12 : 16);
  const name = `AES-${mode}`;
  const imported = await subtle.importKey('raw', bufferSource(key), name, false, ['encrypt']);
  const algorithm = { name, iv: bufferSource(iv) };
  const output = new Uint8Array(await subtle.encrypt(algorithm, imported, bufferSource(content)));
  const end = mode === 'GCM' ? output.length - TAG_BYTES : output.length;
  return {
    algorithm: encodeContentEncryption(mode, iv),
    ciphertext: output.subarray(0, end),
    mac: mode === 'GCM' ? output.subarray(end) : undefined,
  };
}

/**
 * The whole content, or nothing of it.
 *
 * @throws whatever the platform throws; the caller makes one answer of it
 */
export async function decryptContent(
  subtle: CipherCrypto,
  encryption: ContentEncryption,
  key: Uint8Array,
  ciphertext: Uint8Array,
  mac: Uint8Array,
  additionalData: Uint8Array,
): Promise<Uint8Array> {
  const { mode, iv, tagBytes } = encryption;
  const name = `AES-${mode}`;
  const imported = await subtle.importKey('raw', bufferSource(key), name, false, ['decrypt']);
  const algorithm =
    mode === 'CBC'
      ? { name, iv: bufferSource(iv) }
      : {
          name,
          iv: bufferSource(iv),
          tagLength: 8 * tagBytes,
          ...(additionalData.length > 0 && { additionalData: bufferSource(additionalData) }),
        };
  const input = mode === 'CBC' ? ciphertext : concat(ciphertext, mac);
  return new Uint8Array(await subtle.decrypt(algorithm, imported, bufferSource(input)));
}
