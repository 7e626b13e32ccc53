import { expect } from 'chai';
import { createPublicKey } from 'node:crypto';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import {
  bitString,
  element,
  integer,
  nullValue,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import { encodePssParameters } from '../../../src/formats/algorithms.ts';
import { parsePublicKey } from '../../../src/formats/x509/public-key.ts';
import { testKey, type TestKeyKind } from '../../support/test-keys.ts';
import { codeOf } from '../../support/thrown.ts';

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';
const key = (algorithm: Uint8Array[], bits: Uint8Array) =>
  parsePublicKey(sequence(sequence(...algorithm), bitString(bits)));
const rsaKey = (modulus: string, exponent: string) =>
  sequence(element(2, fromHex(modulus)), element(2, fromHex(exponent)));

describe('public keys', () => {
  it('are refused with parameters that their standard forbids', () => {
    const bits = fromHex('00'.repeat(32));
    expect(codeOf(() => key([oid(RSA), integer(1)], rsaKey('05', '03')))).to.equal('structure.malformed');
    expect(codeOf(() => key([oid(EC)], bits))).to.equal('structure.malformed');
    expect(codeOf(() => key([oid(EC), nullValue()], bits))).to.equal('structure.malformed');
    expect(codeOf(() => key([oid('1.3.101.112'), nullValue()], bits))).to.equal('structure.malformed');
    expect(
      codeOf(() => key([oid('2.16.840.1.101.3.4.3.17'), nullValue()], fromHex('00'.repeat(1312)))),
    ).to.equal('structure.malformed');
  });

  it('are refused with the wrong number of octets', () => {
    expect(codeOf(() => key([oid('1.3.101.112')], fromHex('00'.repeat(31))))).to.equal('structure.malformed');
    expect(codeOf(() => key([oid('1.3.101.113')], fromHex('00'.repeat(56))))).to.equal('structure.malformed');
    expect(codeOf(() => key([oid('2.16.840.1.101.3.4.3.18')], fromHex('00'.repeat(1951))))).to.equal(
      'structure.malformed',
    );
  });

  it('of RSA are refused when they are no pair of non-negative numbers', () => {
    const read = (bits: Uint8Array) => key([oid(RSA), nullValue()], bits).rsa;
    expect(codeOf(() => read(rsaKey('ff', '03')))).to.equal('structure.malformed');
    expect(codeOf(() => read(rsaKey('0005', '03')))).to.equal('der.malformed');
    expect(codeOf(() => read(sequence(integer(5))))).to.equal('der.malformed');
    expect(codeOf(() => read(sequence(integer(5), integer(3), integer(1))))).to.equal('der.malformed');
    expect(codeOf(() => read(new Uint8Array(0)))).to.equal('der.malformed');
  });

  it('with parameters of their own curve are told apart and have no curve', () => {
    // P-256 written out; a generator of the attacker's choice would look the same (CVE-2020-0601).
    const explicit = key([oid(EC), sequence(integer(1))], fromHex('04'));
    expect(explicit).to.include({ kind: 'ec', hasExplicitParameters: true, curve: undefined, bits: 0 });
    const unknown = key([oid(EC), oid('1.3.132.0.33')], fromHex('04'));
    expect(unknown).to.include({ kind: 'ec', hasExplicitParameters: false, curve: undefined, bits: 0 });
  });

  it('of RSA without parameters are read: authorities in trusted lists have them so', () => {
    expect(key([oid(RSA)], rsaKey('05', '03'))).to.include({ kind: 'rsa', bits: 3 });
  });

  it('of algorithms that nobody here knows are unknown, not an error', () => {
    expect(key([oid('1.2.3')], fromHex('00'))).to.include({ kind: 'unknown', bits: 0 });
  });

  const expected: [TestKeyKind, object][] = [
    ['p256', { kind: 'ec', curve: 'P-256', bits: 256 }],
    ['p384', { kind: 'ec', curve: 'P-384', bits: 384 }],
    ['p521', { kind: 'ec', curve: 'P-521', bits: 521 }],
    ['brainpoolP256r1', { kind: 'ec', curve: 'brainpoolP256r1', bits: 256 }],
    ['rsa2048', { kind: 'rsa', bits: 2048 }],
    ['ed25519', { kind: 'ed25519', bits: 256 }],
    ['ed448', { kind: 'ed448', bits: 456 }],
  ];
  for (const [kind, fields] of expected) {
    it(`made by node:crypto are read: ${kind}`, () => {
      const publicKey = parsePublicKey(testKey(kind).publicKey);
      expect(publicKey).to.include(fields);
      expect(publicKey.hasExplicitParameters).to.equal(false);
    });
  }

  it('of RSA have the modulus and exponent that node:crypto sees', () => {
    const { publicKey } = testKey('rsa2048');
    const jwk = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }).export({
      format: 'jwk',
    });
    const { rsa } = parsePublicKey(publicKey);
    expect(Buffer.from(rsa!.modulus).toString('base64url')).to.equal(jwk.n);
    expect(Buffer.from(rsa!.exponent).toString('base64url')).to.equal(jwk.e);
    expect(parsePublicKey(testKey('p256').publicKey).rsa).to.equal(undefined);
  });

  it('of RSASSA-PSS say what they restrict signatures to', () => {
    const scheme = { kind: 'rsa-pss', hash: 'SHA-512', mgfHash: 'SHA-512', saltLength: 64 } as const;
    const bits = rsaKey(`00${'ff'.repeat(256)}`, '010001');
    const restricted = key([oid('1.2.840.113549.1.1.10'), encodePssParameters(scheme)], bits);
    expect(restricted.pssRestriction).to.deep.equal(scheme);
    expect(restricted).to.include({ kind: 'rsa-pss', bits: 2048 });
    expect(key([oid('1.2.840.113549.1.1.10')], bits).pssRestriction).to.equal(undefined);
  });

  it('of ML-DSA tell their parameter set', () => {
    const mlDsa = key([oid('2.16.840.1.101.3.4.3.19')], new Uint8Array(2592));
    expect(mlDsa).to.include({ kind: 'ml-dsa', mlDsaParameters: 'ML-DSA-87' });
    expect(toHex(mlDsa.keyBits.subarray(0, 2))).to.equal('0000');
  });
});
