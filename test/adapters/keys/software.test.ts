import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { softwareKeys } from '../../../src/adapters/keys/software.ts';
import type { KeyStore } from '../../../src/authority/ports/keys.ts';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { SignatureScheme } from '../../../src/formats/algorithms.ts';
import { requireTool } from '../../support/tools.ts';

const ECDSA: SignatureScheme = { kind: 'ecdsa', hash: 'SHA-256' };
const PASSPHRASE = 'korrekt hest batteri hæfteklamme';
const data = toUtf8('data');

async function refusal(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    await work;
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return { code: error.code, text: `${error.message} ${JSON.stringify(error.details)}` };
  }
  throw new Error('not refused');
}

describe('softwareKeys', () => {
  let root: string;
  let directory: string;
  let keys: KeyStore;
  let publicKey: Uint8Array;

  const open = (passphrase = PASSPHRASE): KeyStore =>
    softwareKeys({ directory, passphrase: toUtf8(passphrase) });
  const fileOf = (name: string) => join(directory, `${name}.key.pem`);

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'certbank-keys-'));
    directory = join(root, 'data', 'keys');
    keys = open();
    ({ publicKey } = await keys.generate('issuing', 'P-256'));
  });

  after(() => rmSync(root, { recursive: true }));

  it('refuses names that could leave the directory or hide in it', async () => {
    for (const name of [
      '',
      '.',
      '..',
      '../issuing',
      'a/b',
      'a\\b',
      '.hidden',
      'A',
      'a b',
      'å',
      'a\0',
      '-a',
      'a-',
      'a'.repeat(65),
    ]) {
      for (const work of [keys.generate(name, 'P-256'), keys.signer(name, ECDSA)]) {
        expect(await work.catch((error: unknown) => error), name).to.be.instanceOf(RangeError);
      }
    }
  });

  it('never overwrites a key, not even for two at once', async () => {
    const before = readFileSync(fileOf('issuing'));
    expect((await refusal(keys.generate('issuing', 'P-256'))).code).to.equal('store.conflict');
    expect(readFileSync(fileOf('issuing'))).to.deep.equal(before);

    const both = await Promise.allSettled([
      keys.generate('twice', 'P-256'),
      open().generate('twice', 'P-256'),
    ]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    const lost = both.find((result) => result.status === 'rejected');
    expect(isCertBankError(lost?.reason, 'store.conflict')).to.equal(true);
    const kept = both.find((result) => result.status === 'fulfilled');
    expect((await open().signer('twice', ECDSA)).publicKey).to.deep.equal(kept?.value.publicKey);
    rmSync(fileOf('twice'));
  });

  it('refuses key files that others may read or write', async () => {
    for (const mode of [0o640, 0o604, 0o620, 0o644]) {
      chmodSync(fileOf('issuing'), mode);
      const { code, text } = await refusal(open().signer('issuing', ECDSA));
      expect(code, mode.toString(8)).to.equal('key.unreadable');
      expect(text).to.contain('chmod 600');
    }
    chmodSync(fileOf('issuing'), 0o600);
  });

  it('refuses a directory that others may write to', async () => {
    chmodSync(directory, 0o770);
    const { code, text } = await refusal(keys.generate('another', 'P-256'));
    chmodSync(directory, 0o700);
    expect(code).to.equal('key.unreadable');
    expect(text).to.contain('chmod 700');
    expect(existsSync(fileOf('another'))).to.equal(false);
  });

  it('refuses links, directories and endless files in place of a key', async () => {
    symlinkSync(fileOf('issuing'), fileOf('linked'));
    mkdirSync(fileOf('folder'), { mode: 0o700 });
    writeFileSync(fileOf('endless'), 'x'.repeat(1024 * 1024), { mode: 0o600 });
    writeFileSync(fileOf('text'), 'no key at all', { mode: 0o600 });
    const again = readFileSync(fileOf('issuing'), 'latin1');
    writeFileSync(fileOf('double'), again + again, { mode: 0o600 });
    for (const name of ['linked', 'folder', 'endless', 'text', 'double', 'missing']) {
      expect((await refusal(keys.signer(name, ECDSA))).code, name).to.equal('key.unreadable');
      rmSync(fileOf(name), { recursive: true, force: true });
    }
  });

  it('does not open with another passphrase and says nothing of either, but may be tried again', async () => {
    let answer = 'forkert hest';
    const store = softwareKeys({ directory, passphrase: () => Promise.resolve(toUtf8(answer)) });
    const { code, text } = await refusal(store.signer('issuing', ECDSA));
    expect(code).to.equal('key.unreadable');
    expect(text).not.to.contain('hest');
    answer = PASSPHRASE;
    expect((await store.signer('issuing', ECDSA)).publicKey).to.deep.equal(publicKey);
  });

  it('refuses a scheme that does not fit the key', async () => {
    const pkcs1: SignatureScheme = { kind: 'rsa-pkcs1', hash: 'SHA-256' };
    expect((await refusal(keys.signer('issuing', pkcs1))).code).to.equal('key.unreadable');
  });

  it('keeps everything to its owner and leaves nothing beside the keys', () => {
    expect(statSync(directory).mode & 0o777).to.equal(0o700);
    expect(statSync(fileOf('issuing')).mode & 0o777).to.equal(0o600);
    expect(readdirSync(directory)).to.deep.equal(['issuing.key.pem']);
    expect(readFileSync(fileOf('issuing'), 'latin1')).to.match(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
  });

  it('signs with what it made, at once and after a restart', async () => {
    for (const store of [keys, open()]) {
      const signer = await store.signer('issuing', ECDSA);
      expect(signer.publicKey).to.deep.equal(publicKey);
      const signature = await signer.sign(data);
      expect(nodeEngine().verify(ECDSA, publicKey, signature, data)).to.equal(true);
    }
  });

  it('opens a key once, however often it is asked for', async () => {
    let asked = 0;
    const passphrase = () => {
      asked++;
      return toUtf8(PASSPHRASE);
    };
    const store = softwareKeys({ directory, passphrase });
    await Promise.all([store.signer('issuing', ECDSA), store.signer('issuing', ECDSA)]);
    renameSync(fileOf('issuing'), fileOf('moved'));
    await store.signer('issuing', ECDSA);
    renameSync(fileOf('moved'), fileOf('issuing'));
    expect(asked).to.equal(1);
  });

  it('lists its keys by name, and none where there is no directory', async () => {
    writeFileSync(join(directory, '.issuing.0011.new'), 'left by a crash', { mode: 0o600 });
    writeFileSync(join(directory, 'README'), 'not a key');
    await keys.generate('a-root', 'Ed25519');
    expect(await keys.list()).to.deep.equal(['a-root', 'issuing']);
    const none = softwareKeys({ directory: join(root, 'nowhere'), passphrase: toUtf8('x') });
    expect(await none.list()).to.deep.equal([]);
    expect(existsSync(join(root, 'nowhere'))).to.equal(false);
  });

  it('makes RSA keys for RSASSA-PSS', async () => {
    const made = await keys.generate('root', 'RSA-2048');
    const pss: SignatureScheme = { kind: 'rsa-pss', hash: 'SHA-512', mgfHash: 'SHA-512', saltLength: 64 };
    const signature = await (await open().signer('root', pss)).sign(data);
    expect(nodeEngine().verify(pss, made.publicKey, signature, data)).to.equal(true);
  });

  it('writes files that openssl opens', function () {
    requireTool(this, 'openssl');
    const pem = execFileSync('openssl', ['pkey', '-in', fileOf('issuing'), '-passin', 'stdin', '-pubout'], {
      input: PASSPHRASE,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const spki = createPublicKey(pem).export({ format: 'der', type: 'spki' });
    expect(new Uint8Array(spki)).to.deep.equal(publicKey);
    const shown = execFileSync('openssl', ['asn1parse', '-in', fileOf('issuing')], { encoding: 'utf8' });
    expect(shown).to.contain('PBES2').and.to.contain('hmacWithSHA256').and.to.contain('aes-256-cbc');
    expect(shown).to.contain(':0927C0'); // 600,000
  });

  it('writes files that certtool opens', function () {
    requireTool(this, 'certtool');
    const shown = execFileSync(
      'certtool',
      ['--key-info', '--infile', fileOf('issuing'), '--password', PASSPHRASE],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
      },
    );
    expect(shown).to.contain('SECP256R1');
  });
});
