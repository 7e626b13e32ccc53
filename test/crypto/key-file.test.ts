import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import { toUtf8 } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { systemRandom } from '../../src/base/random.ts';
import { decryptKey, encryptKey, KEY_FILE_ITERATIONS } from '../../src/crypto/key-file.ts';
import { encodeEncryptedPrivateKeyInfo, parseEncryptedPrivateKeyInfo } from '../../src/formats/pkcs/pkcs8.ts';
import { subtle, testKey } from '../support/keys.ts';

const passphrase = toUtf8('rødgrød med fløde');

async function refusal(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    await work;
  } catch (error) {
    if (isCertBankError(error))
      return { code: error.code, text: `${error.message} ${JSON.stringify(error.details)}` };
    throw error;
  }
  throw new Error('not refused');
}

describe('key files', () => {
  let encrypted: Uint8Array;
  before(async () => {
    encrypted = await encryptKey(testKey('P-256').pkcs8, passphrase, subtle, systemRandom);
  });

  it('do not open with another passphrase, and tell nothing of either', async () => {
    for (const wrong of ['', 'rødgrød med fløde ', 'rodgrod']) {
      const { code, text } = await refusal(decryptKey(encrypted, toUtf8(wrong), subtle));
      expect(code).to.equal('key.unreadable');
      expect(text).not.to.contain('rødgrød');
    }
  });

  it('do not open when the ciphertext was touched', async () => {
    const touched = Uint8Array.from(encrypted);
    touched[touched.length - 1]! ^= 1;
    expect((await refusal(decryptKey(touched, passphrase, subtle))).code).to.equal('key.unreadable');
  });

  it('are refused when they are no key files', async () => {
    for (const bytes of [new Uint8Array(), testKey('P-256').pkcs8, encrypted.subarray(0, -1)]) {
      expect((await refusal(decryptKey(bytes, passphrase, subtle))).code).to.equal('key.unreadable');
    }
  });

  it('are refused when they ask for endless work', async () => {
    const { encryption, ciphertext } = parseEncryptedPrivateKeyInfo(encrypted);
    const slow = encodeEncryptedPrivateKeyInfo({ ...encryption, iterations: 10_000_001 }, ciphertext);
    expect((await refusal(decryptKey(slow, passphrase, subtle))).code).to.equal('limit.exceeded');
  });

  it('refuse an empty passphrase and what is no key', async () => {
    const empty = encryptKey(testKey('P-256').pkcs8, new Uint8Array(), subtle, systemRandom);
    expect(await empty.catch((error: unknown) => error)).to.be.instanceOf(RangeError);
    const noKey = encryptKey(testKey('P-256').spki, passphrase, subtle, systemRandom);
    expect((await refusal(noKey)).code).to.match(/malformed/);
  });

  it('open again to the same octets', async () => {
    expect(await decryptKey(encrypted, passphrase, subtle)).to.deep.equal(testKey('P-256').pkcs8);
  });

  it('have a salt of their own and the cost of current practice', async () => {
    const again = await encryptKey(testKey('P-256').pkcs8, passphrase, subtle, systemRandom);
    const [one, two] = [parseEncryptedPrivateKeyInfo(encrypted), parseEncryptedPrivateKeyInfo(again)];
    expect(one.encryption.salt).not.to.deep.equal(two.encryption.salt);
    expect(one.encryption.iv).not.to.deep.equal(two.encryption.iv);
    expect(one.encryption).to.include({ hash: 'SHA-256', keyBytes: 32, iterations: KEY_FILE_ITERATIONS });
    expect(KEY_FILE_ITERATIONS).to.be.at.least(600_000);
  });

  it('open what node:crypto encrypted', async () => {
    const theirs = testKey('rsa-2048').privateKey.export({
      format: 'der',
      type: 'pkcs8',
      cipher: 'aes-128-cbc',
      passphrase: Buffer.from(passphrase),
    });
    const opened = await decryptKey(new Uint8Array(theirs), passphrase, subtle);
    const key = createPrivateKey({ key: Buffer.from(opened), format: 'der', type: 'pkcs8' });
    expect(key.equals(testKey('rsa-2048').privateKey)).to.equal(true);
  });
});
