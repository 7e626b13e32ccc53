/**
 * `bytes` as WebCrypto's types want them. The house never puts bytes into shared memory, which
 * is all that the narrower type excludes and what WebCrypto itself refuses.
 */
export function bufferSource(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
