import { expect } from 'chai';
import { fromHex } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { checkKeyStrength } from '../../src/crypto/key-strength.ts';
import { findRsaWeakness } from '../../src/crypto/rsa-weakness.ts';
import { bitString, oid, sequence } from '../../src/formats/asn1/der-writer.ts';
import { parsePublicKey } from '../../src/formats/x509/public-key.ts';
import { ecSpki, rsaSpki, testKey } from '../support/keys.ts';

const P_256 = '1.2.840.10045.3.1.7';

function modulusOf(spki: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(parsePublicKey(spki).rsa!.modulus).toString('hex')}`);
}

function whyRefused(spki: Uint8Array): string {
  try {
    checkKeyStrength(parsePublicKey(spki));
  } catch (error) {
    if (isCertBankError(error, 'key.refused')) return error.details.why;
    throw error;
  }
  return 'accepted';
}

/** The first number of the walk that has no factor below 8192. */
function withoutSmallFactor(start: bigint, step: bigint): bigint {
  for (let n = start; ; n += step) if (!findRsaWeakness(n)?.includes('divisible')) return n;
}

describe('checkKeyStrength', () => {
  it('refuses an RSA modulus that is short, long or zero', () => {
    expect(whyRefused(testKey('rsa-1024').spki)).to.contain('1024 bits');
    expect(whyRefused(rsaSpki(2n ** 2047n - 1n))).to.contain('2047 bits');
    expect(whyRefused(rsaSpki(2n ** 16_384n + 1n))).to.contain('16385 bits');
    expect(whyRefused(rsaSpki(0n))).to.contain('0 bits');
  });

  it('refuses an RSA exponent that is even, small or large', () => {
    const n = modulusOf(testKey('rsa-2048').spki);
    expect(whyRefused(rsaSpki(n, 65_538n))).to.contain('even');
    expect(whyRefused(rsaSpki(n, 0n))).to.contain('even');
    for (const e of [1n, 3n, 17n, 65_535n]) expect(whyRefused(rsaSpki(n, e))).to.contain('too small');
    for (const e of [2n ** 32n + 1n, 2n ** 40n + 1n, 2n ** 1000n + 1n]) {
      expect(whyRefused(rsaSpki(n, e))).to.contain('too large');
    }
    expect(whyRefused(rsaSpki(n, 2n ** 32n - 1n))).to.equal('accepted');
  });

  it('refuses an RSA modulus with a small factor', () => {
    const n = modulusOf(testKey('rsa-2048').spki);
    for (const prime of [2n, 3n, 751n, 4093n, 8191n]) {
      expect(whyRefused(rsaSpki(n * prime))).to.equal(`RSA modulus is divisible by ${prime}`);
    }
  });

  it('refuses the fingerprint of the Infineon library (CVE-2017-15361)', () => {
    let primorial = 1n;
    for (let prime = 2n; prime <= 701n; prime++) {
      let isPrime = true;
      for (let factor = 2n; factor * factor <= prime; factor++) if (prime % factor === 0n) isPrime = false;
      if (isPrime) primorial *= prime;
    }
    let residue = 1n;
    for (let i = 0; i < 12_345; i++) residue = (residue * 65_537n) % primorial;
    const cofactor = 2n ** 2047n / primorial + 987_654_321n;
    const n = withoutSmallFactor(residue + primorial * cofactor, primorial);
    expect(whyRefused(rsaSpki(n))).to.contain('ROCA');
    // The same number moved by two has no more than the usual residues.
    expect(whyRefused(rsaSpki(withoutSmallFactor(n + 2n, 2n)))).to.equal('accepted');
  });

  it('refuses primes that are close to each other (CVE-2022-26320)', () => {
    const a = 2n ** 1024n + 0x1234567890abcdef1234567890abcdefn * 2n ** 300n;
    const closest = (b: bigint) => {
      for (let at = a; ; at += 2n) {
        const n = at * at - b * b;
        if (!findRsaWeakness(n)?.includes('divisible')) return n;
      }
    };
    // Both halves of the walk: b so small that a is the root of n rounded up, and a some rounds above it.
    for (const b of [1n, 2n ** 400n + 1n, 2n ** 515n + 1n]) {
      expect(whyRefused(rsaSpki(closest(b)))).to.contain('too close');
    }
    expect(whyRefused(rsaSpki(closest(2n ** 600n + 1n)))).to.equal('accepted');
  });

  it('refuses a modulus that is a square', () => {
    const root = withoutSmallFactor(2n ** 1100n + 1n, 2n);
    expect(whyRefused(rsaSpki(root * root))).to.contain('too close');
  });

  it('refuses an RSA key that is no RSAPublicKey', () => {
    const spki = sequence(sequence(oid('1.2.840.113549.1.1.1'), fromHex('0500')), bitString(fromHex('3000')));
    expect(whyRefused(spki)).to.contain('malformed');
  });

  it('refuses curves that are not approved, explicit parameters, and points beside the curve', () => {
    expect(whyRefused(testKey('secp256k1').spki)).to.contain('not an approved named curve');
    expect(whyRefused(testKey('brainpoolP256r1').spki)).to.contain('not an approved named curve');
    expect(whyRefused(testKey('P-256-explicit').spki)).to.contain('not an approved named curve');
    const point = Uint8Array.from(parsePublicKey(testKey('P-256').spki).keyBits);
    point[40]! ^= 1;
    expect(whyRefused(ecSpki(P_256, point))).to.contain('not on P-256');
    expect(whyRefused(ecSpki(P_256, Uint8Array.of(0)))).to.contain('not on P-256');
  });

  it('refuses Ed25519 points that are of small order or not canonical', () => {
    const spki = (key: string) => sequence(sequence(oid('1.3.101.112')), bitString(fromHex(key)));
    const zeros = '00'.repeat(31);
    for (const key of [
      `00${zeros}`,
      `01${zeros}`,
      `01${zeros.slice(2)}80`,
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    ]) {
      expect(whyRefused(spki(key)), key).to.contain('small order');
    }
    expect(whyRefused(spki('eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'))).to.contain(
      'not canonical',
    );
  });

  it('refuses kinds of key that are not certified', () => {
    expect(whyRefused(testKey('Ed448').spki)).to.contain('ed448');
    expect(whyRefused(testKey('dsa').spki)).to.contain('dsa');
  });

  it('accepts honest keys', () => {
    for (const name of ['rsa-2048', 'rsa-pss-2048', 'P-256', 'P-384', 'P-521', 'Ed25519'] as const) {
      expect(whyRefused(testKey(name).spki), name).to.equal('accepted');
    }
  });
});
