import { expect } from 'chai';
import { toHex } from '../../../src/base/bytes.ts';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { encodeSignatureAlgorithm } from '../../../src/formats/algorithms.ts';
import { digestHash } from '../../../src/formats/cms/signer-scheme.ts';

describe('SHAKE256 beside Ed448', () => {
  it('is in no signature scheme', () => {
    expect(() => encodeSignatureAlgorithm({ kind: 'rsa-pkcs1', hash: 'SHAKE256' })).to.throw(RangeError);
    expect(() => encodeSignatureAlgorithm({ kind: 'ecdsa', hash: 'SHAKE256' })).to.throw(RangeError);
  });

  it('is read with 512 bits and no other length', () => {
    const named = (length: number[]) =>
      digestHash({
        oid: '2.16.840.1.101.3.4.2.18',
        parameters: Uint8Array.from(length),
        der: new Uint8Array(),
      });
    expect(named([0x02, 0x02, 0x01, 0x00])).to.equal(undefined);
    expect(named([0x05, 0x00])).to.equal(undefined);
    expect(named([0x02, 0x02, 0x02, 0x00])).to.equal('SHAKE256');
  });

  it('gives 64 octets, at once and piece by piece', async () => {
    const engine = nodeEngine();
    const digest = toHex(await engine.digest('SHAKE256', new Uint8Array()));
    // FIPS 202, SHAKE256 of the empty message.
    expect(digest).to.equal(
      '46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762fd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be',
    );
    expect(toHex(await engine.startDigest('SHAKE256').digest())).to.equal(digest);
  });
});
