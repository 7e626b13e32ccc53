import { expect } from 'chai';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { element, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { TAG } from '../../../src/formats/asn1/tag.ts';
import { utf8String } from '../../../src/formats/asn1/text.ts';
import { Certificate } from '../../../src/formats/x509/certificate.ts';
import { draftCertificate } from '../../../src/formats/x509/certificate-draft.ts';
import * as encoders from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { EXTENSION, type Extension } from '../../../src/formats/x509/extension.ts';
import { encodeName } from '../../../src/formats/x509/name.ts';
import { QC_STATEMENT } from '../../../src/formats/x509/qc-statements.ts';
import { examineCertificate, type LintProfile } from '../../../src/trust/lint/examine-certificate.ts';
import { POLICY_QUALIFIER } from '../../../src/formats/x509/policies.ts';
import { mutations } from '../../support/mutate.ts';
import { rdnsOf, testPki, type Entity } from '../../support/pki.ts';
import { testKey } from '../../support/test-keys.ts';

const { keyCertSign, crlSign, keyEncipherment, digitalSignature, encipherOnly } = KEY_USAGE;
const uri = (value: string) => ({ kind: 'uri', value }) as const;

/** A serial number with enough chance in it. */
const SERIAL = '4f0123456789abcdef01';

/** Codes of what is found in a certificate of CN=Root for CN=Leaf with these oddities. */
function found(oddities: Entity, profile?: LintProfile): string[] {
  const pki = testPki({
    Root: { ca: true, serial: SERIAL },
    Leaf: { issuer: 'Root', serial: SERIAL, ...oddities },
  });
  return examineCertificate(pki.certificate('Leaf'), profile).map(({ code }) => code);
}

/** One that a rule is about, and its code. */
const FAULTS: [string, Entity, string][] = [
  ['a serial number that can be guessed', { serial: '07' }, 'serial.predictable'],
  ['a validity that ends before it begins', { until: '2024-01-01T00:00:00Z' }, 'validity.reversed'],
  ['SHA-1', { scheme: { kind: 'ecdsa', hash: 'SHA-1' } }, 'algorithm.weak'],
  [
    'a weak key',
    { key: 'brainpoolP256r1', subject: 'CN=a', keyUsage: keyEncipherment },
    'key-usage.not-for-key',
  ],
  ['a country of three letters', { subject: 'C=DNK,CN=a' }, 'name.country'],
  ['a common name that is too long', { subject: `CN=${'x'.repeat(65)}` }, 'name.too-long'],
  ['control characters', { subject: 'CN=a\u0000b' }, 'name.characters'],
  [
    'a country in the wrong string type',
    { subject: [[{ oid: '2.5.4.6', value: 'DK', as: 'utf8' }]] },
    'name.fixed-type',
  ],
  [
    'an e-mail address in the subject alone',
    { subject: [[{ oid: '1.2.840.113549.1.9.1', value: 'a@b.dk', as: 'ia5' }]] },
    'name.email-not-alternative',
  ],
  ['nobody', { subject: [] }, 'name.subject-empty'],
  [
    'a certificate signer that is no authority',
    { keyUsage: keyCertSign },
    'key-usage.certificates-without-authority',
  ],
  [
    'an authority that signs no certificates',
    { ca: true, keyUsage: crlSign },
    'key-usage.authority-without-certificates',
  ],
  ['an authority without key usage', { ca: true, keyUsage: 'none' }, 'key-usage.missing'],
  [
    'an EC key for key encipherment',
    { keyUsage: keyEncipherment | digitalSignature },
    'key-usage.not-for-key',
  ],
  [
    'encipherOnly without keyAgreement',
    { keyUsage: encipherOnly | digitalSignature },
    'key-usage.only-without-agreement',
  ],
  [
    'a certificate signer that decrypts too',
    { ca: true, key: 'rsa2048', keyUsage: keyCertSign | keyEncipherment },
    'key-usage.mixed',
  ],
  [
    'a path length without an authority',
    {
      extensions: [
        { oid: EXTENSION.basicConstraints, critical: true, value: Uint8Array.of(0x30, 3, 2, 1, 1) },
      ],
    },
    'basic-constraints.path-length',
  ],
  [
    'a purpose that no key usage fits',
    { keyUsage: keyEncipherment, key: 'rsa2048', extendedKeyUsage: [KEY_PURPOSE.codeSigning] },
    'extended-key-usage.inconsistent',
  ],
  [
    'time-stamping beside another purpose',
    { extendedKeyUsage: [KEY_PURPOSE.timeStamping, KEY_PURPOSE.clientAuth] },
    'extended-key-usage.time-stamping',
  ],
  [
    'the same purpose twice',
    { extendedKeyUsage: [KEY_PURPOSE.clientAuth, KEY_PURPOSE.clientAuth] },
    'extended-key-usage.duplicate',
  ],
  [
    'no authority key identifier',
    { without: [EXTENSION.authorityKeyIdentifier] },
    'authority-key-identifier.missing',
  ],
  [
    'no subject key identifier',
    { without: [EXTENSION.subjectKeyIdentifier] },
    'subject-key-identifier.recommended',
  ],
  [
    'an authority without subject key identifier',
    { ca: true, without: [EXTENSION.subjectKeyIdentifier] },
    'subject-key-identifier.missing',
  ],
  [
    'a nocheck for no responder',
    { extensions: [encoders.encodeOcspNoCheck()] },
    'ocsp-no-check.not-responder',
  ],
  ...(
    [
      ['a DNS name with a space', { kind: 'dns', value: ' example.dk' }, 'alternative-name.dns'],
      ['a DNS name with an empty label', { kind: 'dns', value: 'a..dk' }, 'alternative-name.dns'],
      ['a DNS name with an underscore', { kind: 'dns', value: 'a_b.dk' }, 'alternative-name.dns-underscore'],
      ['an address without a host', { kind: 'email', value: 'anna' }, 'alternative-name.email'],
      ['a relative URI', uri('/a'), 'alternative-name.uri'],
      ['a URI with a bare host', uri('https://host/'), 'alternative-name.uri'],
      ['an empty name', uri(''), 'alternative-name.empty'],
    ] as const
  ).map(([what, name, code]): [string, Entity, string] => [
    what,
    { extensions: [encoders.encodeSubjectAlternativeName([name])] },
    code,
  ]),
  [
    'name constraints of no authority',
    {
      extensions: [
        encoders.encodeNameConstraints({ permitted: [{ kind: 'dns', value: 'a.dk' }], excluded: [] }),
      ],
    },
    'extension.authority-only',
  ],
  [
    'a constraint on half a host',
    { ca: true, extensions: [encoders.encodeNameConstraints({ permitted: [uri('dk')], excluded: [] })] },
    'name-constraints.host',
  ],
  [
    'a mapping of anyPolicy',
    {
      ca: true,
      extensions: [encoders.encodePolicyMappings([{ issuerDomain: '2.5.29.32.0', subjectDomain: '1.2.3' }])],
    },
    'policies.mapping-any',
  ],
  [
    'a mapping of a policy that it has not',
    {
      ca: true,
      extensions: [encoders.encodePolicyMappings([{ issuerDomain: '1.2.4', subjectDomain: '1.2.3' }])],
    },
    'policies.mapping-not-asserted',
  ],
  [
    'a notice of 201 characters',
    {
      extensions: [
        encoders.encodeCertificatePolicies([
          {
            oid: '1.2.3',
            qualifiers: [{ oid: POLICY_QUALIFIER.userNotice, value: sequence(utf8String('x'.repeat(201))) }],
          },
        ]),
      ],
    },
    'policies.notice-too-long',
  ],
  [
    'a CRL that nobody can fetch',
    { extensions: [encoders.encodeCrlDistributionPoints(['file:///crl'])] },
    'crl-distribution-points.unreachable',
  ],
  [
    'an unknown critical extension',
    { extensions: [{ oid: '1.2.3', critical: true, value: Uint8Array.of(5, 0) }] },
    'extension.unknown-critical',
  ],
  [
    'an extension that cannot be read',
    { extensions: [{ oid: EXTENSION.keyUsage, critical: true, value: Uint8Array.of(5, 0) }] },
    'extension.malformed',
  ],
  [
    'a critical key identifier',
    { extensions: [critical(encoders.encodeSubjectKeyIdentifier(new Uint8Array(20)))] },
    'extension.must-not-be-critical',
  ],
  [
    'key usage that is not critical',
    { keyUsage: 'none', extensions: [plain(encoders.encodeKeyUsage(digitalSignature))] },
    'extension.should-be-critical',
  ],
  [
    'cA FALSE written out',
    {
      extensions: [
        { oid: EXTENSION.basicConstraints, critical: true, value: Uint8Array.of(0x30, 3, 1, 1, 0) },
      ],
    },
    'extension.not-der',
  ],
];

/** The certificate with other content octets of the serial number; its signature is no longer good. */
function withSerialNumber(der: Uint8Array, content: Uint8Array): Certificate {
  const outer = new DerReader(der).enter();
  const tbs = outer.enter();
  const version = tbs.raw();
  tbs.next();
  const rest = tbs.bytes.subarray(tbs.offset, tbs.end);
  const signed = sequence(version, element(TAG.integer, content), rest);
  return new Certificate(sequence(signed, outer.raw(), outer.raw()));
}

function critical(extension: Extension): Extension {
  return { ...extension, critical: true };
}
function plain(extension: Extension): Extension {
  return { ...extension, critical: false };
}

describe('examineCertificate', () => {
  it('finds nothing in a good certificate', () => {
    expect(found({})).to.deep.equal([]);
    expect(found({ ca: true, pathLength: 0 })).to.deep.equal([]);
    expect(found({ key: 'rsa2048' })).to.deep.equal([]);
  });

  for (const [what, oddities, code] of FAULTS) {
    it(`finds ${what}`, () => expect(found(oddities)).to.include(code));
  }

  it('finds serial numbers that no writer of ours writes', () => {
    const pki = testPki({ Root: { ca: true } });
    const codes = (...content: number[]): string[] =>
      examineCertificate(withSerialNumber(pki.der('Root'), Uint8Array.from(content))).map(({ code }) => code);
    expect(codes(0)).to.include('serial.not-positive');
    expect(codes(0x80, ...Array<number>(9).fill(1))).to.include('serial.not-positive');
    expect(codes(...Array<number>(21).fill(1))).to.include('serial.too-long');
    expect(codes(0, ...Array<number>(10).fill(1))).to.include('serial.not-minimal');
    expect(codes(...Array<number>(20).fill(1))).to.deep.equal([]);
  });

  it('tells the gravest first, each with clause and severity', () => {
    const pki = testPki({ Root: { ca: true, serial: '07', without: [EXTENSION.subjectKeyIdentifier] } });
    const findings = examineCertificate(pki.certificate('Root'));
    expect(findings.map(({ severity }) => severity)).to.deep.equal(['error', 'warning']);
    for (const { clause, message } of findings) {
      expect(clause).to.match(/(RFC|X\.|TS|EN|CA\/Browser) ?\d*/);
      expect(message).to.match(/^[^A-Z].*[^.]$/);
    }
  });

  it('finds a time that is not written as its year demands', () => {
    const { publicKey, scheme } = testKey('p256');
    const name = encodeName(rdnsOf('CN=a'));
    const draft = draftCertificate({
      serialNumber: Uint8Array.of(1),
      issuer: name,
      subject: name,
      notBefore: new Date('2025-01-01T00:00:00Z'),
      notAfter: new Date('2051-01-01T00:00:00Z'),
      publicKey,
      extensions: [],
      scheme,
    });
    const der = draft.complete(new Uint8Array(8));
    const codes = (bytes: Uint8Array): string[] =>
      examineCertificate(new Certificate(bytes)).map(({ code }) => code);
    expect(codes(der)).not.to.include('validity.encoding');
    // The GeneralizedTime of the end, in the year 2041.
    const at = Buffer.from(der).indexOf('20510101');
    der[at + 2] = 0x34;
    expect(codes(der)).to.include('validity.encoding');
  });

  it('asks qualified certificates for their statements', () => {
    expect(found({}, 'qualified')).to.include.members([
      'qualified.no-statements',
      'qualified.subject',
      'qualified.no-policy',
    ]);
    const stated = encoders.encodeQcStatements([{ oid: QC_STATEMENT.compliance, info: undefined }]);
    expect(found({ extensions: [stated] }, 'qualified'))
      .to.include('qualified.no-disclosure')
      .and.not.include('qualified.no-compliance');
  });

  it('never throws for what is in a certificate that can be read at all', () => {
    const pki = testPki({
      Root: { ca: true },
      Leaf: {
        issuer: 'Root',
        subject: 'CN=a,C=DK',
        extensions: FAULTS.flatMap(([, { extensions = [] }]) => extensions).slice(0, 1),
      },
    });
    let read = 0;
    for (const der of mutations(pki.der('Leaf'), 3000, 7)) {
      let certificate: Certificate;
      try {
        certificate = new Certificate(der);
      } catch {
        continue;
      }
      examineCertificate(certificate, 'qualified');
      read++;
    }
    expect(read).to.be.greaterThan(500);
  });
});
