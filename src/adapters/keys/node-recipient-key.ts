import { constants, createPrivateKey, privateDecrypt, type KeyObject } from 'node:crypto';
import { CertBankError } from '../../base/errors.ts';
import { webRecipientKey, type RecipientKey } from '../../crypto/recipient-key.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';

/**
 * A recipient's key on Node: WebCrypto, and the bare RSA operation by which messages of older programs are read.
 *
 * Does not check: that `publicKey` belongs to the private key.
 *
 * @throws CertBankError `key.unreadable`
 */
export function nodeRecipientKey(privateKeyPkcs8: Uint8Array, publicKey: PublicKey): RecipientKey {
  const key = webRecipientKey(globalThis.crypto.subtle, privateKeyPkcs8, publicKey);
  if (publicKey.kind !== 'rsa') return key;
  const raw = { key: open(privateKeyPkcs8), padding: constants.RSA_NO_PADDING };
  return { ...key, decryptRaw: async (ciphertext) => new Uint8Array(privateDecrypt(raw, ciphertext)) };
}

function open(privateKeyPkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(privateKeyPkcs8), format: 'der', type: 'pkcs8' });
  } catch {
    throw new CertBankError('key.unreadable', { what: 'private key' }, 'the private key cannot be read');
  }
}
