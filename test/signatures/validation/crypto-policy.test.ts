import { expect } from 'chai';
import { PublicKey } from '../../../src/formats/x509/public-key.ts';
import {
  algorithmRule,
  ETSI_TS_119_312 as POLICY,
  hashObjection,
  keyObjection,
  schemeObjection,
} from '../../../src/signatures/validation/crypto-policy.ts';
import { makeKey } from '../../support/signers.ts';

const at = (day: string): Date => new Date(`${day}T00:00:00Z`);

describe('the crypto policy', () => {
  it('refuses hash functions from their last day on', () => {
    expect(hashObjection(POLICY, 'SHA-1', at('2012-08-01'))).to.match(/SHA-1 is not secure since 2012-08-01/);
    expect(hashObjection(POLICY, 'MD5', at('2010-01-01'))).to.be.a('string');
    expect(hashObjection(POLICY, 'SHA-224', at('2029-01-01'))).to.be.a('string');
  });

  it('refuses what it does not list', () => {
    expect(hashObjection({ ...POLICY, hashes: {} }, 'SHA-256', at('2026-01-01'))).to.match(/not accepted/);
    expect(keyObjection(POLICY, 'rsa-pkcs1', 1023, at('2005-01-01'))).to.match(/not accepted/);
    expect(keyObjection(POLICY, 'ecdsa', 192, at('2005-01-01'))).to.match(/not accepted/);
    expect(keyObjection({ ...POLICY, keys: [] }, 'eddsa', 256, at('2026-01-01'))).to.match(/not accepted/);
  });

  it('refuses keys from their last day on', () => {
    expect(keyObjection(POLICY, 'rsa-pkcs1', 1024, at('2019-10-01'))).to.be.a('string');
    expect(keyObjection(POLICY, 'rsa-pss', 2048, at('2029-01-01'))).to.be.a('string');
    expect(keyObjection(POLICY, 'rsa-pkcs1', 4096, at('2029-01-01'))).to.be.a('string');
    expect(keyObjection(POLICY, 'ecdsa', 224, at('2021-10-01'))).to.be.a('string');
  });

  it('accepts the rest, by the largest size that a key reaches', () => {
    expect(hashObjection(POLICY, 'SHA-1', at('2012-07-31'))).to.equal(undefined);
    expect(hashObjection(POLICY, 'SHA-256', at('2050-01-01'))).to.equal(undefined);
    expect(keyObjection(POLICY, 'rsa-pkcs1', 1024, at('2019-09-30'))).to.equal(undefined);
    expect(keyObjection(POLICY, 'rsa-pkcs1', 2048, at('2028-12-31'))).to.equal(undefined);
    expect(keyObjection(POLICY, 'rsa-pss', 3072, at('2050-01-01'))).to.equal(undefined);
    expect(keyObjection(POLICY, 'ecdsa', 256, at('2050-01-01'))).to.equal(undefined);
  });

  it('asks for both, the key and the hash function', () => {
    const scheme = { kind: 'rsa-pss', hash: 'SHA-1', mgfHash: 'SHA-1', saltLength: 20 } as const;
    expect(schemeObjection(POLICY, scheme, 3072, at('2026-01-01'))).to.match(/SHA-1/);
    expect(schemeObjection(POLICY, { ...scheme, hash: 'SHA-256' }, 1024, at('2026-01-01'))).to.match(/1024/);
    expect(schemeObjection(POLICY, { kind: 'eddsa', curve: 'Ed25519' }, 256, at('2050-01-01'))).to.equal(
      undefined,
    );
  });

  it('answers a path search about keys alone and about signatures by them', () => {
    const rule = algorithmRule(POLICY, at('2026-06-01'));
    const p256 = new PublicKey(makeKey('P-256').signer.publicKey);
    const ed25519 = new PublicKey(makeKey('Ed25519').signer.publicKey);
    expect(rule(p256)).to.equal(undefined);
    expect(rule(ed25519)).to.equal(undefined);
    expect(rule(p256, { kind: 'ecdsa', hash: 'SHA-256' })).to.equal(undefined);
    expect(rule(p256, { kind: 'ecdsa', hash: 'SHA-1' })).to.be.a('string');
    const refusesEc = algorithmRule({ ...POLICY, keys: [] }, at('2026-06-01'));
    expect(refusesEc(p256)).to.be.a('string');
  });
});
