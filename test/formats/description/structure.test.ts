import { expect } from 'chai';
import { describeExtension } from '../../../src/formats/description/extension.ts';
import { describeGeneralName } from '../../../src/formats/description/general-name.ts';
import { describeStructure, parseStructures } from '../../../src/formats/description/structure.ts';
import { encodePem } from '../../../src/formats/pem.ts';
import * as encoders from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { encodeName } from '../../../src/formats/x509/name.ts';
import { draftRequest } from '../../../src/formats/x509/request-draft.ts';
import { concat, toUtf8 } from '../../../src/base/bytes.ts';
import { mutations } from '../../support/mutate.ts';
import { rdnsOf, testPki } from '../../support/pki.ts';
import { codeOf } from '../../support/thrown.ts';
import { signWith, testKey } from '../../support/test-keys.ts';

const pki = testPki({
  Root: { ca: true, pathLength: 1 },
  Leaf: {
    issuer: 'Root',
    subject: 'C=DK,CN=Anna',
    extendedKeyUsage: [KEY_PURPOSE.clientAuth, '1.2.3'],
    extensions: [
      encoders.encodeSubjectAlternativeName([
        { kind: 'email', value: 'anna@example.dk' },
        { kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 1) },
      ]),
    ],
  },
});

function request(): Uint8Array {
  const { publicKey, scheme } = testKey('p256');
  const draft = draftRequest({
    subject: encodeName(rdnsOf('CN=Anna')),
    publicKey,
    extensions: [encoders.encodeKeyUsage(KEY_USAGE.digitalSignature)],
    scheme,
  });
  return draft.complete(signWith(testKey('p256'), draft.toBeSigned));
}

const crl = (): Uint8Array => pki.crl('Root', { revoked: ['Leaf'] });
const answer = (): Uint8Array => pki.ocsp({ responder: 'Root', answers: [{ about: 'Leaf' }] });

describe('parseStructures', () => {
  it('refuses what is none of them', () => {
    expect(codeOf(() => parseStructures(toUtf8('Dear agency')))).to.equal('pem.malformed');
    expect(codeOf(() => parseStructures(Uint8Array.of(0x30, 0)))).to.equal('der.malformed');
    expect(codeOf(() => parseStructures(Uint8Array.of(0x30, 3, 2, 1, 1)))).to.equal('der.malformed');
  });

  it('knows each by its shape, whatever the label says', () => {
    const kinds = ([pki.der('Leaf'), request(), crl(), answer()] as const).map((der) => {
      const pem = toUtf8(encodePem('CERTIFICATE', der));
      return [...parseStructures(der), ...parseStructures(concat(pem, pem))].map(
        (one) => describeStructure(one).kind,
      );
    });
    expect(kinds).to.deep.equal(
      ['certificate', 'request', 'crl', 'ocsp-response'].map((kind) => [kind, kind, kind]),
    );
  });
});

describe('describeStructure', () => {
  it('tells what a certificate says', () => {
    const view = describeStructure(pki.certificate('Leaf'));
    expect(view).to.deep.include({
      kind: 'certificate',
      version: 3,
      subject: { display: 'Anna', text: 'CN=Anna,C=DK' },
      issuer: { display: 'Root', text: 'CN=Root' },
      key: 'EC P-256',
      signatureAlgorithm: 'ECDSA, SHA-256',
      isAuthority: false,
      isSelfIssued: false,
      faults: [],
    });
    const details = Object.fromEntries(view.extensions.map(({ name, details }) => [name, details]));
    expect(details).to.deep.include({
      keyUsage: [{ what: 'digitalSignature' }],
      extendedKeyUsage: [{ what: 'clientAuth' }, { what: 'otherPurpose', value: '1.2.3' }],
      subjectAlternativeName: [
        { what: 'email', value: 'anna@example.dk' },
        { what: 'ip', value: '10.0.0.1' },
      ],
    });
  });

  it('tells what a CRL and an answer say', () => {
    const [list] = parseStructures(crl());
    expect(describeStructure(list!)).to.deep.include({
      kind: 'crl',
      number: '1',
      entryCount: 1,
      isDelta: false,
      faults: [],
    });
    const [response] = parseStructures(answer());
    expect(describeStructure(response!)).to.include({ kind: 'ocsp-response', responseStatus: 'successful' });
  });

  it('keeps the parts that can be read where others cannot, and never throws for any', () => {
    const extension = describeExtension({ oid: '2.5.29.15', critical: true, value: Uint8Array.of(5, 0) });
    expect(extension).to.include({ name: 'keyUsage', critical: true });
    expect(extension.fault).to.be.a('string');
    let read = 0;
    for (const original of [pki.der('Leaf'), request(), crl(), answer()]) {
      for (const der of mutations(original, 1500, 11)) {
        let structures;
        try {
          structures = parseStructures(der);
        } catch {
          continue;
        }
        structures.forEach(describeStructure);
        read++;
      }
    }
    expect(read).to.be.greaterThan(1000);
  });
});

describe('describeGeneralName', () => {
  const ip = (...bytes: number[]): string | undefined =>
    describeGeneralName({ kind: 'ip', bytes: Uint8Array.from(bytes) }).value;

  it('writes addresses as RFC 5952 does, with the length of a mask', () => {
    expect(ip(10, 1, 0, 0, 255, 255, 0, 0)).to.equal('10.1.0.0/16');
    const six = [0x20, 1, 0xd, 0xb8, ...Array<number>(12).fill(0)];
    expect(ip(...six)).to.equal('2001:db8::');
    expect(ip(...Array<number>(15).fill(0), 1)).to.equal('::1');
    expect(ip(...six, ...Array<number>(4).fill(255), ...Array<number>(12).fill(0))).to.equal('2001:db8::/32');
  });
});
