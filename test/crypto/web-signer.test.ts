import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import { generateKeyPair, type KeyKind } from '../../src/crypto/keys.ts';
import { webSigner } from '../../src/crypto/web-signer.ts';
import type { SignatureScheme } from '../../src/formats/algorithms.ts';
import { parsePublicKey } from '../../src/formats/x509/public-key.ts';
import { subtle } from '../support/keys.ts';

const data = toUtf8('data');

async function makeSigner(
  kind: KeyKind,
  algorithm: RsaHashedImportParams | EcKeyImportParams | Algorithm,
  scheme: SignatureScheme,
) {
  const { privateKeyPkcs8, publicKeySpki } = await generateKeyPair(subtle, kind);
  const pkcs8 = Uint8Array.from(privateKeyPkcs8);
  const key = await subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  return webSigner(subtle, key, publicKeySpki, scheme);
}

describe('webSigner', () => {
  it('refuses a scheme that the key is not bound to', async () => {
    const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const wrong: SignatureScheme[] = [
      { kind: 'rsa-pkcs1', hash: 'SHA-512' },
      { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 },
      { kind: 'ecdsa', hash: 'SHA-256' },
    ];
    for (const scheme of wrong) {
      const error: unknown = await makeSigner('RSA-2048', rsa, scheme).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(RangeError);
    }
  });

  const cases: [KeyKind, RsaHashedImportParams | EcKeyImportParams | Algorithm, SignatureScheme][] = [
    ['P-256', { name: 'ECDSA', namedCurve: 'P-256' }, { kind: 'ecdsa', hash: 'SHA-256' }],
    ['P-384', { name: 'ECDSA', namedCurve: 'P-384' }, { kind: 'ecdsa', hash: 'SHA-384' }],
    ['RSA-2048', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, { kind: 'rsa-pkcs1', hash: 'SHA-256' }],
    [
      'RSA-2048',
      { name: 'RSA-PSS', hash: 'SHA-512' },
      { kind: 'rsa-pss', hash: 'SHA-512', mgfHash: 'SHA-512', saltLength: 64 },
    ],
    ['Ed25519', { name: 'Ed25519' }, { kind: 'eddsa', curve: 'Ed25519' }],
  ];
  for (const [kind, algorithm, scheme] of cases) {
    it(`signs with ${kind} as X.509 wants it: ${scheme.kind}`, async () => {
      const signer = await makeSigner(kind, algorithm, scheme);
      // Often enough that a raw half with a leading zero comes by.
      for (let i = 0; i < (scheme.kind === 'ecdsa' ? 300 : 2); i++) {
        const signature = await signer.sign(data);
        expect(nodeEngine().verify(scheme, signer.publicKey, signature, data)).to.equal(true);
      }
    });
  }
});

describe('generateKeyPair', () => {
  const kinds: [KeyKind, string, number][] = [
    ['RSA-2048', 'rsa', 2048],
    ['RSA-3072', 'rsa', 3072],
    ['P-256', 'ec', 256],
    ['P-384', 'ec', 384],
    ['Ed25519', 'ed25519', 256],
  ];
  for (const [kind, family, bits] of kinds) {
    it(`makes a ${kind} key, another one each time`, async () => {
      const [one, two] = [await generateKeyPair(subtle, kind), await generateKeyPair(subtle, kind)];
      const key = parsePublicKey(one.publicKeySpki);
      expect(key.kind).to.equal(family);
      expect(key.bits).to.equal(bits);
      expect(one.publicKeySpki).not.to.deep.equal(two.publicKeySpki);
    });
  }
});
