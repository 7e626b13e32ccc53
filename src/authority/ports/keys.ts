import type { KeyKind } from '../../crypto/keys.ts';
import type { Signer } from '../../crypto/signer.ts';
import type { SignatureScheme } from '../../formats/algorithms.ts';

/** Where the authority's own private keys live: an encrypted directory, a token, a remote service. */
export interface KeyStore {
  /**
   * Makes a key under `name`, durable before the promise resolves.
   *
   * @param name lower-case letters, digits and inner hyphens, at most 64 characters
   * @throws CertBankError `store.conflict` when the name is taken; a key is never overwritten
   */
  generate(name: string, kind: KeyKind): Promise<{ /** SubjectPublicKeyInfo, DER. */ publicKey: Uint8Array }>;
  /**
   * The key `name`, ready to sign by `scheme`.
   *
   * @throws CertBankError `key.unreadable` when it is missing, damaged, or does not open with the passphrase
   */
  signer(name: string, scheme: SignatureScheme): Promise<Signer>;
  /** The names in use, ascending. */
  list(): Promise<readonly string[]>;
}
