import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { encodePem } from '../../src/formats/pem.ts';
import { KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import {
  decryptMessage,
  encryptMessage,
  recipientKey,
  signDocument,
  verifyDocument,
  type ContentCipher,
  type DecryptedMessage,
  type ValidationReport,
} from '../../src/node.ts';
import { ANNA, asOctets, asText, emailName, LETTER } from '../support/mail.ts';
import { AT, crlSource, TestAuthority, type SchemeName, type TestSigner } from '../support/signers.ts';
import { requireTool } from '../support/tools.ts';

const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);

/** OpenSSL 3.0 and gpgsm 2.2 know no EdDSA in CMS. */
const SIGNING: readonly SchemeName[] = ['RSA-PKCS1', 'RSA-PSS', 'P-256', 'P-384'];
/** Keys that messages are encrypted to. */
const RECEIVING = ['RSA-PKCS1', 'P-256', 'P-384'] as const;
const CIPHERS: readonly ContentCipher[] = ['AES-256-GCM', 'AES-256-CBC'];

const signerOf = (scheme: SchemeName): TestSigner =>
  issuing.issue(scheme, {
    extensions: [emailName(ANNA)],
    keyUsage: KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment | KEY_USAGE.keyAgreement,
  });

describe('S/MIME, with others', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  const put = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(path(name), bytes);
    return path(name);
  };
  const get = (name: string): Uint8Array => new Uint8Array(readFileSync(path(name)));
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', ['cms', ...args], { stdio: 'pipe' });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'certbank-smime-'));
    put('root.pem', encodePem('CERTIFICATE', root.certificate));
    put('issuing.pem', encodePem('CERTIFICATE', issuing.certificate));
    put('letter.eml', LETTER);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const putKey = ({ certificate, privateKey }: TestSigner): void => {
    put('cert.pem', encodePem('CERTIFICATE', certificate));
    put('cert.der', certificate);
    put('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }));
  };

  const sign = (by: TestSigner, detached: boolean): Promise<Uint8Array> =>
    signDocument(LETTER, {
      format: 'smime',
      level: 'B',
      signer: by.signer,
      certificates: [by.certificate, issuing.certificate],
      at: AT,
      detached,
    });

  const verify = (message: Uint8Array): Promise<ValidationReport> =>
    verifyDocument(message, {
      at: AT,
      anchors: [root.certificate],
      evidence: crlSource(root.crl(), issuing.crl()),
    });

  const open = ({ certificate, privateKey }: TestSigner, message: Uint8Array): Promise<DecryptedMessage> => {
    const pkcs8 = Uint8Array.from(privateKey.export({ type: 'pkcs8', format: 'der' }));
    const key = recipientKey(pkcs8, certificate);
    return decryptMessage(message, { certificate, key, unauthenticated: 'accept' });
  };

  /** A GnuPG home that trusts the root. */
  function withGpg(work: (base: readonly string[]) => void): void {
    const home = mkdtempSync(join(tmpdir(), 'certbank-gpg-'));
    const base = [
      '--homedir',
      home,
      '--batch',
      '--disable-crl-checks',
      '--faked-system-time',
      '20260601T120000',
    ];
    try {
      const print = execFileSync('openssl', [
        'x509',
        '-in',
        path('root.pem'),
        '-noout',
        '-fingerprint',
        '-sha1',
      ]);
      writeFileSync(join(home, 'trustlist.txt'), `${print.toString().trim().split('=')[1]!} S relax\n`);
      execFileSync('gpgsm', [...base, '--import', path('root.pem'), path('issuing.pem')], { stdio: 'pipe' });
      work(base);
    } finally {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
      rmSync(home, { recursive: true, force: true });
    }
  }

  describe('signed mail', () => {
    const trust = (): string[] => [
      '-CAfile',
      path('root.pem'),
      '-purpose',
      'any',
      '-attime',
      String(AT.getTime() / 1000),
    ];

    for (const name of SIGNING) {
      it(`of ours OpenSSL verifies, in both forms: ${name}`, async function () {
        requireTool(this, 'openssl');
        for (const detached of [true, false]) {
          const signed = await sign(signerOf(name), detached);
          put('signed.eml', signed);
          openssl('-verify', '-cades', '-in', path('signed.eml'), ...trust(), '-out', path('out'));
          expect(asText(get('out')))
            .to.include('Agreed: 100 kroner.')
            .and.to.include('hp="clear"');
          if (!detached) continue;
          put('signed.eml', asText(signed).replace('100 kroner', '900 kroner'));
          expect(() => openssl('-verify', '-in', path('signed.eml'), ...trust())).to.throw();
        }
      });
    }

    it('of ours gpgsm verifies', async function () {
      requireTool(this, 'openssl');
      requireTool(this, 'gpgsm');
      for (const name of ['RSA-PKCS1', 'P-256'] as const) {
        const signed = asText(await sign(signerOf(name), true));
        const boundary = /boundary="([^"]+)"/.exec(signed)![1]!;
        const [, content, signature] = signed.split(`--${boundary}`);
        put('content', asOctets(content!.slice(2, -2)));
        put('signature', Buffer.from(signature!.slice(signature!.indexOf('\r\n\r\n')), 'base64'));
        withGpg((base) => {
          const { status, stderr } = spawnSync('gpgsm', [
            ...base,
            '--verify',
            path('signature'),
            path('content'),
          ]);
          expect(stderr.toString()).to.include('Good signature from');
          expect(status, stderr.toString()).to.equal(0);
        });
      }
    });

    for (const name of SIGNING) {
      it(`of OpenSSL we verify, in both forms: ${name}`, async function () {
        requireTool(this, 'openssl');
        putKey(signerOf(name));
        const pss =
          name === 'RSA-PSS' ? ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32'] : [];
        for (const form of [[], ['-nodetach']]) {
          const key = [
            '-signer',
            path('cert.pem'),
            '-inkey',
            path('key.pem'),
            '-certfile',
            path('issuing.pem'),
            ...pss,
          ];
          const where = ['-in', path('letter.eml'), '-out', path('signed.eml')];
          const header = ['-from', `Anna <${ANNA}>`, '-subject', 'Agreement'];
          openssl('-sign', '-cades', '-md', 'sha256', ...key, ...where, ...header, ...form);
          const report = await verify(get('signed.eml'));
          expect(report.signatures[0], JSON.stringify(report)).to.deep.include({
            indication: 'TOTAL-PASSED',
          });
          // OpenSSL's own header is not under its signature; the letter's header is inside, as it was.
          expect(report.signatures[0]!.scope).to.deep.equal([{ name: 'message, body', kind: 'PARTIAL' }]);
          expect(report.problems.map(({ code }) => code)).to.deep.equal(['smime.header-unsigned']);
          const text = asText(get('signed.eml'));
          if (form.length > 0) continue;
          const forged = await verify(asOctets(text.replace('100 kroner', '900 kroner')));
          expect(forged.signatures[0]).to.include({ subIndication: 'HASH_FAILURE' });
        }
      });
    }
  });

  describe('encrypted mail', () => {
    for (const name of RECEIVING) {
      for (const cipher of CIPHERS) {
        it(`of ours OpenSSL reads, and the other way round: ${name}, ${cipher}`, async function () {
          requireTool(this, 'openssl');
          const anna = signerOf(name);
          putKey(anna);
          const sealed = await encryptMessage(LETTER, { recipients: [anna.certificate], at: AT, cipher });
          expect(asText(sealed)).to.include('Subject: [...]').and.not.to.include('Agreement');
          put('sealed.eml', sealed);
          const key = ['-recip', path('cert.pem'), '-inkey', path('key.pem')];
          openssl('-decrypt', '-in', path('sealed.eml'), ...key, '-out', path('out'));
          const content = asText(get('out'));
          expect(content).to.include('Subject: Agreement').and.to.include('Agreed: 100 kroner.');
          expect(content).to.include('HP-Outer: Subject: [...]');

          const oaep = ['-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256'];
          const options: string[][] =
            name === 'RSA-PKCS1' ? [[], oaep] : [[], ['-keyopt', 'ecdh_kdf_md:sha384']];
          for (const option of options) {
            const what = [`-${cipher.toLowerCase()}`, '-in', path('letter.eml'), '-out', path('sealed')];
            openssl('-encrypt', ...what, '-recip', path('cert.pem'), ...option);
            const { content: opened, isAuthenticated } = await open(anna, get('sealed'));
            expect(asText(opened)).to.equal(asText(LETTER));
            expect(isAuthenticated).to.equal(cipher === 'AES-256-GCM');
          }
        });
      }
    }

    it('for several of different keys each can read', async function () {
      requireTool(this, 'openssl');
      const all = RECEIVING.map(signerOf);
      const recipients = all.map(({ certificate }) => certificate);
      put('sealed.der', await encryptMessage(LETTER, { recipients, at: AT, form: 'cms' }));
      for (const one of all) {
        putKey(one);
        const key = ['-recip', path('cert.pem'), '-inkey', path('key.pem')];
        openssl(
          '-decrypt',
          '-inform',
          'DER',
          '-in',
          path('sealed.der'),
          ...key,
          '-out',
          path('out'),
          '-binary',
        );
        expect(asText(get('out'))).to.equal(asText(LETTER));
        expect(asText((await open(one, get('sealed.der'))).content)).to.equal(asText(LETTER));
      }
    });

    it('of OpenSSL with AES-128, a key identifier, in PEM and in BER from a stream', async function () {
      requireTool(this, 'openssl');
      for (const name of RECEIVING) {
        const anna = signerOf(name);
        putKey(anna);
        for (const options of [
          ['-aes128', '-outform', 'PEM'],
          ['-aes-192-cbc', '-keyid', '-outform', 'DER', '-stream'],
          ['-aes-128-gcm', '-keyid', '-outform', 'DER'],
        ]) {
          const where = ['-binary', '-in', path('letter.eml'), '-out', path('sealed')];
          openssl('-encrypt', ...options, ...where, '-recip', path('cert.pem'));
          expect(asText((await open(anna, get('sealed'))).content), options.join(' ')).to.equal(
            asText(LETTER),
          );
        }
      }
    });

    // gpgsm 2.2 reads RSAES-PKCS1-v1_5 with AES-CBC alone, which is not written here.
    it('of gpgsm we read', async function () {
      requireTool(this, 'openssl');
      requireTool(this, 'gpgsm');
      const anna = signerOf('RSA-PKCS1');
      putKey(anna);
      withGpg((base) => {
        execFileSync('gpgsm', [...base, '--import', path('cert.der')], { stdio: 'pipe' });
        const what = ['--encrypt', '--recipient', ANNA, '--output', path('sealed.der'), path('letter.eml')];
        execFileSync('gpgsm', [...base, ...what], { stdio: 'pipe' });
      });
      expect(asText((await open(anna, get('sealed.der'))).content)).to.equal(asText(LETTER));
    });
  });
});
