import { toHex } from '../base/bytes.ts';
import type { AlgorithmIdentifier, HashName } from '../formats/algorithms.ts';
import { DerReader } from '../formats/asn1/der-reader.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import type { Engine } from './engine.ts';

/**
 * DSA, which old paths still contain and nobody signs with any more
 * (FIPS 186-5 withdrew it): verified here by its definition, since no
 * platform offers it in browsers. Speed does not matter; public values only,
 * so that timing does not either.
 */

/** RFC 3279 section 2.2.2, RFC 5758 section 3.1. */
const HASHES = new Map<string, HashName>([
  ['1.2.840.10040.4.3', 'SHA-1'],
  ['2.16.840.1.101.3.4.3.1', 'SHA-224'],
  ['2.16.840.1.101.3.4.3.2', 'SHA-256'],
  ['2.16.840.1.101.3.4.3.3', 'SHA-384'],
  ['2.16.840.1.101.3.4.3.4', 'SHA-512'],
]);

/** FIPS 186-4 section 4.2 knows (1024, 160), (2048, 224), (2048, 256) and (3072, 256). */
const PRIME_BITS_MAX = 3072;
const ORDER_BITS = [160, 224, 256];

/** The hash of a DSA signature algorithm; `undefined` for any other algorithm, or with parameters. */
export function dsaHash({ oid, parameters }: AlgorithmIdentifier): HashName | undefined {
  return parameters === undefined ? HASHES.get(oid) : undefined;
}

/**
 * Whether `signature` is a DSA signature over `data` by `key`, which must have its own or inherited
 * parameters.
 *
 * Does not check: that the parameters are prime numbers, which is the trust in the key's issuer.
 *
 * @throws CertBankError `der.malformed` for a malformed key or signature, or one without parameters
 * @source FIPS 186-4 section 4.7
 */
export async function verifyDsa(
  engine: Engine,
  hash: HashName,
  key: PublicKey,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<boolean> {
  const [p, q, g] = readNumbers(key.algorithm.parameters ?? new Uint8Array(), 3) as [bigint, bigint, bigint];
  const publicReader = new DerReader(key.keyBits);
  const y = toNumber(publicReader.integer());
  publicReader.finish();
  const [r, s] = readNumbers(signature, 2) as [bigint, bigint];
  const orderBits = bitLength(q);
  if (bitLength(p) > PRIME_BITS_MAX || !ORDER_BITS.includes(orderBits)) return false;
  if (r === 0n || r >= q || s === 0n || s >= q) return false;
  // Generator and key must lie in the subgroup of order q (FIPS 186-4 appendix A.2.2).
  for (const element of [g, y]) {
    if (element <= 1n || element >= p || power(element, q, p) !== 1n) return false;
  }
  const digest = await engine.digest(hash, data);
  const excess = Math.max(0, digest.length * 8 - orderBits);
  const z = toNumber(digest) >> BigInt(excess);
  const w = power(s, q - 2n, q);
  const v = ((power(g, (z * w) % q, p) * power(y, (r * w) % q, p)) % p) % q;
  return v === r;
}

function readNumbers(der: Uint8Array, count: number): bigint[] {
  const outer = new DerReader(der);
  const reader = outer.enter();
  outer.finish();
  const numbers: bigint[] = [];
  for (let i = 0; i < count; i++) {
    const octets = reader.integer();
    numbers.push(octets[0]! >= 0x80 ? 0n : toNumber(octets));
  }
  reader.finish();
  return numbers;
}

/** An INTEGER, or a digest; 0, which is nowhere allowed, for an oversized one. */
function toNumber(octets: Uint8Array): bigint {
  return octets.length > PRIME_BITS_MAX / 8 + 1 ? 0n : BigInt(`0x${toHex(octets)}`);
}

const bitLength = (number: bigint): number => (number === 0n ? 0 : number.toString(2).length);

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
