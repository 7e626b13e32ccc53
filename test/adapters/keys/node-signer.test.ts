import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { nodeSigner } from '../../../src/adapters/keys/node-signer.ts';
import { fromHex, toUtf8 } from '../../../src/base/bytes.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { HashName, SignatureScheme } from '../../../src/formats/algorithms.ts';
import { testKey, type TestKeyName } from '../../support/keys.ts';

const data = toUtf8('data');
const pss = (hash: HashName, saltLength: number, mgfHash = hash): SignatureScheme => ({
  kind: 'rsa-pss',
  hash,
  mgfHash,
  saltLength,
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isCertBankError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('nodeSigner', () => {
  it('refuses a key of another kind than the scheme', () => {
    const wrong: [TestKeyName, SignatureScheme][] = [
      ['P-256', { kind: 'rsa-pkcs1', hash: 'SHA-256' }],
      ['rsa-2048', { kind: 'ecdsa', hash: 'SHA-256' }],
      ['Ed25519', { kind: 'eddsa', curve: 'Ed448' }],
      ['rsa-pss-2048', { kind: 'rsa-pkcs1', hash: 'SHA-256' }],
      ['rsa-pss-2048-sha256', pss('SHA-512', 64)],
    ];
    for (const [name, scheme] of wrong) {
      expect(
        codeOf(() => nodeSigner(testKey(name).pkcs8, scheme)),
        name,
      ).to.equal('key.unreadable');
    }
  });

  it('refuses hashes that nothing new is signed with, and masks of another hash', () => {
    for (const hash of ['MD5', 'SHA-1', 'SHA-224'] as const) {
      const code = codeOf(() => nodeSigner(testKey('P-256').pkcs8, { kind: 'ecdsa', hash }));
      expect(code, hash).to.equal('algorithm.unsupported');
    }
    const code = codeOf(() => nodeSigner(testKey('rsa-2048').pkcs8, pss('SHA-256', 32, 'SHA-512')));
    expect(code).to.equal('algorithm.unsupported');
  });

  it('refuses what is no private key, and does not repeat it', () => {
    for (const bytes of [new Uint8Array(), testKey('P-256').spki, testKey('P-256').pkcs8.subarray(1)]) {
      expect(codeOf(() => nodeSigner(bytes, { kind: 'ecdsa', hash: 'SHA-256' }))).to.equal('key.unreadable');
    }
  });

  it('refuses a private key that comes with the point at infinity', () => {
    // Found by fuzzing: OpenSSL opens such a key.
    const der =
      '3047020100301306072a8648ce3d020106082a8648ce3d030107042d302b0201010420' +
      'c3fcf69f8d0fd82b6e9daa617a2e8d9f6041e293449a75bb33b760272a9a3f50a10403020000';
    expect(codeOf(() => nodeSigner(fromHex(der), { kind: 'ecdsa', hash: 'SHA-256' }))).to.equal(
      'key.unreadable',
    );
  });

  it('says so when hash and salt do not fit the key', async () => {
    const signer = nodeSigner(testKey('rsa-1024').pkcs8, pss('SHA-512', 64));
    const error: unknown = await signer.sign(data).catch((thrown: unknown) => thrown);
    expect(isCertBankError(error, 'key.unreadable')).to.equal(true);
  });

  const good: [TestKeyName, SignatureScheme][] = [
    ['rsa-2048', { kind: 'rsa-pkcs1', hash: 'SHA-256' }],
    ['rsa-2048', { kind: 'rsa-pkcs1', hash: 'SHA3-256' }],
    ['rsa-2048', pss('SHA-256', 32)],
    ['rsa-2048', pss('SHA-512', 64)],
    ['rsa-2048', pss('SHA-256', 20)],
    ['rsa-pss-2048-sha256', pss('SHA-256', 32)],
    ['P-256', { kind: 'ecdsa', hash: 'SHA-256' }],
    ['P-384', { kind: 'ecdsa', hash: 'SHA-384' }],
    ['P-521', { kind: 'ecdsa', hash: 'SHA-512' }],
    ['brainpoolP256r1', { kind: 'ecdsa', hash: 'SHA-256' }],
    ['Ed25519', { kind: 'eddsa', curve: 'Ed25519' }],
    ['Ed448', { kind: 'eddsa', curve: 'Ed448' }],
  ];
  for (const [name, scheme] of good) {
    it(`signs with ${name} by ${Object.values(scheme).join(' ')}`, async () => {
      const { pkcs8, privateKey, spki } = testKey(name);
      for (const key of [pkcs8, privateKey]) {
        const signer = nodeSigner(key, scheme);
        expect(signer.publicKey).to.deep.equal(spki);
        expect(signer.scheme).to.equal(scheme);
        const signatures = await Promise.all(Array.from({ length: 8 }, () => signer.sign(data)));
        for (const signature of signatures) {
          expect(nodeEngine().verify(scheme, signer.publicKey, signature, data)).to.equal(true);
          expect(signature.constructor).to.equal(Uint8Array);
        }
      }
    });
  }
});
