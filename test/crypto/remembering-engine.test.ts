import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import { rememberingEngine } from '../../src/crypto/remembering-engine.ts';
import { signWith, testKey } from '../support/test-keys.ts';

describe('rememberingEngine', () => {
  const key = testKey('p256');
  const { publicKey, scheme } = key;
  const other = testKey('p256', 'other').publicKey;
  const data = toUtf8('to be signed');
  let signature: Uint8Array;
  let asked: number;
  let engine: Engine;

  beforeEach(() => {
    signature = signWith(key, data);
    asked = 0;
    const inner = nodeEngine();
    engine = rememberingEngine({
      ...inner,
      verify: (...what) => {
        asked++;
        return inner.verify(...what);
      },
    });
  });

  it('takes nothing for good that differs in any part from what was', async () => {
    expect(await engine.verify(scheme, publicKey, signature, data)).to.equal(true);
    const touched = Uint8Array.from(signature);
    touched[touched.length - 1]! ^= 1;
    expect(await engine.verify(scheme, publicKey, signature, toUtf8('to be signee'))).to.equal(false);
    expect(await engine.verify(scheme, publicKey, touched, data)).to.equal(false);
    expect(await engine.verify(scheme, other, signature, data)).to.equal(false);
    expect(await engine.verify({ kind: 'ecdsa', hash: 'SHA-384' }, publicKey, signature, data)).to.equal(
      false,
    );
    expect(asked).to.equal(5);
  });

  it('asks again about what was not good', async () => {
    const forged = signature.slice(0, -1);
    for (let i = 0; i < 2; i++) expect(await engine.verify(scheme, publicKey, forged, data)).to.equal(false);
    expect(asked).to.equal(2);
  });

  it('verifies what is good once', async () => {
    for (let i = 0; i < 3; i++)
      expect(await engine.verify(scheme, publicKey, signature, data)).to.equal(true);
    expect(asked).to.equal(1);
  });
});
