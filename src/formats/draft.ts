/**
 * Something that lacks only its signature. Certificates, requests, CRLs,
 * OCSP answers, time-stamp tokens and signed documents all have this shape,
 * so that software keys, PKCS#11, browser keys and remote signers all sign
 * by the same two steps.
 */
export interface Draft {
  /** The exact bytes to be signed. */
  readonly toBeSigned: Uint8Array;
  /** The finished DER with `signature` put in place; `signature` is not checked. */
  complete(signature: Uint8Array): Uint8Array;
}
