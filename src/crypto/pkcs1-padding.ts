/** 00 02, at least eight octets that are not zero, 00 (RFC 8017 section 7.2.1). */
const LEAST_PADDING = 8;

/**
 * The message in an RSAES-PKCS1-v1_5 block, where it has as many octets as `substitute`; else `substitute`.
 * Every octet is looked at, and nothing branches on what it is.
 *
 * @param block as many octets as the modulus
 * @source RFC 8017 section 7.2.2 step 3, RFC 3218 section 2.3.2
 */
export function unpadPkcs1(block: Uint8Array, substitute: Uint8Array): Uint8Array {
  const length = substitute.length;
  const separator = block.length - length - 1;
  // The sizes are public.
  if (separator < 2 + LEAST_PADDING) return substitute;
  let wrong = block[0]! | (block[1]! ^ 2) | block[separator]!;
  for (let i = 2; i < separator; i++) wrong |= isZero(block[i]!);
  // All ones where something is wrong, else zero.
  const mask = (isZero(wrong) - 1) & 0xff;
  const message = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    message[i] = (block[separator + 1 + i]! & ~mask) | (substitute[i]! & mask);
  }
  return message;
}

/** 1 for zero, 0 for 1 to 255. */
const isZero = (octet: number): number => ((octet - 1) >>> 8) & 1;
