import { createPrivateKey, webcrypto, type KeyObject } from 'node:crypto';
import type { KeyStore } from '../../authority/ports/keys.ts';
import { isCertBankError } from '../../base/errors.ts';
import { systemRandom, type RandomSource } from '../../base/random.ts';
import { decryptKey, encryptKey } from '../../crypto/key-file.ts';
import { generateKeyPair } from '../../crypto/keys.ts';
import { unreadable } from '../../crypto/verification-key.ts';
import { encodePem, parsePem } from '../../formats/pem.ts';
import { KeyDirectory, taken } from './key-directory.ts';
import { nodeSigner } from './node-signer.ts';

const LABEL = 'ENCRYPTED PRIVATE KEY';

export interface SoftwareKeysConfig {
  /** Made with mode 0700 when the first key is. */
  readonly directory: string;
  /** UTF-8 octets, or what gives them when a key is made or first used. */
  readonly passphrase: Uint8Array | (() => Uint8Array | Promise<Uint8Array>);
  readonly random?: RandomSource;
}

/**
 * Keys in a directory, one `<name>.key.pem` each: PKCS#8 encrypted under one passphrase, mode 0600.
 *
 * A key is decrypted when it is first used; after that only node:crypto holds it. A file that
 * others than its owner may read is refused.
 */
export function softwareKeys({ directory, passphrase, random = systemRandom }: SoftwareKeysConfig): KeyStore {
  const files = new KeyDirectory(directory, random);
  const opened = new Map<string, Promise<KeyObject>>();
  const subtle = webcrypto.subtle as unknown as SubtleCrypto;
  const findPassphrase = async () => (typeof passphrase === 'function' ? await passphrase() : passphrase);

  async function openKey(name: string): Promise<KeyObject> {
    const der = readPem(name, await files.read(name));
    const pkcs8 = await decryptKey(der, await findPassphrase(), subtle);
    return keepKey(pkcs8);
  }

  return {
    async generate(name, kind) {
      if (await files.has(name)) throw taken(name);
      const { privateKeyPkcs8, publicKeySpki } = await generateKeyPair(subtle, kind);
      const encrypted = await encryptKey(privateKeyPkcs8, await findPassphrase(), subtle, random);
      await files.write(name, encodePem(LABEL, encrypted));
      opened.set(name, Promise.resolve(keepKey(privateKeyPkcs8)));
      return { publicKey: publicKeySpki };
    },
    async signer(name, scheme) {
      let key = opened.get(name);
      if (key === undefined) {
        key = openKey(name);
        opened.set(name, key);
        // A missing file or a wrong passphrase may be put right while the service runs.
        key.catch(() => opened.delete(name));
      }
      return nodeSigner(await key, scheme);
    },
    list: () => files.list(),
  };
}

/** Hands the key to node:crypto and wipes these octets. */
function keepKey(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({
      key: Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.length),
      format: 'der',
      type: 'pkcs8',
    });
  } catch {
    // OpenSSL's message is left out: it speaks of the key's insides.
    throw unreadable('not a private key that can be used here');
  } finally {
    pkcs8.fill(0);
  }
}

function readPem(name: string, text: string): Uint8Array {
  try {
    const [block, ...more] = parsePem(text);
    if (block?.label === LABEL && more.length === 0) return block.der;
  } catch (error) {
    if (!isCertBankError(error)) throw error;
  }
  throw unreadable(`key file of ${name} is not one ${LABEL}`);
}
