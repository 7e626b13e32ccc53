import { concat, equal, toHex } from '../base/bytes.ts';
import {
  encodeHashWithNull,
  HASH_BYTES,
  type HashName,
  type SignatureScheme,
} from '../formats/algorithms.ts';
import { octetString, sequence } from '../formats/asn1/der-writer.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { hashInSoftware } from './software-hash.ts';

type RsaScheme = Extract<SignatureScheme, { kind: 'rsa-pkcs1' | 'rsa-pss' }>;

/**
 * Whether an RSA signature verifies, computed here; `undefined` for numbers that are no RSA key.
 *
 * Does not check: the key's strength; its size is bounded by `readVerificationKey`.
 *
 * @source RFC 8017 sections 8.1.2 and 8.2.2
 */
export function verifyRsaInSoftware(
  scheme: RsaScheme,
  publicKey: PublicKey,
  signature: Uint8Array,
  data: Uint8Array,
): boolean | undefined {
  const rsa = publicKey.rsa!;
  const modulus = numberOf(rsa.modulus);
  const exponent = numberOf(rsa.exponent);
  if (modulus % 2n === 0n || exponent % 2n === 0n || exponent < 3n || exponent >= modulus) return undefined;
  const digest = hashInSoftware(scheme.hash, data);
  if (signature.length !== rsa.modulus.length) return false;
  const representative = numberOf(signature);
  if (representative >= modulus) return false;
  const bits = publicKey.bits;
  const message = power(representative, exponent, modulus);
  return scheme.kind === 'rsa-pkcs1'
    ? isPkcs1(octetsOf(message, signature.length), scheme.hash, digest)
    : message < 1n << BigInt(bits - 1) &&
        isPss(octetsOf(message, Math.ceil((bits - 1) / 8)), bits - 1, scheme, digest);
}

/** EMSA-PKCS1-v1_5, RFC 8017 section 9.2: made anew and compared, so that nothing is parsed. */
function isPkcs1(encoded: Uint8Array, hash: HashName, digest: Uint8Array): boolean {
  const info = sequence(encodeHashWithNull(hash), octetString(digest));
  const padding = encoded.length - info.length - 3;
  if (padding < 8) return false;
  return equal(
    encoded,
    concat(Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff), Uint8Array.of(0), info),
  );
}

/** EMSA-PSS-VERIFY, RFC 8017 section 9.1.2, of `bits` bits. */
function isPss(
  encoded: Uint8Array,
  bits: number,
  { hash, mgfHash, saltLength }: Extract<RsaScheme, { kind: 'rsa-pss' }>,
  digest: Uint8Array,
): boolean {
  const hashLength = HASH_BYTES[hash];
  const dbLength = encoded.length - hashLength - 1;
  // Steps 3 and 4; the comparison also refuses lengths that are no numbers.
  if (!(saltLength >= 0 && saltLength <= dbLength - 1) || encoded.at(-1) !== 0xbc) return false;
  const masked = encoded.subarray(0, dbLength);
  const found = encoded.subarray(dbLength, -1);
  // Steps 6 to 9: the bits left of the number are zero.
  const spare = 8 * encoded.length - bits;
  if (masked[0]! >> (8 - spare) !== 0) return false;
  const mask = mgf1(mgfHash, found, dbLength);
  const db = masked.map((octet, at) => octet ^ mask[at]!);
  db[0]! &= 0xff >> spare;
  // Step 10: zeros, one, salt.
  const saltStart = dbLength - saltLength;
  if (db[saltStart - 1] !== 1 || db.subarray(0, saltStart - 1).some((octet) => octet !== 0)) return false;
  // Steps 12 to 14.
  return equal(found, hashInSoftware(hash, concat(new Uint8Array(8), digest, db.subarray(saltStart))));
}

/** RFC 8017 appendix B.2.1. */
function mgf1(hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const mask = new Uint8Array(Math.ceil(length / HASH_BYTES[hash]) * HASH_BYTES[hash]);
  for (let at = 0, counter = 0; at < length; at += HASH_BYTES[hash], counter++) {
    const suffix = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter);
    mask.set(hashInSoftware(hash, concat(seed, suffix)), at);
  }
  return mask.subarray(0, length);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

const numberOf = (octets: Uint8Array): bigint => BigInt(`0x0${toHex(octets)}`);

function octetsOf(value: bigint, length: number): Uint8Array {
  const octets = new Uint8Array(length);
  for (let at = length - 1, left = value; at >= 0 && left > 0n; at--, left >>= 8n)
    octets[at] = Number(left & 0xffn);
  return octets;
}
