import { toHex } from '../base/bytes.ts';

/** A curve y^2 = x^3 - 3x + b over the integers modulo p, where p mod 4 = 3. */
interface Curve {
  readonly octets: number;
  readonly p: bigint;
  readonly b: bigint;
}

/** SP 800-186 section 3.2.1. */
const CURVES: Readonly<Record<string, Curve>> = {
  'P-256': {
    octets: 32,
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    octets: 48,
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  'P-521': {
    octets: 66,
    p: 2n ** 521n - 1n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
};

/** Whether the points of `curve` can be checked here: P-256, P-384 and P-521. */
export function isNistCurve(curve: string): boolean {
  return curve in CURVES;
}

/**
 * Whether `point` is a point of `curve` other than infinity, in uncompressed or compressed form.
 *
 * These curves have a prime number of points, so that no further check of the order is due.
 *
 * @throws RangeError for a curve that is not P-256, P-384 or P-521
 * @source SEC 1 section 2.3.4 and 3.2.2.1
 */
export function isOnCurve(curve: string, point: Uint8Array): boolean {
  const { octets, p, b } = parametersOf(curve);
  if (point[0] === 2 || point[0] === 3) return decompressPoint(curve, point) !== undefined;
  if (point[0] !== 4 || point.length !== 1 + 2 * octets) return false;
  const x = toNumber(point.subarray(1, 1 + octets));
  const y = toNumber(point.subarray(1 + octets));
  return x < p && y < p && (y * y - rightSide(x, p, b)) % p === 0n;
}

/**
 * The uncompressed form of a compressed point; `undefined` where no such point is on the curve.
 *
 * @throws RangeError for a curve that is not P-256, P-384 or P-521
 * @source SEC 1 section 2.3.4
 */
export function decompressPoint(curve: string, point: Uint8Array): Uint8Array | undefined {
  const { octets, p, b } = parametersOf(curve);
  const sign = point[0];
  if ((sign !== 2 && sign !== 3) || point.length !== 1 + octets) return undefined;
  const x = toNumber(point.subarray(1));
  if (x >= p) return undefined;
  const square = rightSide(x, p, b);
  const root = power(square, (p + 1n) / 4n, p);
  if ((root * root - square) % p !== 0n) return undefined;
  const y = root % 2n === BigInt(sign - 2) ? root : p - root;
  const uncompressed = new Uint8Array(1 + 2 * octets);
  uncompressed[0] = 4;
  uncompressed.set(point.subarray(1), 1);
  for (let i = uncompressed.length - 1, left = y; left > 0n; i--, left >>= 8n)
    uncompressed[i] = Number(left & 0xffn);
  return uncompressed;
}

function parametersOf(curve: string): Curve {
  const parameters = CURVES[curve];
  if (parameters === undefined) throw new RangeError(`no parameters for curve ${curve}`);
  return parameters;
}

/** x^3 - 3x + b, between 0 and p. */
function rightSide(x: bigint, p: bigint, b: bigint): bigint {
  return (((x * x + p - 3n) % p) * x + b) % p;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}
