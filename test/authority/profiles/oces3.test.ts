import 'reflect-metadata';
import { X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { toHex, toUtf8 } from '../../../src/base/bytes.ts';
import type { CertificateRecord } from '../../../src/authority/ports/records.ts';
import { ocesIdentity } from '../../../src/formats/oces/kind.ts';
import { signatureScheme } from '../../../src/formats/algorithms.ts';
import { parseCertificate, type Certificate } from '../../../src/formats/x509/certificate.ts';
import {
  BASE_URL,
  COMPANY,
  PERSON,
  applicantKey,
  collectNew,
  makeBank,
  type TestBank,
} from '../../support/authority.ts';

const hex = (text: string) => toHex(toUtf8(text));

/** An RDN with one attribute of type 2.5.4.`type`. */
const rdn = (type: string, tag: string, text: string) =>
  element('31', sequence(`06035504${type}`, element(tag, hex(text))));

// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 octets of salt: RFC 4055 section 3.1.
const PSS_SHA256 =
  '304106092a864886f70d01010a3034a00f300d06096086480165030402010500' +
  'a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120';

describe('certificates of the OCES3 shape', () => {
  let bank: TestBank;
  let organisation: CertificateRecord;
  let person: CertificateRecord;
  before(async () => {
    bank = await makeBank({ family: 'oces3' });
    const key = applicantKey('RSA-3072');
    organisation = (await collectNew(bank, { ...COMPANY, email: 'faktura@example.dk' }, { key })).certificate;
    person = (await collectNew(bank, PERSON)).certificate;
  });
  after(() => bank.close());

  it("encode an organisation's subject as CN, serialNumber, O, organizationIdentifier, C", () => {
    const { subject } = parseCertificate(organisation.der);
    const expected = [
      rdn('03', '0c', 'Faktura'),
      rdn('05', '13', organisation.ocesId!),
      rdn('0a', '0c', 'Eksempel A/S'),
      rdn('61', '0c', 'NTRDK-10150817'),
      rdn('06', '13', 'DK'),
    ].join('');
    expect(toHex(subject.der)).to.equal(sequence(expected));
    expect(organisation.ocesId).to.match(
      /^UI:DK-O:G:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it("encode a person's subject as CN, serialNumber, C", () => {
    const { subject } = parseCertificate(person.der);
    const expected = [
      rdn('03', '0c', 'Anne Ærø Testesen'),
      rdn('05', '13', person.ocesId!),
      rdn('06', '13', 'DK'),
    ];
    expect(toHex(subject.der)).to.equal(sequence(...expected));
    expect(person.ocesId).to.match(/^UI:DK-P:G:/);
  });

  it('have their extensions in the order of the real ones, and no extended key usage', () => {
    const order = (der: Uint8Array) =>
      parseCertificate(der).extensions.map(({ oid, critical }) => `${oid}${critical ? '!' : ''}`);
    expect(order(organisation.der)).to.deep.equal([
      '2.5.29.19!', // basicConstraints
      '2.5.29.35', // authorityKeyIdentifier
      '1.3.6.1.5.5.7.1.1', // authorityInfoAccess
      '2.5.29.17', // subjectAltName
      '2.5.29.32', // certificatePolicies
      '1.3.6.1.5.5.7.1.3', // qcStatements
      '2.5.29.31', // cRLDistributionPoints
      '2.5.29.14', // subjectKeyIdentifier
      '2.5.29.15!', // keyUsage
    ]);
  });

  it('leave out the alternative name of a holder without an e-mail address', async () => {
    const { certificate } = await collectNew(bank, COMPANY);
    expect(parseCertificate(certificate.der).extension('2.5.29.17')).to.equal(undefined);
  });

  it('say in each extension what the real ones say', () => {
    const value = (oid: string) => toHex(parseCertificate(organisation.der).extension(oid)!.value);
    expect(value('2.5.29.19')).to.equal('3000');
    // digitalSignature, nonRepudiation, keyEncipherment.
    expect(value('2.5.29.15')).to.equal('030205e0');
    // 0.4.0.2042.1.1 and 1.2.208.169.1.1.1.3.7, no qualifiers.
    expect(value('2.5.29.32')).to.equal(
      sequence(sequence('060604008f7a0101'), sequence('060a2a81508129010101' + '0307')),
    );
    // pkixQCSyntax-v2, semantics of legal persons, the registration authority.
    const semantics = '060704008bec490102';
    const authority = sequence(uri('https://uid.gov.dk'));
    expect(value('1.3.6.1.5.5.7.1.3')).to.equal(
      sequence(sequence('06082b06010505070b02', sequence(semantics, authority))),
    );
    expect(value('1.3.6.1.5.5.7.1.1')).to.equal(
      sequence(
        sequence('06082b06010505073002', uri(`${BASE_URL}/ca/issuing.cer`)),
        sequence('06082b06010505073001', uri(`${BASE_URL}/ocsp`)),
      ),
    );
    expect(value('2.5.29.31')).to.equal(
      sequence(sequence(element('a0', element('a0', uri(`${BASE_URL}/crl/issuing.crl`))))),
    );
    expect(value('2.5.29.17')).to.equal(sequence(element('81', hex('faktura@example.dk'))));
  });

  it('are signed with RSASSA-PSS, SHA-256 and 32 octets of salt, inside and outside', () => {
    const certificate = parseCertificate(organisation.der);
    expect(toHex(certificate.signatureAlgorithm.der)).to.equal(PSS_SHA256);
    expect(toHex(certificate.innerSignatureAlgorithm.der)).to.equal(PSS_SHA256);
  });

  it('have serial numbers of 20 octets and live 1095 days less a second', () => {
    const { serialNumber, notBefore, notAfter } = parseCertificate(organisation.der);
    expect(serialNumber).to.have.length(20);
    expect(serialNumber[0]! & 0xc0).to.equal(0x40);
    expect(notAfter.getTime() - notBefore.getTime()).to.equal((1095 * 86_400 - 1) * 1000);
  });

  it('give an elliptic-curve key agreement instead of encipherment', () => {
    // digitalSignature, nonRepudiation, keyAgreement: RFC 8813 section 3.
    expect(toHex(parseCertificate(person.der).extension('2.5.29.15')!.value)).to.equal('030203c8');
  });

  it('are recognised as what they are', () => {
    expect(ocesIdentity(parseCertificate(organisation.der))).to.include({
      kind: 'VOCES',
      generation: 'OCES3',
      version: 7,
    });
    expect(ocesIdentity(parseCertificate(person.der))).to.include({ kind: 'POCES', generation: 'OCES3' });
  });

  it('stand under a root and an issuing authority of the OCES3 shape', () => {
    const [issuing, root] = bank.issuers.chainOf('issuing').map(parseCertificate) as [
      Certificate,
      Certificate,
    ];
    expect(root.publicKey.bits).to.equal(4096);
    expect(issuing.publicKey.bits).to.equal(3072);
    expect(issuing.basicConstraints).to.deep.equal({ ca: true, pathLength: 0 });
    expect(root.notAfter.getTime() - root.notBefore.getTime()).to.equal(25 * 365 * 86_400_000);
    for (const { signatureAlgorithm } of [issuing, root]) {
      const scheme = { kind: 'rsa-pss', hash: 'SHA-512', mgfHash: 'SHA-512', saltLength: 64 };
      expect(signatureScheme(signatureAlgorithm)).to.deep.equal(scheme);
    }
  });

  it('are read and verified by node:crypto', () => {
    const certificate = new X509Certificate(organisation.der);
    const issuer = new X509Certificate(bank.issuers.issuing.record.certificateDer);
    expect(certificate.checkIssued(issuer)).to.equal(true);
    expect(certificate.verify(issuer.publicKey)).to.equal(true);
    expect(certificate.ca).to.equal(false);
    expect(certificate.subject.split('\n')[0]).to.equal('CN=Faktura');
    expect(certificate.subjectAltName).to.equal('email:faktura@example.dk');
    expect(certificate.serialNumber.toLowerCase()).to.equal(organisation.serial);
    const root = new X509Certificate(bank.issuers.root.record.certificateDer);
    expect(issuer.verify(root.publicKey) && root.verify(root.publicKey)).to.equal(true);
  });

  it('are read and verified by @peculiar/x509', async () => {
    const [certificate, issuer] = [organisation.der, bank.issuers.issuing.record.certificateDer].map(
      (der) => new PeculiarCertificate(Uint8Array.from(der)),
    ) as [PeculiarCertificate, PeculiarCertificate];
    expect(certificate.subjectName.getField('CN')).to.deep.equal(['Faktura']);
    expect(certificate.extensions).to.have.length(9);
    const publicKey = await issuer.publicKey.export({ name: 'RSA-PSS', hash: 'SHA-256' }, ['verify'], crypto);
    const algorithm = { name: 'RSA-PSS', saltLength: 32 };
    const { toBeSigned, signature } = parseCertificate(organisation.der);
    expect(
      await crypto.subtle.verify(
        algorithm,
        publicKey,
        Uint8Array.from(signature),
        Uint8Array.from(toBeSigned),
      ),
    ).to.equal(true);
  });
});

function element(tag: string, ...contents: string[]): string {
  const content = contents.join('');
  const octets = content.length / 2;
  const length = octets < 128 ? octets.toString(16).padStart(2, '0') : `81${octets.toString(16)}`;
  return tag + length + content;
}

const sequence = (...contents: string[]) => element('30', ...contents);
const uri = (text: string) => element('86', hex(text));
