import { encodeOcspRequest } from '../../src/formats/ocsp/request.ts';
import * as encoders from '../../src/formats/x509/extension-encoders.ts';
import { encodeCrlScope } from '../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE } from '../../src/formats/x509/extension-values.ts';
import { EXTENSION } from '../../src/formats/x509/extension.ts';
import { encodeGeneralNames } from '../../src/formats/x509/general-name.ts';
import { encodeName, Name } from '../../src/formats/x509/name.ts';
import { QC_STATEMENT, semanticsStatement } from '../../src/formats/x509/qc-statements.ts';
import { draftRequest } from '../../src/formats/x509/request-draft.ts';
import { rdnsOf, testPki } from './pki.ts';
import { signWith, testKey } from './test-keys.ts';

/** A name of several kinds of RDN. */
export const sampleName = new Name(
  encodeName([...rdnsOf('C=DK,O=Æ'), [...rdnsOf('CN=a')[0]!, ...rdnsOf('UID=b')[0]!]]),
);
const uri = (value: string) => ({ kind: 'uri', value }) as const;

/** Of its entities, `leaf` has every extension that we read, and `ca` an RSA key. */
export const samplePki = testPki({
  ca: { ca: true, key: 'rsa2048-pss', subject: 'C=DK,O=Test Æ,CN=CA' },
  leaf: {
    issuer: 'ca',
    subject: 'CN=Leaf,serialNumber=UI:DK-O:G:6ba7b810-9dad-41d1-80b4-00c04fd430c8,C=DK',
    extendedKeyUsage: [KEY_PURPOSE.ocspSigning, KEY_PURPOSE.any],
    extensions: [
      encoders.encodeAuthorityKeyIdentifier({
        keyIdentifier: new Uint8Array(20),
        issuer: [{ kind: 'directory', name: sampleName }],
        serialNumber: Uint8Array.of(0, 0x80),
      }),
      encoders.encodeSubjectAlternativeName([
        { kind: 'dns', value: 'example.dk' },
        { kind: 'email', value: 'a@example.dk' },
        { kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 1) },
        { kind: 'directory', name: sampleName },
        { kind: 'other', oid: '1.3.6.1.5.5.7.8.9', value: Uint8Array.of(12, 1, 65) },
        { kind: 'registeredId', oid: '1.2.3' },
        uri('https://example.dk/'),
      ]),
      { oid: EXTENSION.issuerAlternativeName, critical: false, value: encodeGeneralNames([uri('http://i')]) },
      encoders.encodeNameConstraints({
        permitted: [{ kind: 'directory', name: sampleName }],
        excluded: [{ kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) }],
      }),
      encoders.encodeCertificatePolicies([
        {
          oid: '1.2.208.169.1.1.1.3.7',
          qualifiers: [encoders.cpsQualifier('http://c'), encoders.userNoticeQualifier('Læs')],
        },
      ]),
      encoders.encodePolicyMappings([{ issuerDomain: '1.2.3', subjectDomain: '1.2.4' }]),
      encoders.encodePolicyConstraints({ requireExplicit: 0, inhibitMapping: 1 }),
      encoders.encodeInhibitAnyPolicy(1),
      encoders.encodeCrlDistributionPoints([
        'http://crl',
        {
          relativeName: Uint8Array.of(0x30, 7, 6, 3, 0x55, 4, 3, 12, 0),
          reasons: 6,
          crlIssuer: [{ kind: 'directory', name: sampleName }],
        },
      ]),
      encoders.encodeFreshestCrl(['http://delta']),
      encoders.encodeAuthorityInfoAccess([{ method: '1.3.6.1.5.5.7.48.1', location: uri('http://o') }]),
      encoders.encodeOcspNoCheck(),
      encoders.encodeQcStatements([
        semanticsStatement(QC_STATEMENT.legalPersonSemantics, 'https://uid.gov.dk'),
      ]),
    ],
  },
});

/** An indirect delta CRL with every kind of entry. */
export const sampleCrl = (): Uint8Array =>
  samplePki.crl('ca', {
    scope: { isIndirect: true, fullName: [uri('http://crl')] },
    deltaBase: 3,
    freshestCrl: ['http://delta'],
    revoked: [
      'leaf',
      { serial: '80', revokedAt: new Date(0), reason: 'superseded', invalidityDate: new Date(0) },
      { serial: '7f00', revokedAt: new Date('2060-01-01T00:00:00Z') },
    ],
  });

/** PKCS#10 with extensions asked for. */
export function sampleRequest(): Uint8Array {
  const { publicKey, scheme } = testKey('p256');
  const extensions = [encoders.encodeKeyUsage(1), encodeCrlScope({ onlyCaCertificates: true })];
  const draft = draftRequest({ subject: sampleName.der, publicKey, extensions, scheme });
  return draft.complete(signWith(testKey('p256'), draft.toBeSigned));
}

export const sampleOcspRequest = (): Uint8Array =>
  encodeOcspRequest({
    certIds: [samplePki.certId('leaf'), samplePki.certId('leaf', 'SHA-256')],
    nonce: new Uint8Array(32),
  });

export const sampleOcspResponse = (): Uint8Array =>
  samplePki.ocsp({
    responder: 'ca',
    answers: [
      { about: 'leaf' },
      {
        about: 'leaf',
        hash: 'SHA-256',
        status: 'revoked',
        revokedAt: new Date(0),
        reason: 'keyCompromise',
      },
    ],
    nonce: new Uint8Array(16),
  });
