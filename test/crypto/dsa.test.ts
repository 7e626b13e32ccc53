import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { concat, toUtf8 } from '../../src/base/bytes.ts';
import { verifySigned, type Signed } from '../../src/crypto/verify.ts';
import { webEngine } from '../../src/crypto/web-engine.ts';
import { parseAlgorithm } from '../../src/formats/algorithms.ts';
import { DerReader } from '../../src/formats/asn1/der-reader.ts';
import {
  bitString,
  element,
  integer,
  oid,
  sequence,
  unsignedInteger,
} from '../../src/formats/asn1/der-writer.ts';
import { parsePublicKey, type PublicKey } from '../../src/formats/x509/public-key.ts';
import { subtle } from '../support/keys.ts';

const toBeSigned = toUtf8('an old certificate');
const engine = nodeEngine();
const SHA1 = '1.2.840.10040.4.3';
const SHA224 = '2.16.840.1.101.3.4.3.1';
const SHA256 = '2.16.840.1.101.3.4.3.2';

interface DsaNumbers {
  p: Uint8Array;
  q: Uint8Array;
  g: Uint8Array;
  y: Uint8Array;
}

function keyOf({ p, q, g, y }: DsaNumbers): PublicKey {
  const parameters = sequence(unsignedInteger(p), unsignedInteger(q), unsignedInteger(g));
  return parsePublicKey(
    sequence(sequence(oid('1.2.840.10040.4.1'), parameters), bitString(unsignedInteger(y))),
  );
}

function numbersOf(spki: Uint8Array): DsaNumbers {
  const { algorithm, keyBits } = parsePublicKey(spki);
  const reader = new DerReader(algorithm.parameters!).enter();
  const [p, q, g] = [reader.integer(), reader.integer(), reader.integer()];
  return { p, q, g, y: new DerReader(keyBits).integer() };
}

describe('DSA', () => {
  const { publicKey, privateKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
  const numbers = numbersOf(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
  const good = new Uint8Array(sign('sha1', toBeSigned, privateKey));
  const signed = (signature: Uint8Array, algorithm = SHA1): Signed => ({
    toBeSigned,
    signatureAlgorithm: parseAlgorithm(new DerReader(sequence(oid(algorithm)))),
    signature,
  });

  it('refuses signatures that are malformed, out of range, or over other bytes', async () => {
    const halves = new DerReader(good).enter();
    const [r, s] = [halves.raw(), halves.raw()];
    const q = unsignedInteger(numbers.q);
    for (const signature of [
      new Uint8Array(),
      sequence(),
      sequence(r),
      sequence(r, s, s),
      sequence(s, r),
      sequence(integer(0), s),
      sequence(r, integer(0)),
      sequence(q, s),
      sequence(r, q),
      sequence(r, element(2, Uint8Array.of(0xff))),
      concat(good, Uint8Array.of(0)),
      sequence(r, unsignedInteger(new Uint8Array(1000).fill(0xff))),
    ]) {
      expect(await verifySigned(engine, signed(signature), keyOf(numbers))).to.equal('invalid');
    }
    const other = { ...signed(good), toBeSigned: toUtf8('another') };
    expect(await verifySigned(engine, other, keyOf(numbers))).to.equal('invalid');
    expect(await verifySigned(engine, signed(good, SHA256), keyOf(numbers))).to.equal('invalid');
  });

  it('refuses keys that lie outside the subgroup, where every signature could be made to fit', async () => {
    const one = Uint8Array.of(1);
    const zero = Uint8Array.of(0);
    const two = Uint8Array.of(2);
    const minusOne = Uint8Array.from(numbers.p);
    minusOne[minusOne.length - 1]! ^= 1;
    for (const wrong of [
      { y: one },
      { y: zero },
      { y: two },
      { y: numbers.p },
      { y: minusOne },
      { g: one },
      { g: zero },
      { q: one },
    ]) {
      expect(await verifySigned(engine, signed(good), keyOf({ ...numbers, ...wrong }))).to.equal('invalid');
    }
    // With g = y = 1 the numbers r = 1 and any s would verify for every message.
    const forged = sequence(integer(1), integer(1));
    expect(await verifySigned(engine, signed(forged), keyOf({ ...numbers, g: one, y: one }))).to.equal(
      'invalid',
    );
  });

  it('refuses numbers that only cost time', async () => {
    const long = new Uint8Array(10_000).fill(0xff);
    for (const wrong of [{ p: long }, { q: long }, { g: long }, { y: long }]) {
      expect(await verifySigned(engine, signed(good), keyOf({ ...numbers, ...wrong }))).to.equal('invalid');
    }
  });

  it('refuses a key without parameters', async () => {
    const bare = parsePublicKey(
      sequence(sequence(oid('1.2.840.10040.4.1')), bitString(unsignedInteger(numbers.y))),
    );
    expect(await verifySigned(engine, signed(good), bare)).to.equal('invalid');
  });

  it('computes a hash that the platform lacks', async () => {
    const pair = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 224 });
    const key = parsePublicKey(new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })));
    const signature = new Uint8Array(sign('sha224', toBeSigned, pair.privateKey));
    expect(await verifySigned(webEngine(subtle), signed(signature, SHA224), key)).to.equal('valid');
  });

  it('verifies what OpenSSL signed', async () => {
    expect(await verifySigned(engine, signed(good), keyOf(numbers))).to.equal('valid');
    const longer = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 });
    const key = parsePublicKey(new Uint8Array(longer.publicKey.export({ format: 'der', type: 'spki' })));
    const signature = new Uint8Array(sign('sha256', toBeSigned, longer.privateKey));
    for (const platform of [engine, webEngine(subtle)]) {
      expect(await verifySigned(platform, signed(signature, SHA256), key)).to.equal('valid');
    }
  });
});
