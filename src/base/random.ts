/** Where unpredictable bytes come from. */
export interface RandomSource {
  /** `count` fresh bytes from a cryptographically secure source. */
  bytes(count: number): Uint8Array;
}

/** The platform's secure generator; in Node and browsers alike. */
export const systemRandom: RandomSource = {
  bytes: (count) => {
    const bytes = new Uint8Array(count);
    for (let start = 0; start < count; start += 65_536) {
      globalThis.crypto.getRandomValues(bytes.subarray(start, Math.min(count, start + 65_536)));
    }
    return bytes;
  },
};
