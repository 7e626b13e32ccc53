import { sign } from 'node:crypto';
import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import { verifySigned, type Signed } from '../../src/crypto/verify.ts';
import {
  encodeSignatureAlgorithm,
  parseAlgorithm,
  type SignatureScheme,
} from '../../src/formats/algorithms.ts';
import { DerReader } from '../../src/formats/asn1/der-reader.ts';
import { bitString, integer, nullValue, oid, sequence } from '../../src/formats/asn1/der-writer.ts';
import { parsePublicKey, type PublicKey } from '../../src/formats/x509/public-key.ts';
import { ecSpki, rsaSpki, testKey, type TestKeyName } from '../support/keys.ts';

const toBeSigned = toUtf8('to be signed');
const engine = nodeEngine();

function signed(name: TestKeyName, algorithmDer: Uint8Array, options = {}): Signed {
  const key = { key: testKey(name).privateKey, ...options };
  const signature = new Uint8Array(sign(name.startsWith('Ed') ? null : 'sha256', toBeSigned, key));
  return { toBeSigned, signatureAlgorithm: parseAlgorithm(new DerReader(algorithmDer)), signature };
}

const algorithm = (scheme: SignatureScheme) => encodeSignatureAlgorithm(scheme);
const ECDSA_SHA256 = algorithm({ kind: 'ecdsa', hash: 'SHA-256' });
const PKCS1_SHA256 = algorithm({ kind: 'rsa-pkcs1', hash: 'SHA-256' });
const PSS_32 = algorithm({ kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 });
const publicKey = (name: TestKeyName): PublicKey => parsePublicKey(testKey(name).spki);

describe('verifySigned', () => {
  it('calls a signature by another key or over other bytes invalid', async () => {
    const good = signed('P-256', ECDSA_SHA256);
    expect(await verifySigned(engine, { ...good, toBeSigned: toUtf8('other') }, publicKey('P-256'))).to.equal(
      'invalid',
    );
    const other = ecSpki('1.2.840.10045.3.1.7', publicKey('P-256').keyBits);
    expect(await verifySigned(engine, good, parsePublicKey(other))).to.equal('valid');
    expect(await verifySigned(engine, good, publicKey('P-384'))).to.equal('invalid');
  });

  it('calls a key of another kind than the algorithm invalid', async () => {
    expect(await verifySigned(engine, signed('P-256', PKCS1_SHA256), publicKey('P-256'))).to.equal('invalid');
    expect(await verifySigned(engine, signed('rsa-2048', ECDSA_SHA256), publicKey('rsa-2048'))).to.equal(
      'invalid',
    );
    const pss = signed('rsa-pss-2048', PKCS1_SHA256);
    expect(await verifySigned(engine, pss, publicKey('rsa-pss-2048'))).to.equal('invalid');
  });

  it('calls a signature that breaks the restrictions of its RSA-PSS key invalid', async () => {
    const salts = [31, 32, 33];
    const answers = [];
    for (const saltLength of salts) {
      const pss = algorithm({ kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength });
      // OpenSSL itself refuses to sign with less, so the signature comes from elsewhere there.
      const made = saltLength < 32 ? 32 : saltLength;
      answers.push(
        await verifySigned(
          engine,
          signed('rsa-pss-2048-sha256', pss, { saltLength: made }),
          publicKey('rsa-pss-2048-sha256'),
        ),
      );
    }
    expect(answers).to.deep.equal(['invalid', 'valid', 'valid']);
  });

  it('calls a curve with explicit parameters a malformed key (CVE-2020-0601)', async () => {
    const good = signed('P-256-explicit', ECDSA_SHA256);
    expect(await verifySigned(engine, good, publicKey('P-256-explicit'))).to.equal('malformed-key');
  });

  it('calls a key with impossible content malformed', async () => {
    const good = signed('P-256', ECDSA_SHA256);
    const point = Uint8Array.from(publicKey('P-256').keyBits);
    point[10]! ^= 1;
    const beside = parsePublicKey(ecSpki('1.2.840.10045.3.1.7', point));
    expect(await verifySigned(engine, good, beside)).to.equal('malformed-key');
    const rsa = signed('rsa-2048', PKCS1_SHA256);
    expect(await verifySigned(engine, rsa, parsePublicKey(rsaSpki(2n ** 20_000n + 1n)))).to.equal(
      'malformed-key',
    );
    const empty = sequence(sequence(oid('1.2.840.113549.1.1.1'), nullValue()), bitString(sequence()));
    expect(await verifySigned(engine, rsa, parsePublicKey(empty))).to.equal('malformed-key');
  });

  it('calls an algorithm with parameters that it must not have invalid', async () => {
    const withNull = sequence(oid('1.2.840.10045.4.3.2'), nullValue());
    expect(await verifySigned(engine, signed('P-256', withNull), publicKey('P-256'))).to.equal('invalid');
    const pss = sequence(oid('1.2.840.113549.1.1.10'), sequence(integer(1)));
    expect(await verifySigned(engine, signed('rsa-2048', pss), publicKey('rsa-2048'))).to.equal('invalid');
  });

  it('calls algorithms, keys and curves that nobody here knows unsupported', async () => {
    const unknown = sequence(oid('1.2.3.4'));
    expect(await verifySigned(engine, signed('P-256', unknown), publicKey('P-256'))).to.equal('unsupported');
    const good = signed('P-256', ECDSA_SHA256);
    expect(await verifySigned(engine, good, publicKey('dsa'))).to.equal('unsupported');
    const unknownKey = parsePublicKey(sequence(sequence(oid('1.2.3.4')), bitString(new Uint8Array(8))));
    expect(await verifySigned(engine, good, unknownKey)).to.equal('unsupported');
    const unknownCurve = parsePublicKey(ecSpki('1.2.3.4', publicKey('P-256').keyBits));
    expect(await verifySigned(engine, good, unknownCurve)).to.equal('unsupported');
  });

  it('lets an error of the engine itself through', async () => {
    const broken = { ...engine, verify: () => Promise.reject(new Error('token removed')) };
    const answer = verifySigned(broken, signed('P-256', ECDSA_SHA256), publicKey('P-256'));
    const error: unknown = await answer.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.an('error').with.property('message', 'token removed');
  });

  it('calls good signatures valid', async () => {
    const salted = { padding: 6, saltLength: 32 };
    expect(await verifySigned(engine, signed('P-256', ECDSA_SHA256), publicKey('P-256'))).to.equal('valid');
    expect(await verifySigned(engine, signed('rsa-2048', PKCS1_SHA256), publicKey('rsa-2048'))).to.equal(
      'valid',
    );
    expect(await verifySigned(engine, signed('rsa-2048', PSS_32, salted), publicKey('rsa-2048'))).to.equal(
      'valid',
    );
    const ed25519 = algorithm({ kind: 'eddsa', curve: 'Ed25519' });
    expect(await verifySigned(engine, signed('Ed25519', ed25519), publicKey('Ed25519'))).to.equal('valid');
  });
});
