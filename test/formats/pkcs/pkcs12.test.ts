import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { integer, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { readPkcs12, writePkcs12 } from '../../../src/formats/pkcs/pkcs12.ts';
import { webCrypto } from '../../support/keys.ts';
import { requireTool } from '../../support/tools.ts';

const PASSWORD = 'blåbærgrød';
/** Java takes other characters than ASCII differently. */
const ASCII_PASSWORD = 'changeit';

async function refusal(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    await work;
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return {
      code: error.code,
      text: `${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`,
    };
  }
  throw new Error('not refused');
}

/** Descends into every constructed element: DER all the way down. */
function checkDer(reader: DerReader): void {
  while (!reader.isAtEnd) {
    reader.next();
    if (reader.tag & 0x20) checkDer(reader.inside());
  }
}

describe('PKCS#12', function () {
  let directory: string | undefined;
  let privateKeyPkcs8: Uint8Array;
  let certificates: Uint8Array[];
  let written: Uint8Array;
  /** Of few iterations, for tests that open a file often. */
  let theirs: Uint8Array;
  const HOLDER = ['-in', 'holder.pem', '-inkey', 'holder.key'];

  const inDirectory = (name: string) => join(directory!, name);
  const read = (name: string) => new Uint8Array(readFileSync(inDirectory(name)));
  const openssl = (...parameters: string[]) =>
    execFileSync('openssl', parameters, {
      cwd: directory!,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });

  before(async function () {
    requireTool(this, 'openssl');
    directory = mkdtempSync(join(tmpdir(), 'certbank-pkcs12-'));
    for (const name of ['holder', 'issuer']) {
      const curve = ['-pkeyopt', 'ec_paramgen_curve:P-256'];
      const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
      openssl(
        'req',
        '-x509',
        '-newkey',
        'ec',
        ...curve,
        '-nodes',
        ...files,
        '-subj',
        `/CN=${name}`,
        '-days',
        '30',
      );
    }
    writeFileSync(inDirectory('password'), PASSWORD);
    const key = createPrivateKey(readFileSync(inDirectory('holder.key')));
    privateKeyPkcs8 = new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
    certificates = ['holder', 'issuer'].map(
      (name) => new Uint8Array(new X509Certificate(readFileSync(inDirectory(`${name}.pem`))).raw),
    );
    const friendlyName = 'Åse Ærø';
    written = await writePkcs12(
      { privateKeyPkcs8, certificates, password: ASCII_PASSWORD, friendlyName },
      webCrypto,
    );
    writeFileSync(inDirectory('ours.p12'), written);
    openssl(
      'pkcs12',
      '-export',
      ...HOLDER,
      '-certfile',
      'issuer.pem',
      '-passout',
      'file:password',
      '-out',
      'theirs.p12',
    );
    theirs = read('theirs.p12');
  });

  after(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true });
  });

  it('does not open with another password, and tells nothing of either', async () => {
    for (const wrong of ['', 'blabargrod', `${PASSWORD} `]) {
      const { code, text } = await refusal(readPkcs12(theirs, wrong, webCrypto));
      expect(code).to.equal('key.unreadable');
      expect(text).not.to.contain('blåbær').and.not.to.contain('blabar');
    }
  });

  it('does not open when any part was touched', async () => {
    for (let at = 0; at < theirs.length; at += 29) {
      const touched = Uint8Array.from(theirs);
      touched[at]! ^= 1;
      const { code } = await refusal(readPkcs12(touched, PASSWORD, webCrypto));
      expect(code).to.match(
        /^(key\.unreadable|structure\.malformed|algorithm\.unsupported|limit\.exceeded)$/,
      );
    }
  });

  it('refuses what is no PKCS#12, and what is too long for one', async () => {
    for (const bytes of [
      new Uint8Array(),
      Uint8Array.of(0x30, 0),
      certificates[0]!,
      written.subarray(0, 200),
    ]) {
      expect((await refusal(readPkcs12(bytes, PASSWORD, webCrypto))).code).to.equal('structure.malformed');
    }
    const long = new Uint8Array(LIMITS.pkcs12Bytes + 1);
    expect((await refusal(readPkcs12(long, PASSWORD, webCrypto))).code).to.equal('limit.exceeded');
  });

  it('refuses to do endless work', async () => {
    const slow = slowMac(theirs);
    expect((await refusal(readPkcs12(slow, PASSWORD, webCrypto))).code).to.equal('limit.exceeded');
  });

  it('refuses a file without a MAC, without a key, and one under the ciphers of the last century', async () => {
    const common = ['-in', 'holder.pem', '-passout', 'pass:x'];
    openssl('pkcs12', '-export', ...common, '-inkey', 'holder.key', '-nomac', '-out', 'no-mac.p12');
    openssl('pkcs12', '-export', ...common, '-nokeys', '-out', 'no-key.p12');
    openssl('pkcs12', '-export', ...common, '-inkey', 'holder.key', '-legacy', '-out', 'legacy.p12');
    expect((await refusal(readPkcs12(read('no-mac.p12'), 'x', webCrypto))).code).to.equal('key.unreadable');
    expect((await refusal(readPkcs12(read('no-key.p12'), 'x', webCrypto))).code).to.equal('key.unreadable');
    expect((await refusal(readPkcs12(read('legacy.p12'), 'x', webCrypto))).code).to.equal(
      'algorithm.unsupported',
    );
  });

  it('refuses to write without a password, a certificate or a key', async () => {
    const good = { privateKeyPkcs8, certificates, password: PASSWORD };
    for (const bad of [
      { ...good, password: '' },
      { ...good, certificates: [] },
    ]) {
      expect(await writePkcs12(bad, webCrypto).catch((error: unknown) => error)).to.be.instanceOf(RangeError);
    }
    const noKey = writePkcs12({ ...good, privateKeyPkcs8: certificates[0]! }, webCrypto);
    expect((await refusal(noKey)).code).to.match(/malformed/);
  });

  it('gives back what was put in, octet by octet, the own certificate first', async () => {
    const opened = await readPkcs12(written, ASCII_PASSWORD, webCrypto);
    expect(opened).to.deep.equal({ privateKeyPkcs8, certificates });
  });

  it('is DER throughout', () => {
    checkDer(new DerReader(written));
  });

  it('is read by openssl pkcs12', () => {
    const pem = openssl('pkcs12', '-in', 'ours.p12', '-passin', `pass:${ASCII_PASSWORD}`, '-nodes');
    const key = createPrivateKey(pem.slice(pem.indexOf('-----BEGIN PRIVATE KEY')));
    expect(new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }))).to.deep.equal(privateKeyPkcs8);
    expect(pem.match(/BEGIN CERTIFICATE/g)).to.have.length(2);
  });

  it('is read by certtool', function () {
    requireTool(this, 'certtool');
    const parameters = ['--p12-info', '--inder', '--infile', 'ours.p12', '--password', ASCII_PASSWORD];
    const shown = execFileSync('certtool', parameters, {
      cwd: directory!,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(shown.match(/BEGIN CERTIFICATE/g)).to.have.length(2);
    expect(shown)
      .to.contain('AES-256-CBC')
      .and.to.contain('SHA256')
      .and.to.contain('Iteration count: 300000');
    expect(shown).to.contain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(shown).to.contain('Åse Ærø');
  });

  it('is read by keytool', function () {
    requireTool(this, 'keytool');
    const shown = execFileSync('keytool', ['-list', '-keystore', 'ours.p12', '-storepass', ASCII_PASSWORD], {
      cwd: directory!,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(shown).to.contain('PrivateKeyEntry');
  });

  it('reads the files of openssl', async () => {
    const clear = [
      '-certfile',
      'issuer.pem',
      '-certpbe',
      'NONE',
      '-macalg',
      'sha512',
      '-passout',
      'file:password',
    ];
    openssl('pkcs12', '-export', ...HOLDER, ...clear, '-out', 'clear.p12');
    for (const name of ['theirs.p12', 'clear.p12']) {
      expect(await readPkcs12(read(name), PASSWORD, webCrypto), name).to.deep.equal({
        privateKeyPkcs8,
        certificates,
      });
    }
  });
});

/** The same file asking for two million iterations of the MAC's derivation. */
function slowMac(der: Uint8Array): Uint8Array {
  const reader = new DerReader(der).enter();
  const version = reader.raw();
  const safe = reader.raw();
  const mac = reader.enter();
  return sequence(version, safe, sequence(mac.raw(), mac.raw(), integer(2_000_000)));
}
