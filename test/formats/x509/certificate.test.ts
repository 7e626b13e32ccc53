import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate as PeculiarCertificate,
} from '@peculiar/x509';
import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';
import { fromHex, toHex, toUtf8 } from '../../../src/base/bytes.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { signatureScheme } from '../../../src/formats/algorithms.ts';
import {
  bitString,
  element,
  integer,
  octetString,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import { encodeTime } from '../../../src/formats/asn1/time.ts';
import { Certificate, parseCertificate } from '../../../src/formats/x509/certificate.ts';
import { draftCertificate } from '../../../src/formats/x509/certificate-draft.ts';
import * as encoders from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { EXTENSION } from '../../../src/formats/x509/extension.ts';
import { testPki } from '../../support/pki.ts';
import { testKey, type TestKeyKind } from '../../support/test-keys.ts';
import { codeOf, thrown } from '../../support/thrown.ts';

const explicit = (number: number, content: Uint8Array) => element(0xa0 | number, content);
const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const name = sequence();
const validity = sequence(
  encodeTime(new Date('2025-01-01T00:00:00Z')),
  encodeTime(new Date('2026-01-01T00:00:00Z')),
);
const key = testKey('p256').publicKey;
const extensions = explicit(3, sequence(sequence(oid('2.5.29.14'), octetString(octetString()))));
const V2 = explicit(0, integer(1));
const V3 = explicit(0, integer(2));

/** A certificate of these parts of the signed content. */
const certificate = (...tbs: Uint8Array[]) => sequence(sequence(...tbs), algorithm, bitString(fromHex('00')));
const body = [integer(1), algorithm, name, validity, name, key];

const pki = testPki({
  root: { subject: 'C=DK,O=Test,CN=Root', ca: true, key: 'rsa2048-pss' },
  ca: { issuer: 'root', ca: true, pathLength: 0, subject: 'C=DK,O=Test,CN=Issuing' },
  leaf: {
    issuer: 'ca',
    subject: 'CN=Test Æøå,serialNumber=UI:DK-O:G:00000000-0000-4000-8000-000000000000,O=Test,C=DK',
    keyUsage: KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation,
    extendedKeyUsage: [KEY_PURPOSE.emailProtection],
    serial: '0f0e0d0c0b0a09080706050403020100ffeeddcc',
    until: '2051-01-01T00:00:00Z',
    extensions: [
      encoders.encodeSubjectAlternativeName([
        { kind: 'email', value: 'test@example.dk' },
        { kind: 'dns', value: 'example.dk' },
      ]),
      encoders.encodeCrlDistributionPoints(['http://crl.example.dk/1.crl']),
      encoders.encodeCertificatePolicies(['0.4.0.2042.1.1', '1.2.208.169.1.1.1.3.7']),
    ],
  },
});

describe('certificates', () => {
  describe('are refused', () => {
    const broken: [string, Uint8Array][] = [
      ['with version 1 written out', certificate(explicit(0, integer(0)), ...body)],
      ['with version 4', certificate(explicit(0, integer(3)), ...body)],
      ['of version 1 with extensions', certificate(...body, extensions)],
      ['of version 2 with extensions', certificate(V2, ...body, extensions)],
    ];
    for (const [what, der] of broken) {
      it(what, () => {
        expect(codeOf(() => parseCertificate(der))).to.equal('structure.malformed');
      });
    }

    const malformed: [string, Uint8Array][] = [
      ['with something behind them', Uint8Array.from([...certificate(V3, ...body), 0])],
      [
        'with something behind the signature',
        sequence(sequence(V3, ...body), algorithm, bitString(), integer(1)),
      ],
      ['without a signature', sequence(sequence(V3, ...body), algorithm)],
      ['with something behind the extensions', certificate(V3, ...body, extensions, integer(1))],
      [
        'with two lists of extensions',
        certificate(V3, ...body, explicit(3, Uint8Array.from([...sequence(), ...sequence()]))),
      ],
      ['of version 1 with unique identifiers', certificate(...body, fromHex('81020000'))],
      [
        'with unique identifiers in the wrong order',
        certificate(V3, ...body, fromHex('82020000'), fromHex('81020000')),
      ],
      ['without a subject key', certificate(V3, ...body.slice(0, 5))],
      [
        'with three instants',
        certificate(
          V3,
          integer(1),
          algorithm,
          name,
          sequence(...Array<Uint8Array>(3).fill(encodeTime(new Date(0)))),
          name,
          key,
        ),
      ],
      ['with a serial number that is no integer', certificate(V3, octetString(), ...body.slice(1))],
    ];
    for (const [what, der] of malformed) {
      it(what, () => {
        expect(['der.malformed', 'structure.malformed']).to.include(codeOf(() => parseCertificate(der)));
      });
    }

    it('above their limits', () => {
      const error = thrown(() => parseCertificate(new Uint8Array(LIMITS.certificateBytes + 1)));
      expect(isCertBankError(error, 'limit.exceeded') && error.details.limit).to.equal('certificateBytes');
    });
  });

  it('with a malformed extension are refused to those who ask for it, and to nobody else', () => {
    const broken = { oid: EXTENSION.keyUsage, critical: true, value: fromHex('0500') };
    const odd = testPki({ odd: { extensions: [broken] } }).certificate('odd');
    expect(odd.subject.toString()).to.equal('CN=odd');
    expect(odd.basicConstraints).to.deep.equal({ ca: false });
    for (let i = 0; i < 2; i++) expect(codeOf(() => odd.keyUsage)).to.equal('der.malformed');
  });

  it('with an extension twice are refused to those who ask for any', () => {
    const twice = [encoders.encodeOcspNoCheck(), encoders.encodeOcspNoCheck()];
    const odd = testPki({ odd: { extensions: twice } }).certificate('odd');
    expect(codeOf(() => odd.extensions)).to.equal('structure.malformed');
    expect(codeOf(() => odd.keyUsage)).to.equal('structure.malformed');
  });

  it('with a signature of broken octets have none', () => {
    const odd = parseCertificate(sequence(sequence(V3, ...body), algorithm, fromHex('03020780')));
    expect(odd.signature).to.have.lengthOf(0);
  });

  it('of every version are read', () => {
    expect(parseCertificate(certificate(...body)).version).to.equal(1);
    expect(
      parseCertificate(certificate(V2, ...body, fromHex('81020000'), fromHex('82020000'))).version,
    ).to.equal(2);
    expect(parseCertificate(certificate(V3, ...body, extensions)).version).to.equal(3);
    expect(parseCertificate(certificate(...body)).extensions).to.deep.equal([]);
  });

  it('with odd serial numbers are read', () => {
    const withSerial = (hex: string) =>
      parseCertificate(certificate(V3, element(2, fromHex(hex)), ...body.slice(1))).serial;
    expect(withSerial('ff')).to.equal('-01');
    expect(withSerial('00')).to.equal('00');
    expect(withSerial('0005')).to.equal('05');
  });

  it('tell what stands in them', () => {
    const leaf = pki.certificate('leaf');
    const ca = pki.certificate('ca');
    expect(leaf.serial).to.equal('0f0e0d0c0b0a09080706050403020100ffeeddcc');
    expect(leaf.issuer.equals(ca.subject)).to.equal(true);
    expect(leaf.subject.toString()).to.equal(
      'C=DK,O=Test,serialNumber=UI:DK-O:G:00000000-0000-4000-8000-000000000000,CN=Test Æøå',
    );
    expect(leaf.notBefore.toISOString()).to.equal('2025-01-01T00:00:00.000Z');
    expect(leaf.notAfter.toISOString()).to.equal('2051-01-01T00:00:00.000Z');
    expect(leaf.isValidAt(leaf.notBefore) && leaf.isValidAt(leaf.notAfter)).to.equal(true);
    expect(leaf.isValidAt(new Date(leaf.notAfter.getTime() + 1))).to.equal(false);
    expect(leaf.isValidAt(new Date(leaf.notBefore.getTime() - 1))).to.equal(false);
    expect(leaf.isSelfIssued).to.equal(false);
    expect(pki.certificate('root').isSelfIssued).to.equal(true);
    expect(leaf.keyUsage).to.equal(3);
    expect(leaf.extendedKeyUsage).to.deep.equal([KEY_PURPOSE.emailProtection]);
    expect(leaf.authorityKeyIdentifier?.keyIdentifier).to.deep.equal(ca.subjectKeyIdentifier);
    expect(leaf.certificatePolicies?.map((policy) => policy.oid)).to.deep.equal([
      '0.4.0.2042.1.1',
      '1.2.208.169.1.1.1.3.7',
    ]);
    expect(leaf.crlDistributionPoints).to.deep.equal([
      { fullName: [{ kind: 'uri', value: 'http://crl.example.dk/1.crl' }] },
    ]);
    expect(ca.basicConstraints).to.deep.equal({ ca: true, pathLength: 0 });
    expect(signatureScheme(ca.signatureAlgorithm)).to.deep.equal({
      kind: 'rsa-pss',
      hash: 'SHA-256',
      mgfHash: 'SHA-256',
      saltLength: 32,
    });
    expect(ca.innerSignatureAlgorithm).to.deep.equal(ca.signatureAlgorithm);
    expect(leaf.hasOcspNoCheck).to.equal(false);
    expect(leaf.nameConstraints).to.equal(undefined);
    expect(leaf.extension(EXTENSION.keyUsage)?.critical).to.equal(true);
  });

  it('do not lend their instants out to be changed', () => {
    const leaf = pki.certificate('leaf');
    leaf.notBefore.setTime(0);
    expect(leaf.notBefore.getTime()).not.to.equal(0);
  });

  it('read from the middle of a larger array are the same', () => {
    const { der } = pki.certificate('leaf');
    const larger = new Uint8Array(der.length + 20);
    larger.set(der, 7);
    const inside = new Certificate(larger.subarray(7, 7 + der.length));
    expect(toHex(inside.toBeSigned)).to.equal(toHex(pki.certificate('leaf').toBeSigned));
    expect(inside.keyUsage).to.equal(3);
    expect(inside.equals(pki.certificate('leaf'))).to.equal(true);
  });
});

describe('certificate drafts', () => {
  const fields = {
    serialNumber: fromHex('01'),
    issuer: name,
    subject: name,
    notBefore: new Date('2025-01-01T00:00:00.500Z'),
    notAfter: new Date('2026-01-01T00:00:00Z'),
    publicKey: key,
    extensions: [],
    scheme: { kind: 'ecdsa', hash: 'SHA-256' } as const,
  };

  it('are refused with a serial number of zero or above twenty octets', () => {
    for (const hex of ['', '00', '0000', '01'.repeat(21), `80${'00'.repeat(19)}`]) {
      expect(() => draftCertificate({ ...fields, serialNumber: fromHex(hex) }), hex).to.throw(RangeError);
    }
  });

  it('hold exactly the bytes to be signed', () => {
    const draft = draftCertificate(fields);
    const view = parseCertificate(draft.complete(toUtf8('signature')));
    expect(view.toBeSigned).to.deep.equal(draft.toBeSigned);
    expect(view.signature).to.deep.equal(toUtf8('signature'));
    expect(view.notBefore.toISOString()).to.equal('2025-01-01T00:00:00.000Z');
    expect(view.version).to.equal(3);
    expect(view.extensions).to.deep.equal([]);
  });

  const kinds: TestKeyKind[] = [
    'p256',
    'p384',
    'p521',
    'brainpoolP256r1',
    'rsa2048',
    'rsa2048-pss',
    'ed25519',
    'ed448',
  ];
  for (const kind of kinds) {
    it(`signed with ${kind} verify and read the same in node:crypto`, () => {
      const certificates = testPki({ root: { ca: true, key: kind }, leaf: { issuer: 'root', key: kind } });
      const [root, leaf] = [certificates.certificate('root'), certificates.certificate('leaf')];
      const theirs = new X509Certificate(leaf.der);
      expect(theirs.verify(new X509Certificate(root.der).publicKey)).to.equal(true);
      expect(theirs.subject).to.equal('CN=leaf');
      expect(theirs.serialNumber.toLowerCase()).to.equal(leaf.serial);
      expect(new Date(theirs.validTo)).to.deep.equal(leaf.notAfter);
    });
  }

  it('read the same in @peculiar/x509', () => {
    const leaf = pki.certificate('leaf');
    const theirs = new PeculiarCertificate(Buffer.from(leaf.der));
    expect(theirs.serialNumber).to.equal(leaf.serial);
    expect(theirs.getExtension(KeyUsagesExtension)?.usages).to.equal(leaf.keyUsage);
    expect(theirs.getExtension(AuthorityKeyIdentifierExtension)?.keyId).to.equal(
      toHex(leaf.authorityKeyIdentifier!.keyIdentifier!),
    );
    expect(theirs.getExtension(BasicConstraintsExtension)?.ca).to.equal(false);
    const alternative = theirs.getExtension(SubjectAlternativeNameExtension)?.names.items;
    expect(alternative?.map(({ type, value }) => [type, value])).to.deep.equal([
      ['email', 'test@example.dk'],
      ['dns', 'example.dk'],
    ]);
  });

  it('read the same in pkijs', () => {
    const leaf = pki.certificate('leaf');
    const theirs = pkijs.Certificate.fromBER(Buffer.from(leaf.der));
    expect(theirs.version).to.equal(2);
    expect(theirs.notAfter.value).to.deep.equal(leaf.notAfter);
    expect(theirs.extensions?.map(({ extnID, critical }) => [extnID, critical])).to.deep.equal(
      leaf.extensions.map(({ oid: type, critical }) => [type, critical]),
    );
    expect(new Uint8Array(theirs.toSchema(true).toBER())).to.deep.equal(leaf.der);
  });
});
