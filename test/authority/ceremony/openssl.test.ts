import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { answerOcsp } from '../../../src/authority/status/answer-ocsp.ts';
import { publishCrl } from '../../../src/authority/status/publish-crl.ts';
import type { FamilyId } from '../../../src/authority/profiles/profile.ts';
import type { CertificateRecord } from '../../../src/authority/ports/records.ts';
import { encodePem } from '../../../src/formats/pem.ts';
import {
  COMPANY,
  OFFICER,
  PERSON,
  SYSTEM,
  applicantKey,
  collectNew,
  makeBank,
  type TestBank,
} from '../../support/authority.ts';
import { requireTool } from '../../support/tools.ts';

for (const family of ['oces3', 'oces2', 'p256'] satisfies FamilyId[]) {
  describe(`a hierarchy of the ${family} profile, before OpenSSL`, () => {
    let bank: TestBank;
    let directory: string;
    let isMade = false;
    let good: CertificateRecord;
    let revoked: CertificateRecord;
    before(async function () {
      requireTool(this, 'openssl');
      directory = await mkdtemp(join(tmpdir(), 'certbank-test-'));
      // OpenSSL judges by the machine's clock.
      bank = await makeBank({ family, at: new Date(Date.now() - 60_000).toISOString() });
      isMade = true;
      good = (await collectNew(bank, PERSON, { key: applicantKey('RSA-3072') })).certificate;
      revoked = (await collectNew(bank, COMPANY, { key: applicantKey('RSA-3072') })).certificate;
      await revoke(bank, { actor: OFFICER, sha256: revoked.sha256, reason: 'keyCompromise' });
      const pem = async (name: string, ...ders: Uint8Array[]) =>
        writeFile(join(directory, name), ders.map((der) => encodePem('CERTIFICATE', der)).join(''));
      await pem('root.pem', bank.issuers.root.record.certificateDer);
      await pem('issuing.pem', bank.issuers.issuing.record.certificateDer);
      await pem('good.pem', good.der);
      await pem('revoked.pem', revoked.der);
      const crls = await Promise.all(
        ['root', 'issuing'].map((issuerId) => publishCrl(bank, { actor: SYSTEM, issuerId })),
      );
      await writeFile(
        join(directory, 'crls.pem'),
        crls.map(({ der }) => encodePem('X509 CRL', der)).join(''),
      );
    });
    after(async () => {
      if (!isMade) return;
      await bank.close();
      await rm(directory, { recursive: true });
    });

    const openssl = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: directory, encoding: 'utf8' });
      return { status, output: stdout + stderr };
    };
    const verify = (name: string) =>
      openssl(
        'verify',
        '-x509_strict',
        '-crl_check_all',
        '-CAfile',
        'root.pem',
        '-untrusted',
        'issuing.pem',
        '-CRLfile',
        'crls.pem',
        name,
      );

    it('is good where it is good, strictly and by its CRLs', () => {
      expect(verify('good.pem')).to.deep.equal({ status: 0, output: 'good.pem: OK\n' });
    });

    it('is revoked where it is revoked', () => {
      expect(verify('revoked.pem').output).to.include('certificate revoked');
    });

    it('answers OCSP as OpenSSL asks it', async () => {
      const asked = ['-issuer', 'issuing.pem', '-cert', 'good.pem', '-cert', 'revoked.pem'];
      // The nonce is made anew when the answer is read: one that is asked for is tested over HTTP.
      expect(openssl('ocsp', ...asked, '-no_nonce', '-reqout', 'request.der').status).to.equal(0);
      const { der } = await answerOcsp(bank, Uint8Array.from(await readFile(join(directory, 'request.der'))));
      await writeFile(join(directory, 'response.der'), der);
      const trust = ['-CAfile', 'root.pem', '-verify_other', 'issuing.pem'];
      const { status, output } = openssl('ocsp', ...asked, '-no_nonce', '-respin', 'response.der', ...trust);
      expect(output).to.include('Response verify OK');
      expect(output).to.match(/good\.pem: good[^]*revoked\.pem: revoked[^]*Reason: keyCompromise/);
      expect(status).to.equal(0);
    });
  });
}
