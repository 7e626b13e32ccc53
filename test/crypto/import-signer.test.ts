import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import { importSigner } from '../../src/crypto/import-signer.ts';
import { generateKeyPair, type KeyKind } from '../../src/crypto/keys.ts';
import { parsePublicKey } from '../../src/formats/x509/public-key.ts';
import { subtle } from '../support/keys.ts';
import { refusalCode } from '../support/refusal-code.ts';

const data = toUtf8('data');

describe('importSigner', () => {
  it('refuses a key that is not the certificate’s, of another kind, or none at all', async () => {
    const [own, other, rsa] = await Promise.all(
      (['P-256', 'P-256', 'RSA-2048'] as const).map((kind) => generateKeyPair(subtle, kind)),
    );
    const publicKey = parsePublicKey(own!.publicKeySpki);
    const codeOf = (pkcs8: Uint8Array) => refusalCode(importSigner(subtle, pkcs8, publicKey));
    expect(await codeOf(other!.privateKeyPkcs8)).to.be.oneOf(['key.refused', 'key.unreadable']);
    expect(await codeOf(rsa!.privateKeyPkcs8)).to.equal('key.unreadable');
    expect(await codeOf(new Uint8Array(10))).to.equal('key.unreadable');
    expect(await codeOf(own!.privateKeyPkcs8.subarray(0, 60))).to.equal('key.unreadable');
  });

  for (const kind of ['P-256', 'P-384', 'RSA-2048', 'Ed25519'] satisfies KeyKind[]) {
    it(`signs by the usual scheme of ${kind}`, async () => {
      const { privateKeyPkcs8, publicKeySpki } = await generateKeyPair(subtle, kind);
      const signer = await importSigner(subtle, privateKeyPkcs8, parsePublicKey(publicKeySpki));
      const signature = await signer.sign(data);
      expect(await nodeEngine().verify(signer.scheme, publicKeySpki, signature, data)).to.equal(true);
    });
  }
});
