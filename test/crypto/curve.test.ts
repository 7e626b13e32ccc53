import { expect } from 'chai';
import { createPublicKey } from 'node:crypto';
import { toHex } from '../../src/base/bytes.ts';
import { decompressPoint, isNistCurve, isOnCurve } from '../../src/crypto/curve.ts';
import { parsePublicKey } from '../../src/formats/x509/public-key.ts';
import { testKey } from '../support/keys.ts';

const CURVES = ['P-256', 'P-384', 'P-521'] as const;

function compress(point: Uint8Array): Uint8Array {
  const half = (point.length - 1) / 2;
  return Uint8Array.of(2 + (point.at(-1)! & 1), ...point.subarray(1, 1 + half));
}

describe('curves', () => {
  for (const curve of CURVES) {
    const pointOf = () => parsePublicKey(testKey(curve).spki).keyBits;

    it(`${curve}: refuses a point beside the curve, infinity, and other lengths`, () => {
      const beside = Uint8Array.from(pointOf());
      beside[beside.length - 1]! ^= 1;
      expect(isOnCurve(curve, beside)).to.equal(false);
      expect(isOnCurve(curve, Uint8Array.of(0))).to.equal(false);
      expect(isOnCurve(curve, new Uint8Array())).to.equal(false);
      expect(isOnCurve(curve, pointOf().subarray(0, -1))).to.equal(false);
      expect(isOnCurve(curve, Uint8Array.of(4, ...new Uint8Array(pointOf().length - 1)))).to.equal(false);
      // The hybrid form of X9.62.
      expect(isOnCurve(curve, Uint8Array.of(6, ...pointOf().subarray(1)))).to.equal(false);
    });

    it(`${curve}: refuses coordinates that are not below the prime`, () => {
      expect(isOnCurve(curve, Uint8Array.of(4, ...new Uint8Array(pointOf().length - 1).fill(0xff)))).to.equal(
        false,
      );
    });

    it(`${curve}: accepts a key of OpenSSL in both forms`, () => {
      expect(isOnCurve(curve, pointOf())).to.equal(true);
      expect(isOnCurve(curve, compress(pointOf()))).to.equal(true);
      expect(toHex(decompressPoint(curve, compress(pointOf()))!)).to.equal(toHex(pointOf()));
      const other = compress(pointOf());
      other[0]! ^= 1;
      const mirrored = decompressPoint(curve, other)!;
      expect(isOnCurve(curve, mirrored)).to.equal(true);
      expect(toHex(mirrored)).not.to.equal(toHex(pointOf()));
    });
  }

  it('finds no point where the right side is no square', () => {
    const found = Array.from({ length: 32 }, (_, x) => {
      const point = new Uint8Array(33);
      point[0] = 2;
      point[32] = x;
      const isOurs = decompressPoint('P-256', point) !== undefined;
      expect(isOurs, `x = ${x}`).to.equal(isReadByOpenssl(point));
      return isOurs;
    });
    expect(found).to.include(true).and.to.include(false);
  });

  it('knows its curves by name', () => {
    expect(isNistCurve('P-256')).to.equal(true);
    expect(isNistCurve('brainpoolP256r1')).to.equal(false);
    expect(() => isOnCurve('secp256k1', Uint8Array.of(4))).to.throw(RangeError);
  });
});

function isReadByOpenssl(point: Uint8Array): boolean {
  const header = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
  try {
    createPublicKey({ key: Buffer.concat([header, point]), format: 'der', type: 'spki' });
    return true;
  } catch {
    return false;
  }
}
