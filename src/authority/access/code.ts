import { equalInConstantTime, fromHex, toHex, toUtf8, concat } from '../../base/bytes.ts';
import type { RandomSource } from '../../base/random.ts';
import type { Engine } from '../../crypto/engine.ts';

/** Crockford's base 32: no I, L, O or U, so that codes survive being read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Sixteen symbols of five random bits: 80 bits, out of reach of guessing at any rate a server answers. */
const CODE_SYMBOLS = 16;
const REFERENCE_SYMBOLS = 8;
const SALT_BYTES = 16;

function symbols(random: RandomSource, count: number): string {
  // 256 is a multiple of 32, so the low five bits of a random byte are uniform.
  const text = Array.from(random.bytes(count), (byte) => ALPHABET[byte & 31]!).join('');
  return text.match(/.{4}/g)!.join('-');
}

/** A fresh secret code in groups of four, such as `7K2M-Q9XD-01TF-VW3H`. */
export const makeCode = (random: RandomSource): string => symbols(random, CODE_SYMBOLS);

/** A fresh order reference, such as `K7Q2-9XMD`: not secret, and long enough not to be typed by mistake. */
export const makeReference = (random: RandomSource): string => symbols(random, REFERENCE_SYMBOLS);

/** What a person typed, as it was issued: case, spaces, hyphens and the look-alikes I, L and O do not matter. */
export function normaliseCode(typed: string): string {
  const text = typed
    .slice(0, 256)
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');
  return text.match(/.{1,4}/g)?.join('-') ?? '';
}

async function digestOf(engine: Engine, salt: Uint8Array, code: string): Promise<Uint8Array> {
  return engine.digest('SHA-256', concat(salt, toUtf8(normaliseCode(code))));
}

/**
 * `code` as it is kept: `salt$hash` in hexadecimal. One SHA-256 is enough, because the
 * code has 80 random bits; a slow hash is for secrets that people choose.
 */
export async function hashCode(engine: Engine, random: RandomSource, code: string): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  return `${toHex(salt)}$${toHex(await digestOf(engine, salt, code))}`;
}

/** Whether `typed` is the code kept as `kept`, in time that does not depend on where they differ. */
export async function isCode(engine: Engine, typed: string, kept: string): Promise<boolean> {
  const [salt, hash] = kept.split('$');
  return equalInConstantTime(await digestOf(engine, fromHex(salt!), typed), fromHex(hash!));
}
