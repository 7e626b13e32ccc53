import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { HashName } from '../../src/formats/algorithms.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { encodeTimestampRequest } from '../../src/formats/tsp/request.ts';
import { parseTimestampResponse } from '../../src/formats/tsp/response.ts';
import { parseTimestampToken } from '../../src/formats/tsp/token.ts';
import { builtCommand } from '../support/built-command.ts';
import { testPki } from '../support/pki.ts';
import { startBank, type RunningBank } from '../support/running-bank.ts';
import { runTool, type ToolResult } from '../support/run-tool.ts';
import { digest, type TestKeyKind } from '../support/test-keys.ts';
import { testToken, timestampAuthority } from '../support/timestamps.ts';
import { requireTool } from '../support/tools.ts';

const QUERY = 'Content-Type: application/timestamp-query';
const DOCUMENT = Buffer.from('Dear agency,\n');
const JARS = ['bcprov', 'bcpkix', 'bcutil'].map((name) => `/usr/share/java/${name}.jar`).join(':');

/** Judges a token as BouncyCastle does; prints what it says. */
const JUDGE = `
import java.nio.file.*;
import java.security.Security;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.*;
import org.bouncycastle.util.Store;

public class Judge {
  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    TimeStampRequest request = new TimeStampRequest(Files.readAllBytes(Path.of(args[0])));
    TimeStampResponse response = new TimeStampResponse(Files.readAllBytes(Path.of(args[1])));
    response.validate(request);
    if (response.getTimeStampToken() == null) {
      System.out.println("refused " + response.getStatus() + " " + response.getFailInfo().intValue());
      return;
    }
    TimeStampToken token = response.getTimeStampToken();
    Store<X509CertificateHolder> certificates = token.getCertificates();
    X509CertificateHolder signer = (X509CertificateHolder) certificates.getMatches(token.getSID()).iterator().next();
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(signer));
    TimeStampTokenInfo info = token.getTimeStampInfo();
    System.out.println("valid " + info.getPolicy() + " " + info.getGenTimeAccuracy().getSeconds() + " " + info.getGenTime().getTime());
  }
}
`;

/** The openssl names of hash functions. */
const DIGESTS: readonly (readonly [HashName, string])[] = [
  ['SHA-256', '-sha256'],
  ['SHA-384', '-sha384'],
  ['SHA-512', '-sha512'],
  ['SHA3-256', '-sha3-256'],
  ['SHA3-384', '-sha3-384'],
  ['SHA3-512', '-sha3-512'],
];

describe('time-stamps, judged by others', () => {
  let bank: RunningBank | undefined;
  let folder: string | undefined;
  const file = (name: string): string => join(folder!, name);
  const openssl = (...args: string[]): Promise<ToolResult> => runTool('openssl', args);

  before(async function () {
    this.timeout(60_000);
    requireTool(this, 'openssl');
    folder = mkdtempSync(join(tmpdir(), 'certbank-tsa-'));
    // The usual hierarchy: RSASSA-PSS above a P-256 key.
    bank = await startBank({ env: { CERTBANK_PROFILE: 'oces3' } });
    const { root } = bank.service.bank.authority.issuers;
    writeFileSync(file('root.pem'), encodePem('CERTIFICATE', root.record.certificateDer));
    writeFileSync(file('letter.txt'), DOCUMENT);
    writeFileSync(file('other.txt'), 'Dear enemy,\n');
  });

  after(async () => {
    await bank?.remove();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** What a user does: openssl ts -query | curl > answer. */
  async function ask(...options: string[]): Promise<void> {
    const query = await openssl(
      'ts',
      '-query',
      '-data',
      file('letter.txt'),
      '-out',
      file('q.tsq'),
      ...options,
    );
    expect(query.status, query.text).to.equal(0);
    const body = ['--data-binary', `@${file('q.tsq')}`, '-H', QUERY];
    const curl = await runTool('curl', ['-sS', '--fail', ...body, '-o', file('a.tsr'), `${bank!.url}/tsa`]);
    expect(curl.status, curl.text).to.equal(0);
  }

  const verify = (data: string, ...more: string[]): Promise<ToolResult> =>
    openssl('ts', '-verify', '-data', file(data), '-in', file('a.tsr'), '-CAfile', file('root.pem'), ...more);

  for (const [hash, option] of DIGESTS) {
    it(`OpenSSL asks by curl and verifies the answer over ${hash}`, async function () {
      requireTool(this, 'curl');
      await ask(option, '-cert');
      expect((await verify('other.txt')).text).to.contain('Verification: FAILED');
      const { status, text } = await verify('letter.txt');
      expect(status, text).to.equal(0);
      expect(text).to.contain('Verification: OK');
      const byQuery = await openssl(
        ...['ts', '-verify', '-queryfile', file('q.tsq'), '-in', file('a.tsr'), '-CAfile', file('root.pem')],
      );
      expect(byQuery.text).to.contain('Verification: OK');
    });
  }

  it('OpenSSL shows what the token says', async function () {
    requireTool(this, 'curl');
    await ask('-sha256', '-cert');
    const { text } = await openssl('ts', '-reply', '-in', file('a.tsr'), '-text');
    expect(text).to.contain('Status: Granted.');
    expect(text).to.contain('Policy OID: 0.4.0.2023.1.1');
    expect(text).to.contain('Hash Algorithm: sha256');
    expect(text).to.match(/Accuracy: 0x01 seconds/);
    expect(text).to.match(/Nonce: 0x[0-9A-F]{16}/);
    expect(text).to.match(/Serial number: 0x[0-9A-F]{40}/);
  });

  it('OpenSSL finds a token without certificates good with those it is given', async function () {
    requireTool(this, 'curl');
    await ask('-sha256', '-no_nonce');
    expect((await verify('letter.txt')).text).to.contain('Verification: FAILED');
    const { issuers } = bank!.service.bank.authority;
    const chain = issuers.chainOf(issuers.findTimestamper()!.id);
    writeFileSync(file('chain.pem'), chain.map((der) => encodePem('CERTIFICATE', der)).join(''));
    expect((await verify('letter.txt', '-untrusted', file('chain.pem'))).text).to.contain('Verification: OK');
  });

  it('OpenSSL reads why SHA-1 is refused', async function () {
    requireTool(this, 'curl');
    await ask('-sha1', '-cert');
    const { text } = await openssl('ts', '-reply', '-in', file('a.tsr'), '-text');
    expect(text).to.contain('Status: Rejected.');
    expect(text).to.contain('unrecognized or unsupported algorithm identifier');
  });

  it('OpenSSL verifies tokens by keys of every kind', async () => {
    // Its time-stamp code knows neither RSASSA-PSS nor EdDSA.
    const kinds: TestKeyKind[] = ['p256', 'p384', 'p521', 'rsa3072', 'brainpoolP256r1'];
    for (const key of kinds) {
      const pki = testPki({
        root: { ca: true, subject: `CN=${key} root` },
        tsa: timestampAuthority('root', { key }),
      });
      const at = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
      writeFileSync(file('t.tst'), testToken(pki, 'tsa', 'SHA-256', digest('SHA-256', DOCUMENT), { at }));
      writeFileSync(file('r.pem'), encodePem('CERTIFICATE', pki.der('root')));
      const args = ['-data', file('letter.txt'), '-in', file('t.tst'), '-token_in', '-CAfile', file('r.pem')];
      expect((await openssl('ts', '-verify', ...args)).text, key).to.contain('Verification: OK');
    }
  });

  it('BouncyCastle validates the answers and reads the refusals', async function () {
    requireTool(this, 'java');
    this.timeout(120_000);
    writeFileSync(file('Judge.java'), JUDGE);
    const judge = async (hash: HashName, outcome: RegExp): Promise<void> => {
      const request = encodeTimestampRequest({
        hash,
        digest: digest(hash, DOCUMENT),
        nonce: Uint8Array.of(0x11, 0x22, 0x33),
        wantsCertificate: true,
      });
      const answer = await bank!.ask('/tsa', {
        body: request,
        headers: { 'content-type': 'application/timestamp-query' },
      });
      writeFileSync(file('q.tsq'), request);
      writeFileSync(file('a.tsr'), answer.bytes);
      const judged = await runTool('java', ['-cp', JARS, file('Judge.java'), file('q.tsq'), file('a.tsr')]);
      expect(judged.text).to.match(outcome);
      const { token } = parseTimestampResponse(answer.bytes);
      if (token === undefined) return;
      const { genTime } = parseTimestampToken(token).tstInfo;
      expect(judged.text).to.contain(`valid 0.4.0.2023.1.1 1 ${genTime.getTime()}`);
    };
    await judge('SHA-1', /^refused 2 128/);
    await judge('SHA-256', /^valid/);
    await judge('SHA3-512', /^valid/);
  });

  it('the command line asks for a token, which OpenSSL verifies', async function () {
    this.timeout(60_000);
    const main = await builtCommand();
    const certbank = (...args: string[]): Promise<ToolResult> =>
      runTool(process.execPath, [main, 'timestamp', ...args], undefined, { PATH: process.env['PATH']! });
    const out = ['--out', file('letter.tst')];
    const tsa = ['--tsa', `${bank!.url}/tsa`];
    expect((await certbank(file('letter.txt'), '--tsa', 'nowhere', ...out)).status).to.equal(64);
    expect((await certbank(file('none.txt'), ...tsa, ...out)).status).to.equal(64);
    expect((await certbank(file('letter.txt'), '--tsa', 'http://127.0.0.1:1/', ...out)).status).to.equal(69);
    const refused = await certbank(file('letter.txt'), ...tsa, ...out, '--policy', '1.2.3', '--json');
    expect(refused.status).to.equal(1);
    expect(JSON.parse(refused.text).code).to.equal('timestamp.refused');
    const made = await certbank(file('letter.txt'), ...tsa, ...out, '--hash', 'SHA-512', '--json');
    expect(made.status, made.text).to.equal(0);
    expect(JSON.parse(made.text).policy).to.equal('0.4.0.2023.1.1');
    const args = [
      '-data',
      file('letter.txt'),
      '-in',
      file('letter.tst'),
      '-token_in',
      '-CAfile',
      file('root.pem'),
    ];
    expect((await openssl('ts', '-verify', ...args)).text).to.contain('Verification: OK');
  });
});
