import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { expect } from 'chai';
import type { FamilyId } from '../../src/authority/profiles/profile.ts';
import { revoke } from '../../src/authority/revocation/revoke.ts';
import { publishCrl } from '../../src/authority/status/publish-crl.ts';
import type { KeyKind } from '../../src/crypto/keys.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import {
  applicantKey,
  collectNew,
  COMPANY,
  makeBank,
  OFFICER,
  PERSON,
  SYSTEM,
  type TestBank,
} from '../support/authority.ts';
import { runTool } from '../support/run-tool.ts';
import { requireTool } from '../support/tools.ts';

// certtool knows no instant but the present.
const AT = new Date().toISOString();
const A_MINUTE_LATER = new Date(Date.parse(AT) + 60_000);
const FAMILIES: Readonly<Record<FamilyId, KeyKind>> = { oces3: 'RSA-3072', oces2: 'RSA-2048', p256: 'P-256' };

for (const [family, kind] of Object.entries(FAMILIES) as [FamilyId, KeyKind][]) {
  describe(`what the ${family} hierarchy issues, as others read it`, () => {
    let bank: TestBank;
    let folder: string;
    let leaf: Uint8Array;
    let chain: Uint8Array[];
    let issuingCrl: Uint8Array;
    const file = (name: string): string => join(folder, name);

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'certbank-interop-'));
      bank = await makeBank({ family, at: AT });
      const person = await collectNew(bank, PERSON, { key: applicantKey(kind) });
      const company = await collectNew(bank, COMPANY, { key: applicantKey(kind) });
      await revoke(bank, { actor: OFFICER, sha256: company.certificate.sha256, reason: 'keyCompromise' });
      leaf = person.certificate.der;
      chain = person.chain;
      issuingCrl = (await publishCrl(bank, { actor: SYSTEM, issuerId: 'issuing' })).der;
      const rootCrl = (await publishCrl(bank, { actor: SYSTEM, issuerId: 'root' })).der;
      const write = (name: string, label: string, ...ders: Uint8Array[]): void =>
        writeFileSync(file(name), ders.map((der) => encodePem(label, der)).join(''));
      write('leaf.pem', 'CERTIFICATE', leaf);
      write('revoked.pem', 'CERTIFICATE', company.certificate.der);
      write('issuing.pem', 'CERTIFICATE', chain[0]!);
      write('root.pem', 'CERTIFICATE', chain[1]!);
      write('chain.pem', 'CERTIFICATE', leaf, ...chain);
      write('crls.pem', 'X509 CRL', issuingCrl, rootCrl);
      write('issuing.crl', 'X509 CRL', issuingCrl);
    });

    after(async () => {
      await bank.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const openssl = (...args: string[]) => runTool('openssl', args);
    const verify = (name: string) =>
      openssl(
        ...['verify', '-x509_strict', '-crl_check_all', '-CRLfile', file('crls.pem')],
        ...['-CAfile', file('root.pem'), '-untrusted', file('issuing.pem'), file(name)],
      );

    it('openssl verify refuses the revoked certificate and names the reason', async function () {
      requireTool(this, 'openssl');
      const { status, text } = await verify('revoked.pem');
      expect(status, text).not.to.equal(0);
      expect(text).to.include('certificate revoked');
    });

    it('openssl verify accepts the good one, strictly and with CRLs for the whole chain', async function () {
      requireTool(this, 'openssl');
      const { status, text } = await verify('leaf.pem');
      expect(text).to.include('leaf.pem: OK');
      expect(status).to.equal(0);
    });

    it('openssl x509 reads the subject, the serial number and the extensions', async function () {
      requireTool(this, 'openssl');
      const { text } = await openssl(
        'x509',
        '-in',
        file('leaf.pem'),
        '-noout',
        '-text',
        '-nameopt',
        'utf8,sep_comma_plus',
      );
      expect(text).to.include('Anne Ærø Testesen');
      const serial = parseCertificate(leaf).serial.toUpperCase();
      const { text: serialLine } = await openssl('x509', '-in', file('leaf.pem'), '-noout', '-serial');
      expect(BigInt(`0x${serialLine.trim().slice('serial='.length)}`)).to.equal(BigInt(`0x${serial}`));
      for (const title of [
        'Basic Constraints',
        'Key Usage: critical',
        'CRL Distribution',
        'Certificate Policies',
      ]) {
        expect(text).to.include(title);
      }
      expect(text).to.include('email:anne@example.dk');
    });

    it('openssl crl checks the signature of the CRL and lists the revocation with its reason', async function () {
      requireTool(this, 'openssl');
      const args = ['-in', file('issuing.crl'), '-noout'];
      const { text } = await openssl('crl', ...args, '-text', '-CAfile', file('issuing.pem'));
      expect(text).to.include('verify OK');
      expect(text).to.include('Key Compromise');
      expect(text).to.include('X509v3 CRL Number');
    });

    it('certtool verifies the chain and the CRL', async function () {
      requireTool(this, 'certtool');
      const chainResult = await runTool('certtool', [
        ...['--verify', '--load-ca-certificate', file('root.pem'), '--infile', file('chain.pem')],
      ]);
      expect(chainResult.text).to.match(/Verified\.|Chain verification output: Verified/);
      const crlResult = await runTool('certtool', [
        ...['--verify-crl', '--load-ca-certificate', file('issuing.pem'), '--infile', file('issuing.crl')],
      ]);
      expect(crlResult.text).to.not.match(/invalid signature|not verified\b/i);
      expect((await runTool('certtool', ['--crl-info', '--infile', file('issuing.crl')])).text).to.include(
        'Revoked',
      );
    });

    it('gpgsm imports the chain and shows every certificate', async function () {
      requireTool(this, 'gpgsm');
      const home = mkdtempSync(join(folder, 'gnupg-'));
      const imported = await runTool('gpgsm', ['--homedir', home, '--batch', '--import', file('chain.pem')]);
      expect(imported.text).to.match(/imported: 3/);
      const { text } = await runTool('gpgsm', ['--homedir', home, '--batch', '--dump-cert']);
      expect(text).to.include('Anne Ærø Testesen');
    });

    it("node:crypto's X509Certificate reads the same and checks each signature", () => {
      const [certificate, issuing, root] = [leaf, ...chain].map((der) => new X509Certificate(der));
      const ours = parseCertificate(leaf);
      expect(BigInt(`0x${certificate!.serialNumber}`)).to.equal(BigInt(`0x${ours.serial}`));
      expect(new Date(certificate!.validTo)).to.deep.equal(ours.notAfter);
      expect(certificate!.checkIssued(issuing!) && certificate!.verify(issuing!.publicKey)).to.equal(true);
      expect(issuing!.checkIssued(root!) && issuing!.verify(root!.publicKey)).to.equal(true);
      expect(root!.verify(root!.publicKey)).to.equal(true);
      expect(certificate!.ca).to.equal(false);
    });

    it('@peculiar/x509 reads the same and checks the signatures', async () => {
      const certificate = new x509.X509Certificate(Uint8Array.from(leaf));
      const issuing = new x509.X509Certificate(Uint8Array.from(chain[0]!));
      expect(certificate.subjectName.getField('CN')).to.deep.equal(['Anne Ærø Testesen']);
      expect(await certificate.verify({ publicKey: issuing, signatureOnly: true })).to.equal(true);
      expect(await certificate.verify({ publicKey: issuing, date: A_MINUTE_LATER })).to.equal(true);
      const crl = new x509.X509Crl(Uint8Array.from(issuingCrl));
      // Given the certificate, the library would take the algorithm of the certificate's own signature.
      expect(await crl.verify({ publicKey: issuing.publicKey })).to.equal(true);
      expect(crl.entries).to.have.lengthOf(1);
      expect(crl.entries[0]!.reason).to.equal(x509.X509CrlReason.keyCompromise);
    });
  });
}
