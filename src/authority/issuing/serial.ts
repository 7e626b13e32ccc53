import type { RandomSource } from '../../base/random.ts';

/** RFC 5280 section 4.1.2.2: at most 20 octets. */
export const SERIAL_BYTES = 20;

/** CA/Browser Forum baseline requirements 7.1 ask for 64; OCES3 serials have 20 octets. */
export const SERIAL_RANDOM_BITS = 158;

/**
 * A fresh serial number: positive, and 20 octets as DER writes it. The first two bits are
 * fixed (not negative, no leading zero octet), the other 158 are random.
 */
export function makeSerial(random: RandomSource): Uint8Array {
  const serial = Uint8Array.from(random.bytes(SERIAL_BYTES));
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  return serial;
}
