import type { HashName, SignatureScheme } from '../formats/algorithms.ts';

/** A value at once or a promise of it: Node's engine answers at once, WebCrypto cannot. */
export type Awaitable<T> = T | Promise<T>;

/**
 * What the house needs of a cryptographic platform. The browser's engine stands
 * on WebCrypto, Node's on node:crypto; it is always handed in, never global.
 */
export interface Engine {
  readonly name: string;
  /** @throws CertBankError `algorithm.unsupported` */
  digest(hash: HashName, data: Uint8Array): Awaitable<Uint8Array>;
  /** A digest fed piece by piece, for content that is not held in memory. */
  startDigest(hash: HashName): StreamingDigest;
  /**
   * Whether `signature` over `data` verifies. The signature has the encoding that X.509 and
   * CMS use (ECDSA: DER Ecdsa-Sig-Value). A malformed signature is `false`.
   *
   * Does not check: key strength, or whether the scheme is still acceptable.
   *
   * @param publicKey SubjectPublicKeyInfo, DER
   * @throws CertBankError `algorithm.unsupported`, or `key.unreadable` for a key that is malformed or
   *   not of the scheme's kind
   */
  verify(
    scheme: SignatureScheme,
    publicKey: Uint8Array,
    signature: Uint8Array,
    data: Uint8Array,
  ): Awaitable<boolean>;
}

export interface StreamingDigest {
  update(data: Uint8Array): void;
  digest(): Awaitable<Uint8Array>;
}
