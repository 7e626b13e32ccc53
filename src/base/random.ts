/** Where unpredictable bytes come from. */
export interface RandomSource {
  /** `count` fresh bytes from a cryptographically secure source. */
  bytes(count: number): Uint8Array;
}

/** The generator of `crypto`, wherever that comes from. */
export function webRandom(crypto: Pick<Crypto, 'getRandomValues'>): RandomSource {
  return {
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      for (let start = 0; start < count; start += 65_536) {
        crypto.getRandomValues(bytes.subarray(start, Math.min(count, start + 65_536)));
      }
      return bytes;
    },
  };
}

/** The platform's secure generator; in Node and browsers alike. */
export const systemRandom: RandomSource = webRandom(globalThis.crypto);
