import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { Crypto as PeculiarCrypto } from '@peculiar/webcrypto';
import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { concat, fromHex, toHex, toUtf8 } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { encodeEcdsaSignature, rawEcdsaSignature } from '../../src/crypto/ecdsa-signature.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import { webEngine } from '../../src/crypto/web-engine.ts';
import type { HashName, SignatureScheme } from '../../src/formats/algorithms.ts';
import { bitString, nullValue, oid, sequence } from '../../src/formats/asn1/der-writer.ts';
import { parsePublicKey } from '../../src/formats/x509/public-key.ts';
import { ecSpki, rsaSpki, subtle, testKey, type TestKeyName } from '../support/keys.ts';

const NODE_HASHES: Partial<Record<HashName, string>> = {
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-512': 'sha3-512',
};

/** A platform that lacks every signature algorithm. */
const TAKES_NO_KEY = {
  digest: subtle.digest.bind(subtle),
  importKey: () => Promise.reject(new DOMException('not here', 'NotSupportedError')),
} as unknown as SubtleCrypto;

const ENGINES: Record<string, () => Engine> = {
  node: nodeEngine,
  pool: () => nodeEngine({ verifiesInPool: true }),
  web: () => webEngine(subtle),
  software: () => webEngine(TAKES_NO_KEY),
};

/** The same, and over a WebCrypto that we did not write and that is no browser's; it looks at points late. */
const VERIFIERS = { ...ENGINES, 'another WebCrypto': () => webEngine(new PeculiarCrypto().subtle) };

const MESSAGE = toUtf8('Den Danske Stat OCES rod-CA');

const pkcs1 = (hash: HashName): SignatureScheme => ({ kind: 'rsa-pkcs1', hash });
const pss = (hash: HashName, saltLength: number, mgfHash = hash): SignatureScheme => ({
  kind: 'rsa-pss',
  hash,
  mgfHash,
  saltLength,
});
const ecdsa = (hash: HashName): SignatureScheme => ({ kind: 'ecdsa', hash });

/** What every engine verifies. */
const TABLE: [TestKeyName, SignatureScheme][] = [
  ['rsa-2048', pkcs1('SHA-1')],
  ['rsa-2048', pkcs1('SHA-256')],
  ['rsa-2048', pkcs1('SHA-512')],
  ['rsa-2048', pkcs1('SHA-224')],
  ['rsa-2048', pkcs1('SHA3-256')],
  ['rsa-1024', pkcs1('SHA-256')],
  ['rsa-2048', pss('SHA-256', 32)],
  ['rsa-2048', pss('SHA-512', 64)],
  ['rsa-2048', pss('SHA-256', 0)],
  ['rsa-2048', pss('SHA-256', 222)],
  ['rsa-2048', pss('SHA3-512', 64)],
  ['rsa-pss-2048', pss('SHA-256', 32)],
  ['rsa-pss-2048-sha256', pss('SHA-256', 32)],
  ['rsa-pss-2048-sha256', pss('SHA-256', 40)],
  ['P-256', ecdsa('SHA-256')],
  ['P-256', ecdsa('SHA-512')],
  ['P-256', ecdsa('SHA3-256')],
  ['P-384', ecdsa('SHA-384')],
  ['P-521', ecdsa('SHA-512')],
  ['brainpoolP256r1', ecdsa('SHA-256')],
  ['brainpoolP384r1', ecdsa('SHA-384')],
  ['secp256k1', ecdsa('SHA-256')],
  ['Ed25519', { kind: 'eddsa', curve: 'Ed25519' }],
  ['Ed448', { kind: 'eddsa', curve: 'Ed448' }],
];

function signWith(name: TestKeyName, scheme: SignatureScheme, data: Uint8Array): Uint8Array {
  const { privateKey } = testKey(name);
  const hash = 'hash' in scheme ? NODE_HASHES[scheme.hash]! : null;
  const padding = scheme.kind === 'rsa-pss' ? constants.RSA_PKCS1_PSS_PADDING : undefined;
  const saltLength = scheme.kind === 'rsa-pss' ? scheme.saltLength : undefined;
  return new Uint8Array(sign(hash, data, { key: privateKey, padding, saltLength }));
}

function titleOf(scheme: SignatureScheme): string {
  return Object.values(scheme).join(' ');
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    return `gave ${String(await work())}`;
  } catch (error) {
    if (isCertBankError(error)) return error.code;
    throw error;
  }
}

/** Every signature that must not verify where `good` does. */
function spoil(name: TestKeyName, scheme: SignatureScheme, good: Uint8Array): Record<string, Uint8Array> {
  const flipped = (at: number) => {
    const copy = Uint8Array.from(good);
    copy[at]! ^= 1;
    return copy;
  };
  const bad: Record<string, Uint8Array> = {
    'no signature': new Uint8Array(),
    'one octet': Uint8Array.of(0x30),
    zeros: new Uint8Array(good.length),
    'a cut signature': good.subarray(0, -1),
    'an octet more': concat(good, Uint8Array.of(0)),
    'a leading zero': concat(Uint8Array.of(0), good),
    'a flipped bit in front': flipped(0),
    'a flipped bit in the middle': flipped(good.length >> 1),
    'a flipped bit at the end': flipped(good.length - 1),
  };
  if (scheme.kind === 'rsa-pkcs1') bad['PSS instead'] = signWith(name, pss(scheme.hash, 20), MESSAGE);
  if (scheme.kind === 'rsa-pss') {
    bad['a salt one octet longer'] = signWith(
      name,
      pss(scheme.hash, scheme.saltLength === 222 ? 221 : scheme.saltLength + 1),
      MESSAGE,
    );
    if (name === 'rsa-2048') bad['PKCS#1 instead'] = signWith(name, pkcs1(scheme.hash), MESSAGE);
  }
  if (scheme.kind === 'ecdsa') {
    const octets = { 'P-384': 48, brainpoolP384r1: 48, 'P-521': 66 }[name as string] ?? 32;
    const raw = rawEcdsaSignature(good, octets)!;
    const r = raw.subarray(0, octets);
    const s = raw.subarray(octets);
    bad['raw r and s'] = raw;
    bad['r and s swapped'] = encodeEcdsaSignature(concat(s, r));
    bad['r of zero'] = encodeEcdsaSignature(concat(new Uint8Array(octets), s));
    bad['s of zero'] = encodeEcdsaSignature(concat(r, new Uint8Array(octets)));
    bad['all ones'] = encodeEcdsaSignature(new Uint8Array(2 * octets).fill(0xff));
    bad['infinite length'] = concat(Uint8Array.of(0x30, 0x80), good.subarray(2), new Uint8Array(2));
  }
  return bad;
}

describe('engines', () => {
  const engines = new Map(Object.entries(ENGINES).map(([name, make]) => [name, make()]));

  for (const [name, scheme] of TABLE) {
    it(`${name}, ${titleOf(scheme)}: refuse what the key did not sign`, async () => {
      const { spki } = testKey(name);
      const good = signWith(name, scheme, MESSAGE);
      const other = concat(MESSAGE, Uint8Array.of(0));
      for (const [engineName, engine] of engines) {
        for (const [what, signature] of Object.entries(spoil(name, scheme, good))) {
          const answer = await engine.verify(scheme, spki, signature, MESSAGE);
          expect(answer, `${engineName}: ${what}`).to.equal(false);
        }
        expect(await engine.verify(scheme, spki, good, other), `${engineName}: other data`).to.equal(false);
      }
    });

    it(`${name}, ${titleOf(scheme)}: verify what the key signed, on first sight and from memory`, async () => {
      const { spki } = testKey(name);
      for (const [engineName, make] of Object.entries(VERIFIERS)) {
        const engine = make();
        for (const data of [MESSAGE, new Uint8Array(), new Uint8Array(100_000).fill(7)]) {
          const signature = signWith(name, scheme, data);
          expect(await engine.verify(scheme, spki, signature, data), engineName).to.equal(true);
        }
      }
    });
  }

  it('take a PSS mask of another hash', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha1',
      saltLength: 20 as unknown as string,
    });
    const signature = new Uint8Array(sign('sha256', MESSAGE, privateKey));
    const restricted = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
    const plain = sequence(
      sequence(oid('1.2.840.113549.1.1.1'), nullValue()),
      bitString(parsePublicKey(restricted).keyBits),
    );
    const scheme = pss('SHA-256', 20, 'SHA-1');
    for (const [name, engine] of engines) {
      for (const spki of [restricted, plain]) {
        expect(await engine.verify(scheme, spki, signature, MESSAGE), name).to.equal(true);
        expect(await engine.verify(pss('SHA-256', 21, 'SHA-1'), plain, signature, MESSAGE), name).to.equal(
          false,
        );
        expect(await engine.verify(pss('SHA-256', 20), plain, signature, MESSAGE), name).to.equal(false);
      }
    }
  });

  it('take a compressed point', async () => {
    const { spki } = testKey('P-256');
    const { keyBits } = parsePublicKey(spki);
    const point = Uint8Array.of(2 + (keyBits[64]! & 1), ...keyBits.subarray(1, 33));
    const scheme = ecdsa('SHA-256');
    const signature = signWith('P-256', scheme, MESSAGE);
    for (const [name, engine] of engines) {
      const compressed = ecSpki('1.2.840.10045.3.1.7', point);
      expect(await engine.verify(scheme, compressed, signature, MESSAGE), name).to.equal(true);
    }
  });

  it('verify the published vectors of RFC 6979 A.2.5 and RFC 8032 7.1', async () => {
    const p256 = ecSpki(
      '1.2.840.10045.3.1.7',
      fromHex(
        '0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6' +
          '7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299',
      ),
    );
    const sample = encodeEcdsaSignature(
      fromHex(
        'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716' +
          'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
      ),
    );
    const ed25519 = sequence(
      sequence(oid('1.3.101.112')),
      bitString(fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')),
    );
    const test2 = fromHex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    for (const [name, engine] of engines) {
      expect(await engine.verify(ecdsa('SHA-256'), p256, sample, toUtf8('sample')), name).to.equal(true);
      const scheme: SignatureScheme = { kind: 'eddsa', curve: 'Ed25519' };
      expect(await engine.verify(scheme, ed25519, test2, Uint8Array.of(0x72)), name).to.equal(true);
    }
  });

  const unreadable: Record<string, [() => Uint8Array, SignatureScheme]> = {
    'no key': [() => new Uint8Array(), ecdsa('SHA-256')],
    'bytes that are no key': [() => fromHex('3003020101'), ecdsa('SHA-256')],
    'a key with bytes left over': [() => concat(testKey('P-256').spki, Uint8Array.of(0)), ecdsa('SHA-256')],
    'an endless key': [() => new Uint8Array(100_000), ecdsa('SHA-256')],
    'a point beside the curve': [
      () => {
        const spki = Uint8Array.from(testKey('P-256').spki);
        spki[80]! ^= 1;
        return spki;
      },
      ecdsa('SHA-256'),
    ],
    'a compressed point beside the curve': [
      () => ecSpki('1.2.840.10045.3.1.7', Uint8Array.of(2, ...new Uint8Array(31), 1)),
      ecdsa('SHA-256'),
    ],
    'the point at infinity': [() => ecSpki('1.2.840.10045.3.1.7', Uint8Array.of(0)), ecdsa('SHA-256')],
    'explicit curve parameters': [() => testKey('P-256-explicit').spki, ecdsa('SHA-256')],
    'an RSA key that is too long': [() => rsaSpki(2n ** BigInt(LIMITS.rsaBitsMax) + 1n), pkcs1('SHA-256')],
    'an RSA exponent that is too long': [() => rsaSpki(2n ** 2048n + 1n, 2n ** 65n + 1n), pkcs1('SHA-256')],
    // Under e = 1 the padded digest is a signature, which anybody can write down.
    'an RSA exponent of one': [() => rsaSpki(2n ** 2047n + 1n, 1n), pkcs1('SHA-256')],
    'an even RSA exponent': [() => rsaSpki(2n ** 2047n + 1n, 65536n), pkcs1('SHA-256')],
    'an even RSA modulus': [() => rsaSpki(2n ** 2047n, 65537n), pkcs1('SHA-256')],
    'an RSA key without numbers': [
      () => sequence(sequence(oid('1.2.840.113549.1.1.1'), nullValue()), bitString(sequence())),
      pkcs1('SHA-256'),
    ],
    'an EC key under RSA': [() => testKey('P-256').spki, pkcs1('SHA-256')],
    'an RSA key under ECDSA': [() => testKey('rsa-2048').spki, ecdsa('SHA-256')],
    'an Ed25519 key under Ed448': [() => testKey('Ed25519').spki, { kind: 'eddsa', curve: 'Ed448' }],
    'an RSA-PSS key under PKCS#1': [() => testKey('rsa-pss-2048').spki, pkcs1('SHA-256')],
    'an RSA-PSS key under another hash': [() => testKey('rsa-pss-2048-sha256').spki, pss('SHA-512', 64)],
    'an RSA-PSS key under a shorter salt': [() => testKey('rsa-pss-2048-sha256').spki, pss('SHA-256', 31)],
    'a short Ed25519 key': [
      () => sequence(sequence(oid('1.3.101.112')), bitString(new Uint8Array(31))),
      { kind: 'eddsa', curve: 'Ed25519' },
    ],
    'a short ML-DSA key': [
      () => sequence(sequence(oid('2.16.840.1.101.3.4.3.18')), bitString(new Uint8Array(1951))),
      { kind: 'ml-dsa', parameters: 'ML-DSA-65' },
    ],
  };
  for (const [what, [spki, scheme]] of Object.entries(unreadable)) {
    it(`call ${what} unreadable, twice alike`, async () => {
      for (const [name, engine] of engines) {
        for (let i = 0; i < 2; i++) {
          const code = await codeOf(() => engine.verify(scheme, spki(), new Uint8Array(64), MESSAGE));
          expect(code, name).to.equal('key.unreadable');
        }
      }
    });
  }

  it('call unknown keys, curves and hashes unsupported', async () => {
    const unknownKey = sequence(sequence(oid('1.2.3.4')), bitString(new Uint8Array(32)));
    const unknownCurve = ecSpki('1.2.3.4', new Uint8Array(65));
    const unknownHash = pkcs1('SHA-512/256' as HashName);
    for (const [name, engine] of engines) {
      for (const [spki, scheme] of [
        [unknownKey, ecdsa('SHA-256')],
        [testKey('dsa').spki, ecdsa('SHA-256')],
        [unknownCurve, ecdsa('SHA-256')],
        [testKey('rsa-2048').spki, unknownHash],
      ] as const) {
        const code = await codeOf(() => engine.verify(scheme, spki, new Uint8Array(64), MESSAGE));
        expect(code, `${name}, ${titleOf(scheme)}`).to.equal('algorithm.unsupported');
      }
      expect(await codeOf(() => engine.digest('SHA-512/256' as HashName, MESSAGE))).to.equal(
        'algorithm.unsupported',
      );
    }
  });

  it('never let a salt of impossible length mean "any"', async () => {
    const signature = signWith('rsa-2048', pss('SHA-256', 32), MESSAGE);
    for (const [name, engine] of engines) {
      for (const saltLength of [-1, -2, -3, 2 ** 31, 2 ** 40, Number.NaN]) {
        const answer = await engine.verify(
          pss('SHA-256', saltLength),
          testKey('rsa-2048').spki,
          signature,
          MESSAGE,
        );
        expect(answer, `${name}, ${saltLength}`).to.equal(false);
      }
    }
  });

  it('remember a key by its octets, not by where they were', async () => {
    const scheme = ecdsa('SHA-256');
    const signature = signWith('P-256', scheme, MESSAGE);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
      format: 'der',
      type: 'spki',
    });
    for (const [name, engine] of engines) {
      const place = Uint8Array.from(testKey('P-256').spki);
      expect(await engine.verify(scheme, place, signature, MESSAGE), name).to.equal(true);
      place.set(other);
      expect(await engine.verify(scheme, place, signature, MESSAGE), name).to.equal(false);
    }
  });

  it('verify right with more keys than they remember', async () => {
    const scheme = ecdsa('SHA-256');
    const keys = Array.from({ length: 300 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const signed = keys.map(({ publicKey, privateKey }) => ({
      spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
      signature: new Uint8Array(sign('sha256', MESSAGE, privateKey)),
    }));
    for (const name of ['node', 'web'] as const) {
      const engine = ENGINES[name]!();
      for (const { spki, signature } of [...signed, ...signed.slice(0, 20)]) {
        expect(await engine.verify(scheme, spki, signature, MESSAGE), name).to.equal(true);
      }
    }
  });

  it('agree on digests, in one piece and in several', async () => {
    const known: Partial<Record<HashName, string>> = {
      MD5: '900150983cd24fb0d6963f7d28e17f72',
      'SHA-1': 'a9993e364706816aba3e25717850c26c9cd0d89d',
      'SHA-256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'SHA3-256': '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
    };
    const [a, bc] = [toUtf8('a'), toUtf8('bc')];
    for (const [name, engine] of engines) {
      for (const [hash, expected] of Object.entries(known) as [HashName, string][]) {
        expect(toHex(await engine.digest(hash, concat(a, bc))), name).to.equal(expected);
        const state = engine.startDigest(hash);
        state.update(a);
        // What is handed over may change afterwards.
        const handed = Uint8Array.from(bc);
        state.update(handed);
        handed.fill(0);
        const digest = await state.digest();
        expect(toHex(digest), name).to.equal(expected);
        expect(digest.constructor, name).to.equal(Uint8Array);
      }
    }
  });

  it('collect no more than a document where the platform cannot stream', async () => {
    const state = engines.get('web')!.startDigest('SHA-256');
    const piece = new Uint8Array(LIMITS.documentBytes / 4);
    for (let i = 0; i < 4; i++) state.update(piece);
    expect(await codeOf(() => state.update(Uint8Array.of(0)))).to.equal('limit.exceeded');
  });
});
