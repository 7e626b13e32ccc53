import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { signDocument, STRICT_POLICY, verifyDocument, type SignatureReport } from '../../src/node.ts';
import { extendDocument } from '../../src/signatures/extend-document.ts';
import { timestamper } from '../support/pdf.ts';
import { AT, crlSource, TestAuthority, type SchemeName, type TestSigner } from '../support/signers.ts';
import { requireTool } from '../support/tools.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.\n');
const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);
const OPTIONS = { at: AT, anchors: [root.certificate], evidence: crlSource(root.crl(), issuing.crl()) };

/** OpenSSL 3.0 and gpgsm 2.2 know no EdDSA in CMS. */
const KNOWN_SCHEMES: readonly SchemeName[] = ['RSA-PKCS1', 'RSA-PSS', 'P-256', 'P-384'];

describe('CMS, with others', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  const put = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(path(name), bytes);
    return path(name);
  };
  const get = (name: string): Uint8Array => new Uint8Array(readFileSync(path(name)));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'certbank-cms-'));
    put('root.pem', encodePem('CERTIFICATE', root.certificate));
    put('issuing.pem', encodePem('CERTIFICATE', issuing.certificate));
    put('content', CONTENT);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const sign = (signer: TestSigner, detached: boolean): Promise<Uint8Array> =>
    signDocument(CONTENT, {
      format: 'cades',
      level: 'B',
      signer: signer.signer,
      certificates: [signer.certificate, issuing.certificate],
      at: AT,
      detached,
    });

  /** With a time-stamp. OpenSSL and gpgsm must live with it, though they do not check it. */
  const stamped = (document: Uint8Array): Promise<Uint8Array> => {
    const contents = [{ name: 'content', bytes: CONTENT }];
    return extendDocument(document, { engine: nodeEngine(), level: 'T', timestamper, contents, at: AT });
  };

  async function verify(document: Uint8Array, more: object = {}): Promise<SignatureReport> {
    const report = await verifyDocument(document, { ...OPTIONS, ...more });
    expect(report.signatures).to.have.lengthOf(1);
    return report.signatures[0]!;
  }

  describe('what we sign, OpenSSL verifies', () => {
    for (const name of KNOWN_SCHEMES) {
      for (const detached of [false, true]) {
        it(`${name}, ${detached ? 'detached' : 'attached'}, with the signing certificate bound`, async function () {
          requireTool(this, 'openssl');
          const basic = await sign(issuing.issue(name), detached);
          const verifyArguments = [
            'cms',
            '-verify',
            '-cades',
            '-binary',
            '-inform',
            'DER',
            '-in',
            path('signed.der'),
          ];
          const trust = [
            '-CAfile',
            path('root.pem'),
            '-purpose',
            'any',
            '-attime',
            String(AT.getTime() / 1000),
          ];
          const content = detached ? ['-content', path('content')] : [];
          for (const document of [await stamped(basic), basic]) {
            put('signed.der', document);
            execFileSync('openssl', [...verifyArguments, ...trust, ...content, '-out', path('out')], {
              stdio: 'pipe',
            });
            expect(get('out')).to.deep.equal(CONTENT);
          }

          put('content', 'Agreed: 900 kroner.\n');
          const wrong = ['-content', path('content')];
          const refused = spawnSync('openssl', [...verifyArguments, ...trust, ...wrong, '-out', path('out')]);
          expect(detached ? refused.status : 1).to.not.equal(0);
        });
      }
    }
  });

  describe('what we sign, gpgsm verifies', () => {
    for (const name of KNOWN_SCHEMES) {
      it(`${name}, attached and detached`, async function () {
        requireTool(this, 'gpgsm');
        const signer = issuing.issue(name);
        const home = mkdtempSync(join(tmpdir(), 'certbank-gpg-'));
        try {
          const base = [
            '--homedir',
            home,
            '--batch',
            '--disable-crl-checks',
            '--faked-system-time',
            '20260601T120000',
          ];
          const fingerprint = execFileSync('openssl', [
            'x509',
            '-in',
            path('root.pem'),
            '-noout',
            '-fingerprint',
            '-sha1',
          ])
            .toString()
            .trim()
            .split('=')[1]!;
          writeFileSync(join(home, 'trustlist.txt'), `${fingerprint} S relax\n`);
          execFileSync('gpgsm', [...base, '--import', path('root.pem'), path('issuing.pem')], {
            stdio: 'pipe',
          });
          put('attached.der', await sign(signer, false));
          put('detached.der', await sign(signer, true));
          put('stamped.der', await stamped(get('detached.der')));
          for (const files of [
            [path('attached.der')],
            [path('detached.der'), path('content')],
            [path('stamped.der'), path('content')],
          ]) {
            const { status, stderr } = spawnSync('gpgsm', [...base, '--verify', ...files]);
            expect(stderr.toString()).to.include('Good signature from');
            expect(status, stderr.toString()).to.equal(0);
          }
        } finally {
          spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
          rmSync(home, { recursive: true, force: true });
        }
      });
    }
  });

  describe('what OpenSSL signs, we verify', () => {
    function openSslSign(name: SchemeName, ...options: string[]): Uint8Array {
      const signer = issuing.issue(name);
      put('signer.pem', encodePem('CERTIFICATE', signer.certificate));
      put('key.pem', signer.privateKey.export({ type: 'pkcs8', format: 'pem' }));
      const pss =
        name === 'RSA-PSS' ? ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32'] : [];
      const files = [
        '-signer',
        path('signer.pem'),
        '-inkey',
        path('key.pem'),
        ...pss,
        '-certfile',
        path('issuing.pem'),
      ];
      const where = ['-in', path('content'), '-outform', 'DER', '-out', path('signed.der')];
      execFileSync('openssl', ['cms', '-sign', '-binary', '-md', 'sha256', ...files, ...where, ...options], {
        stdio: 'pipe',
      });
      return get('signed.der');
    }

    for (const name of KNOWN_SCHEMES) {
      it(`${name} with -cades, attached, detached, and in BER from a stream`, async function () {
        requireTool(this, 'openssl');
        const attached = await verify(openSslSign(name, '-cades', '-nodetach'));
        expect(attached, JSON.stringify(attached.reasons)).to.include({
          indication: 'TOTAL-PASSED',
          level: 'BASELINE-B',
        });
        const detached = await verify(openSslSign(name, '-cades'), { contents: [{ bytes: CONTENT }] });
        expect(detached, JSON.stringify(detached.reasons)).to.include({ indication: 'TOTAL-PASSED' });
        // OpenSSL 3.0 cannot stream RSA-PSS ("illegal zero content").
        if (name === 'RSA-PSS') return;
        const ber = openSslSign(name, '-cades', '-nodetach', '-stream');
        expect([...ber.subarray(0, 2)], 'indefinite length').to.deep.equal([0x30, 0x80]);
        const streamed = await verify(ber);
        expect(streamed, JSON.stringify(streamed.reasons)).to.include({ indication: 'TOTAL-PASSED' });
      });
    }

    it('a large content in BER segments', async function () {
      requireTool(this, 'openssl');
      put('content', new Uint8Array(1_000_000).fill(0x41));
      const streamed = await verify(openSslSign('P-256', '-cades', '-nodetach', '-stream'));
      expect(streamed, JSON.stringify(streamed.reasons)).to.include({ indication: 'TOTAL-PASSED' });
    });

    it('without -cades: whole, but not AdES', async function () {
      requireTool(this, 'openssl');
      const document = openSslSign('P-256', '-nodetach');
      const strict = await verify(document);
      expect(strict).to.include({
        indication: 'INDETERMINATE',
        subIndication: 'SIG_CONSTRAINTS_FAILURE',
        level: 'NOT-ADES',
      });
      expect(strict.integrity).to.deep.equal({ signature: true, references: true, structure: true });
      const policy = { ...STRICT_POLICY, signingCertificateBinding: 'optional' as const };
      expect(await verify(document, { policy })).to.include({ indication: 'TOTAL-PASSED' });
    });

    it('without attributes: whole, but not AdES', async function () {
      requireTool(this, 'openssl');
      const strict = await verify(openSslSign('P-256', '-nodetach', '-noattr'));
      expect(strict).to.include({
        indication: 'INDETERMINATE',
        subIndication: 'SIG_CONSTRAINTS_FAILURE',
        level: 'NOT-ADES',
      });
    });

    it('with the signer named by key identifier', async function () {
      requireTool(this, 'openssl');
      const signature = await verify(openSslSign('P-256', '-cades', '-nodetach', '-keyid'));
      expect(signature, JSON.stringify(signature.reasons)).to.include({ indication: 'TOTAL-PASSED' });
    });
  });
});
