import { expect } from 'chai';
import { CertBankError } from '../../src/base/errors.ts';
import { toHex } from '../../src/base/bytes.ts';
import { signatureScheme } from '../../src/formats/algorithms.ts';
import { encodeCrlScope } from '../../src/formats/x509/extension-encoders.ts';
import { parseCrl, type Crl } from '../../src/formats/crl/crl.ts';
import { encodeOcspRequest, parseOcspRequest } from '../../src/formats/ocsp/request.ts';
import { parseOcspResponse } from '../../src/formats/ocsp/response.ts';
import { ocesIdentity } from '../../src/formats/oces/kind.ts';
import { parseCertificate, type Certificate } from '../../src/formats/x509/certificate.ts';
import * as encoders from '../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE } from '../../src/formats/x509/extension-values.ts';
import { EXTENSION } from '../../src/formats/x509/extension.ts';
import { encodeGeneralNames } from '../../src/formats/x509/general-name.ts';
import { encodeName, Name } from '../../src/formats/x509/name.ts';
import { QC_STATEMENT, semanticsStatement } from '../../src/formats/x509/qc-statements.ts';
import { draftRequest } from '../../src/formats/x509/request-draft.ts';
import { parseRequest } from '../../src/formats/x509/request.ts';
import { mutations } from '../support/mutate.ts';
import { rdnsOf, testPki } from '../support/pki.ts';
import { signWith, testKey } from '../support/test-keys.ts';
import { touchEverything } from '../support/touch.ts';

const MUTATIONS = 20_000;
/** Not a benchmark: a parser that goes round in circles takes minutes. */
const DEADLINE_MILLISECONDS = 120_000;

const directory = new Name(
  encodeName([...rdnsOf('C=DK,O=Æ'), [...rdnsOf('CN=a')[0]!, ...rdnsOf('UID=b')[0]!]]),
);
const uri = (value: string) => ({ kind: 'uri', value }) as const;

/** One certificate with every extension that we read. */
const pki = testPki({
  ca: { ca: true, key: 'rsa2048-pss', subject: 'C=DK,O=Test Æ,CN=CA' },
  leaf: {
    issuer: 'ca',
    subject: 'CN=Leaf,serialNumber=UI:DK-O:G:6ba7b810-9dad-41d1-80b4-00c04fd430c8,C=DK',
    extendedKeyUsage: [KEY_PURPOSE.ocspSigning, KEY_PURPOSE.any],
    extensions: [
      encoders.encodeAuthorityKeyIdentifier({
        keyIdentifier: new Uint8Array(20),
        issuer: [{ kind: 'directory', name: directory }],
        serialNumber: Uint8Array.of(0, 0x80),
      }),
      encoders.encodeSubjectAlternativeName([
        { kind: 'dns', value: 'example.dk' },
        { kind: 'email', value: 'a@example.dk' },
        { kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 1) },
        { kind: 'directory', name: directory },
        { kind: 'other', oid: '1.3.6.1.5.5.7.8.9', value: Uint8Array.of(12, 1, 65) },
        { kind: 'registeredId', oid: '1.2.3' },
        uri('https://example.dk/'),
      ]),
      { oid: EXTENSION.issuerAlternativeName, critical: false, value: encodeGeneralNames([uri('http://i')]) },
      encoders.encodeNameConstraints({
        permitted: [{ kind: 'directory', name: directory }],
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
          crlIssuer: [{ kind: 'directory', name: directory }],
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

const crl = pki.crl('ca', {
  scope: { isIndirect: true, fullName: [uri('http://crl')] },
  deltaBase: 3,
  freshestCrl: ['http://delta'],
  revoked: [
    'leaf',
    { serial: '80', revokedAt: new Date(0), reason: 'superseded', invalidityDate: new Date(0) },
    { serial: '7f00', revokedAt: new Date('2060-01-01T00:00:00Z') },
  ],
});

function request(): Uint8Array {
  const { publicKey, scheme } = testKey('p256');
  const extensions = [encoders.encodeKeyUsage(1), encodeCrlScope({ onlyCaCertificates: true })];
  const draft = draftRequest({ subject: directory.der, publicKey, extensions, scheme });
  return draft.complete(signWith(testKey('p256'), draft.toBeSigned));
}

function touchCertificate(certificate: Certificate): number {
  ocesIdentity(certificate);
  signatureScheme(certificate.signatureAlgorithm);
  certificate.subject.toString();
  certificate.issuer.isWithin(certificate.subject);
  return touchEverything(certificate);
}

function touchCrl(view: Crl): number {
  view.find(Uint8Array.of(0x7f, 0));
  return touchEverything(view) + touchEverything([...view.entries()]);
}

/** Each mutation is read in full by `read`, which counts the getters that refuse; gives how many of them were refused. */
function refusals(original: Uint8Array, seed: number, read: (der: Uint8Array) => number): number {
  const until = performance.now() + DEADLINE_MILLISECONDS;
  let refused = 0;
  for (const mutated of mutations(original, MUTATIONS, seed)) {
    try {
      if (read(mutated) > 0) refused++;
    } catch (error) {
      if (!(error instanceof CertBankError)) throw new Error(`broken by ${toHex(mutated)}`, { cause: error });
      refused++;
    }
    if (performance.now() > until) throw new Error(`too slow at ${toHex(mutated)}`);
  }
  return refused;
}

describe(`parsers refuse ${MUTATIONS} mutations by CertBankError alone`, function () {
  this.timeout(DEADLINE_MILLISECONDS);

  const readers: [string, () => Uint8Array, (der: Uint8Array) => number][] = [
    ['a certificate', () => pki.der('leaf'), (der) => touchCertificate(parseCertificate(der))],
    ['a certificate with an RSA key', () => pki.der('ca'), (der) => touchCertificate(parseCertificate(der))],
    ['a PKCS#10 request', request, (der) => touchEverything(parseRequest(der))],
    ['a CRL', () => crl, (der) => touchCrl(parseCrl(der))],
    [
      'an OCSP request',
      () =>
        encodeOcspRequest({
          certIds: [pki.certId('leaf'), pki.certId('leaf', 'SHA-256')],
          nonce: new Uint8Array(32),
        }),
      (der) => touchEverything(parseOcspRequest(der)),
    ],
    [
      'an OCSP response',
      () =>
        pki.ocsp({
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
        }),
      (der) => touchEverything(parseOcspResponse(der)),
    ],
  ];
  readers.forEach(([what, original, read], index) => {
    it(what, () => {
      const der = original();
      // The original itself is read in full, so that the mutations reach every reader.
      expect(read(der)).to.equal(0);
      expect(refusals(der, 1000 + index, read)).to.be.greaterThan(MUTATIONS / 4);
    });
  });
});
