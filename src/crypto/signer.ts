import type { SignatureScheme } from '../formats/algorithms.ts';

/** The port behind which every private key lives: file, token, browser or remote service. */
export interface Signer {
  readonly scheme: SignatureScheme;
  /** SubjectPublicKeyInfo of the key, DER. */
  readonly publicKey: Uint8Array;
  /** The signature over `data` in X.509 encoding (ECDSA: DER Ecdsa-Sig-Value). */
  sign(data: Uint8Array): Promise<Uint8Array>;
}
