import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { expect } from 'chai';
import { concat, equal, toUtf8 } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { systemRandom } from '../../src/base/random.ts';
import { encryptContent, type ContentCipher } from '../../src/crypto/content-cipher.ts';
import { openEnvelope, sealEnvelope } from '../../src/crypto/envelope.ts';
import { wrapKey } from '../../src/crypto/key-wrapping.ts';
import { webRecipientKey } from '../../src/crypto/recipient-key.ts';
import { nullValue, oid, sequence } from '../../src/formats/asn1/der-writer.ts';
import { encodeEnvelope, parseEnvelope } from '../../src/formats/cms/enveloped-data.ts';
import { encodeKeyTransport } from '../../src/formats/cms/recipient-info.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import { keyOf, recipientOf } from '../support/recipients.ts';
import { refusal } from '../support/refusal.ts';
import { refusalCode } from '../support/refusal-code.ts';
import { mutations } from '../support/mutate.ts';
import type { TestSigner } from '../support/signers.ts';

const platform = { subtle: globalThis.crypto.subtle, random: systemRandom };
const CONTENT = toUtf8('Agreed: 100 kroner.');
const CIPHERS = ['AES-256-GCM', 'AES-256-CBC'] as const;
const KINDS = ['RSA-PKCS1', 'P-256', 'P-384'] as const;

const seal = (
  to: TestSigner,
  cipher: ContentCipher = 'AES-256-GCM',
  content = CONTENT,
): Promise<Uint8Array> => sealEnvelope(platform, content, [to.certificate], cipher);

const open = (by: TestSigner, bytes: Uint8Array, key = keyOf(by)) =>
  openEnvelope(platform, bytes, parseCertificate(by.certificate), key);

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
};

const offsetOf = (bytes: Uint8Array, part: Uint8Array): number => Buffer.from(bytes).indexOf(part);

const RSA_ENCRYPTION = sequence(oid('1.2.840.113549.1.1.1'), nullValue());

/** An envelope of an older program: `block` under bare RSA, or the key by RSAES-PKCS1-v1_5. */
async function olderEnvelope(to: TestSigner, cipher: ContentCipher, key: Uint8Array, block?: Uint8Array) {
  const { subtle, random } = platform;
  const publicKey = createPublicKey(to.privateKey);
  const encryptedKey =
    block === undefined
      ? publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, key)
      : publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block);
  const { issuer, serialNumber } = parseCertificate(to.certificate);
  const recipient = encodeKeyTransport(
    { issuer: issuer.der, serialNumber },
    RSA_ENCRYPTION,
    Uint8Array.from(encryptedKey),
  );
  const content = await encryptContent(subtle, random, cipher, key, CONTENT);
  return encodeEnvelope({ recipients: [recipient], hasKeyAgreement: false, ...content });
}

describe('sealing', () => {
  it('refuses nobody, keys that are not for it, and certificates that forbid it', async () => {
    expect(await refusal(sealEnvelope(platform, CONTENT, [], 'AES-256-GCM'))).to.be.instanceOf(RangeError);
    expect(await refusalCode(seal(recipientOf('Ed25519')))).to.equal('key.refused');
    const signs = { keyUsage: KEY_USAGE.digitalSignature };
    for (const kind of KINDS)
      expect(await refusalCode(seal(recipientOf(kind, signs)))).to.equal('key.refused');
    const otherUse = { keyUsage: KEY_USAGE.keyAgreement };
    expect(await refusalCode(seal(recipientOf('RSA-PKCS1', otherUse)))).to.equal('key.refused');
  });

  for (const kind of KINDS) {
    for (const cipher of CIPHERS) {
      it(`is undone by the key: ${kind}, ${cipher}`, async () => {
        const anna = recipientOf(kind);
        for (const content of [CONTENT, new Uint8Array(), new Uint8Array(100_000).fill(65)]) {
          const opened = await open(anna, await seal(anna, cipher, content));
          expect(equal(opened.content, content)).to.equal(true);
          expect(opened.isAuthenticated).to.equal(cipher === 'AES-256-GCM');
        }
      });
    }
  }

  it('uses fresh keys and nonces each time', async () => {
    const anna = recipientOf('P-256');
    const [one, two] = [parseEnvelope(await seal(anna)), parseEnvelope(await seal(anna))];
    expect(one.ciphertext).to.not.deep.equal(two.ciphertext);
    expect(one.algorithm.parameters).to.not.deep.equal(two.algorithm.parameters);
  });
});

describe('opening', () => {
  it('refuses who is not addressed, and a key that is not the one of the certificate', async () => {
    for (const kind of ['P-256', 'P-384'] as const) {
      const [anna, otto] = [recipientOf(kind), recipientOf(kind)];
      const sealed = await seal(anna);
      expect(await refusalCode(open(otto, sealed))).to.equal('message.not-for-key');
      expect(await refusalCode(open(anna, sealed, keyOf(otto)))).to.equal('message.not-decrypted');
    }
  });

  it('gives the content as it was sealed or nothing, whatever bit of an AES-GCM envelope was changed', async () => {
    const anna = recipientOf('P-256');
    const sealed = await seal(anna);
    let unnoticed = 0;
    for (let at = 0; at < sealed.length; at++) {
      try {
        // Version numbers and the like, which nothing rests on.
        expect(await open(anna, flipped(sealed, at))).to.deep.equal({
          content: CONTENT,
          isAuthenticated: true,
        });
        unnoticed++;
      } catch (error) {
        if (!isCertBankError(error)) throw error;
      }
    }
    expect(unnoticed).to.be.lessThan(20);
    const { ciphertext, mac } = parseEnvelope(sealed);
    for (const part of [ciphertext, mac!]) {
      const changed = flipped(sealed, offsetOf(sealed, part));
      expect(await refusalCode(open(anna, changed))).to.equal('message.not-decrypted');
    }
  });

  it('EFAIL, CBC gadgets: what can be changed unseen is never called authenticated', async () => {
    const anna = recipientOf('P-256');
    const sealed = await seal(anna, 'AES-256-CBC');
    const iv = parseEnvelope(sealed).algorithm.parameters!.subarray(2);
    const { content, isAuthenticated } = await open(anna, flipped(sealed, offsetOf(sealed, iv)));
    expect(new TextDecoder().decode(content)).to.equal('@greed: 100 kroner.');
    expect(isAuthenticated).to.equal(false);
  });

  it('EFAIL, cipher taken from one kind of envelope to the other', async () => {
    const anna = recipientOf('P-256');
    const { subtle, random } = platform;
    const { issuer, serialNumber, publicKey } = parseCertificate(anna.certificate);
    const key = random.bytes(32);
    const recipients = [await wrapKey(subtle, { issuer: issuer.der, serialNumber }, publicKey, key)];
    const gcm = await encryptContent(subtle, random, 'AES-256-GCM', key, CONTENT);
    const cbc = await encryptContent(subtle, random, 'AES-256-CBC', key, CONTENT);
    const frame = { recipients, hasKeyAgreement: true };
    const stripped = encodeEnvelope({ ...frame, ...gcm, mac: undefined });
    expect(await refusalCode(open(anna, stripped))).to.equal('structure.malformed');
    const dressed = encodeEnvelope({ ...frame, ...cbc, mac: new Uint8Array(16) });
    expect(await refusalCode(open(anna, dressed))).to.equal('structure.malformed');
    const short = encodeEnvelope({ ...frame, ...gcm, mac: gcm.mac!.subarray(0, 12) });
    expect(await refusalCode(open(anna, short))).to.equal('structure.malformed');
    const renamed = encodeEnvelope({ ...frame, ...gcm, algorithm: cbc.algorithm, mac: undefined });
    expect(await refusalCode(open(anna, renamed))).to.equal('message.not-decrypted');
  });

  it('invalid curve: a point that is not on the curve is not multiplied', async () => {
    const anna = recipientOf('P-256');
    const sealed = await seal(anna);
    const [recipient] = parseEnvelope(sealed).recipients;
    const point = recipient!.kind === 'key-agreement' ? recipient!.originatorPoint! : new Uint8Array();
    let asked = 0;
    const key = { ...keyOf(anna), agree: async () => (asked++, new Uint8Array(32)) };
    const changed = flipped(sealed, offsetOf(sealed, point) + point.length - 1);
    expect(await refusalCode(open(anna, changed, key))).to.equal('message.not-decrypted');
    expect(asked).to.equal(0);
  });

  it("Bleichenbacher's oracle: whatever is wrong with the padding has one answer, that of a wrong key", async () => {
    const anna = recipientOf('RSA-PKCS1');
    const size = parseCertificate(anna.certificate).publicKey.bits / 8;
    const contentKey = platform.random.bytes(32);
    const padded = (start: readonly number[], message: Uint8Array, separator = 0): Uint8Array =>
      concat(
        Uint8Array.from(start),
        new Uint8Array(size - start.length - 1 - message.length).fill(7),
        Uint8Array.of(separator),
        message,
      );
    const blocks: Record<string, Uint8Array> = {
      'another key': padded([0, 2], platform.random.bytes(32)),
      'a key of another length': padded([0, 2], contentKey.subarray(0, 16)),
      'block type 1': padded([0, 1], contentKey),
      'no separator': padded([0, 2], contentKey, 7),
      'zero in the padding': padded([0, 2, 0], contentKey),
      'no padding at all': new Uint8Array(size),
    };
    for (const cipher of CIPHERS) {
      for (const [what, block] of Object.entries(blocks)) {
        const error = await refusal(open(anna, await olderEnvelope(anna, cipher, contentKey, block)));
        expect(isCertBankError(error, 'message.not-decrypted'), `${what}: ${String(error)}`).to.equal(true);
        expect((error as Error).message).to.equal('the message could not be decrypted');
        expect((error as Error).cause).to.equal(undefined);
      }
      const right = await open(anna, await olderEnvelope(anna, cipher, contentKey));
      expect(right.content).to.deep.equal(CONTENT);
    }
  });

  it('RSAES-PKCS1-v1_5 is not tried where the platform cannot hide the padding', async () => {
    const anna = recipientOf('RSA-PKCS1');
    const pkcs8 = Uint8Array.from(anna.privateKey.export({ type: 'pkcs8', format: 'der' }));
    const older = await olderEnvelope(anna, 'AES-256-CBC', platform.random.bytes(32));
    const { publicKey } = parseCertificate(anna.certificate);
    const browser = webRecipientKey(platform.subtle, pkcs8, publicKey);
    expect(await refusalCode(open(anna, older, browser))).to.equal('algorithm.unsupported');
  });

  it('refuses what is damaged in any way with an error of its own', async function () {
    this.timeout(10_000);
    for (const kind of ['P-256', 'RSA-PKCS1'] as const) {
      const anna = recipientOf(kind);
      const sealed = await seal(anna, 'AES-256-CBC');
      for (const mutated of mutations(sealed, 500, 7)) {
        try {
          expect((await open(anna, mutated)).isAuthenticated).to.equal(false);
        } catch (error) {
          expect(isCertBankError(error), String(error)).to.equal(true);
        }
      }
    }
  });
});
