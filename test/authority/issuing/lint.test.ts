import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { notAfterOf } from '../../../src/authority/issuing/draft.ts';
import { encodeExtension } from '../../../src/authority/issuing/extensions.ts';
import type { SigningAuthority } from '../../../src/authority/issuing/issuer.ts';
import { locationsOf } from '../../../src/authority/issuing/locations.ts';
import { lintCertificate } from '../../../src/authority/issuing/lint.ts';
import { keyIdentifierOf } from '../../../src/authority/issuing/key-identifier.ts';
import { makeSerial } from '../../../src/authority/issuing/serial.ts';
import { encodeSubject } from '../../../src/authority/issuing/subject.ts';
import { POCES2, POCES3 } from '../../../src/authority/profiles/poces.ts';
import { VOCES3 } from '../../../src/authority/profiles/voces.ts';
import type { Profile, SubjectValues } from '../../../src/authority/profiles/profile.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { SignatureScheme } from '../../../src/formats/algorithms.ts';
import { draftCertificate, type CertificateFields } from '../../../src/formats/x509/certificate-draft.ts';
import {
  encodeAuthorityKeyIdentifier,
  encodeBasicConstraints,
  encodeCrlDistributionPoints,
  encodeExtendedKeyUsage,
  encodeKeyUsage,
  encodeSubjectAlternativeName,
} from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { EXTENSION, type Extension } from '../../../src/formats/x509/extension.ts';
import { encodeName, type NameAttributeDraft } from '../../../src/formats/x509/name.ts';
import { parsePublicKey } from '../../../src/formats/x509/public-key.ts';
import { applicantKey, seededRandom } from '../../support/authority.ts';
import { refusal } from '../../support/refusal.ts';

const engine = nodeEngine();
const AT = new Date('2026-03-01T12:00:00Z');
const publicKey = parsePublicKey(applicantKey().publicKey);

const authority: SigningAuthority = {
  id: 'issuing',
  nameDer: encodeName([[{ oid: '2.5.4.3', value: 'Authority', as: 'utf8' }]]),
  keyIdentifier: new Uint8Array(20).fill(7),
  scheme: { kind: 'ecdsa', hash: 'SHA-256' },
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
  locations: locationsOf('http://bank.example', 'issuing'),
};

const ORGANISATION: SubjectValues = {
  commonName: 'Faktura',
  organisation: 'Eksempel A/S',
  cvr: '10150817',
  ocesId: 'UI:DK-O:G:3d8f1a52-5c9e-4b7a-9f01-1c2d3e4f5a6b',
};

/** The fields of a faultless organisation's certificate. */
async function faultless(
  profile: Profile = VOCES3,
  subject: SubjectValues = ORGANISATION,
): Promise<CertificateFields> {
  const request = {
    profile,
    authority,
    subject,
    email: 'faktura@example.dk',
    publicKey,
    keyIdentifier: await keyIdentifierOf(engine, publicKey),
    serial: makeSerial(seededRandom('lint')),
    notBefore: AT,
  };
  return {
    serialNumber: request.serial,
    issuer: authority.nameDer,
    subject: encodeSubject(profile, subject),
    notBefore: AT,
    notAfter: notAfterOf(profile, AT),
    publicKey: publicKey.der,
    extensions: profile.extensions.flatMap(({ name, critical }) => {
      const extension = encodeExtension(name, request);
      return extension === undefined ? [] : [{ ...extension, critical }];
    }),
    scheme: authority.scheme,
  };
}

async function findings(
  fields: CertificateFields,
  profile: Profile = VOCES3,
  under: SigningAuthority = authority,
): Promise<string> {
  const error = await refusal(
    lintCertificate(engine, draftCertificate(fields), { profile, authority: under }),
  );
  if (!isCertBankError(error, 'lint.failed')) throw error;
  return error.details.findings.join('; ');
}

const replaced = (fields: CertificateFields, extension: Extension): CertificateFields => ({
  ...fields,
  extensions: fields.extensions.map((old) => (old.oid === extension.oid ? extension : old)),
});

const name = (...rdns: [oid: string, value: string, as?: NameAttributeDraft['as']][]): Uint8Array =>
  encodeName(rdns.map(([oid, value, as = 'utf8']) => [{ oid, value, as }]));

const ID: [string, string, 'printable'] = ['2.5.4.5', ORGANISATION.ocesId!, 'printable'];
const DK: [string, string, 'printable'] = ['2.5.4.6', 'DK', 'printable'];
const NTR: [string, string] = ['2.5.4.97', 'NTRDK-10150817'];

describe('lintCertificate', () => {
  describe('refuses', () => {
    it('a subject whose RDNs stand in another order', async () => {
      const subject = name(DK, ['2.5.4.3', 'Faktura'], ID, ['2.5.4.10', 'Eksempel A/S'], NTR);
      expect(await findings({ ...(await faultless()), subject })).to.include('lacks attribute');
    });

    it('a subject with an RDN too many or too few', async () => {
      const short = name(['2.5.4.3', 'Faktura'], ID, ['2.5.4.10', 'Eksempel A/S'], NTR);
      expect(await findings({ ...(await faultless()), subject: short })).to.include('4 RDNs instead of 5');
    });

    it('another string type than the profile says', async () => {
      const subject = name(['2.5.4.3', 'Faktura', 'printable'], ID, ['2.5.4.10', 'Eksempel A/S'], NTR, DK);
      expect(await findings({ ...(await faultless()), subject })).to.include('wrong string type');
    });

    for (const [what, value, finding] of [
      ['an empty name', '', 'is empty'],
      ['a name above 64 characters', 'x'.repeat(65), 'longer than 64'],
      ['a name with a space at its end', 'Faktura ', 'malformed'],
      ['a name that turns around what follows', 'Faktura\u202egnp', 'malformed'],
      ['a name with a null character', 'Faktura\u0000', 'malformed'],
      ['a CPR number in a name', 'Faktura 010203-1234', 'CPR'],
    ] as const) {
      it(what, async () => {
        const subject = name(['2.5.4.3', value], ID, ['2.5.4.10', 'Eksempel A/S'], NTR, DK);
        expect(await findings({ ...(await faultless()), subject })).to.include(finding);
      });
    }

    it('a CVR number that fails modulus 11', async () => {
      const subject = name(
        ['2.5.4.3', 'Faktura'],
        ID,
        ['2.5.4.10', 'Eksempel A/S'],
        ['2.5.4.97', 'NTRDK-10150818'],
        DK,
      );
      expect(await findings({ ...(await faultless()), subject })).to.include('no CVR number');
    });

    it('an identifier that is none', async () => {
      const bad: [string, string, 'printable'] = ['2.5.4.5', 'UI:DK-O:G:3D8F1A52', 'printable'];
      const subject = name(['2.5.4.3', 'Faktura'], bad, ['2.5.4.10', 'Eksempel A/S'], NTR, DK);
      expect(await findings({ ...(await faultless()), subject })).to.include('2.5.4.5 is malformed');
    });

    it('a serial number that is short, or fills more than 20 octets', async () => {
      const fields = await faultless();
      expect(await findings({ ...fields, serialNumber: Uint8Array.of(1) })).to.include('too few octets');
      const draft = draftCertificate(fields);
      // A 21st octet: what the writer would refuse, patched into the bytes.
      expect(() => draftCertificate({ ...fields, serialNumber: new Uint8Array(21).fill(1) })).to.throw(
        RangeError,
      );
      expect(draft.toBeSigned).to.be.instanceOf(Uint8Array);
    });

    it('another issuer name, and one that only means the same', async () => {
      const fields = await faultless();
      expect(await findings({ ...fields, issuer: name(['2.5.4.3', 'Other']) })).to.include('issuer is not');
      expect(await findings({ ...fields, issuer: name(['2.5.4.3', 'AUTHORITY']) })).to.include(
        'issuer is not',
      );
    });

    it("another algorithm than the authority's, and PSS parameters that do not fit together", async () => {
      const fields = await faultless();
      expect(await findings({ ...fields, scheme: { kind: 'ecdsa', hash: 'SHA-384' } })).to.include(
        'algorithm',
      );
      const scheme: SignatureScheme = {
        kind: 'rsa-pss',
        hash: 'SHA-256',
        mgfHash: 'SHA-256',
        saltLength: 20,
      };
      expect(await findings({ ...fields, scheme }, VOCES3, { ...authority, scheme })).to.include('PSS');
    });

    it("a validity that is not the profile's, or not inside the authority's", async () => {
      const fields = await faultless();
      const notAfter = new Date(fields.notAfter.getTime() + 1000);
      expect(await findings({ ...fields, notAfter })).to.include('validity is not the profile');
      const old = { ...authority, notAfter: new Date('2028-01-01T00:00:00Z') };
      expect(await findings(fields, VOCES3, old)).to.include('validity is not inside');
    });

    it('a kind of key that the profile does not take', async () => {
      const weak = applicantKey('RSA-2048').publicKey;
      expect(await findings({ ...(await faultless()), publicKey: weak })).to.include(
        'RSA-2048 is not allowed',
      );
    });

    it('extensions in another order, missing, too many, or of another criticality', async () => {
      const fields = await faultless();
      const [first, ...others] = fields.extensions;
      const orders: (readonly Extension[])[] = [
        [...others, first!],
        others,
        [...fields.extensions, encodeExtendedKeyUsage(['1.3.6.1.5.5.7.3.2'])],
        [{ ...first!, critical: false }, ...others],
      ];
      for (const extensions of orders)
        expect(await findings({ ...fields, extensions })).to.include('extensions are');
    });

    for (const [what, extension, finding] of [
      ['an authority', encodeBasicConstraints({ ca: true }), 'cA'],
      ['the power to sign certificates', encodeKeyUsage(KEY_USAGE.keyCertSign), 'keyUsage'],
      [
        "another authority's key identifier",
        encodeAuthorityKeyIdentifier(new Uint8Array(20)),
        'authorityKeyIdentifier',
      ],
      [
        'a CRL elsewhere',
        encodeCrlDistributionPoints(['http://elsewhere.example/x.crl']),
        'crlDistributionPoints',
      ],
      [
        'a DNS name',
        encodeSubjectAlternativeName([{ kind: 'dns', value: 'bank.example' }]),
        'alternative name',
      ],
      [
        'a CPR number in an e-mail address',
        encodeSubjectAlternativeName([{ kind: 'email', value: '0102031234@example.dk' }]),
        'CPR',
      ],
    ] as const) {
      it(`${what} in a holder's certificate`, async () => {
        expect(await findings(replaced(await faultless(), extension))).to.include(finding);
      });
    }

    it('an extension that cannot be read back', async () => {
      const broken = {
        oid: EXTENSION.certificatePolicies,
        critical: false,
        value: Uint8Array.of(0x30, 0x05),
      };
      expect(await findings(replaced(await faultless(), broken))).to.include('unreadable');
    });

    it('an address that no one can fetch from', async () => {
      const nowhere = { ...authority, locations: locationsOf('bank.example', 'issuing') };
      expect(await findings(await faultless(), VOCES3, nowhere)).to.include('authorityInfoAccess');
    });

    it('says everything that is wrong at once', async () => {
      const fields = {
        ...(await faultless()),
        serialNumber: Uint8Array.of(1),
        issuer: name(['2.5.4.3', 'Other']),
      };
      expect((await findings(fields)).split('; ')).to.have.length(2);
    });
  });

  it('lets through what the profile describes, and gives the bytes back unchanged', async () => {
    const draft = draftCertificate(await faultless());
    const linted = await lintCertificate(engine, draft, { profile: VOCES3, authority });
    expect(linted.toBeSigned).to.equal(draft.toBeSigned);
    expect(linted.complete(new Uint8Array(9))).to.deep.equal(draft.complete(new Uint8Array(9)));
    expect(linted.publicKeySha256).to.match(/^[0-9a-f]{64}$/);
  });

  it('lets through a person with a name of 64 characters from beyond the basic plane', async () => {
    const values = {
      commonName: '\u{1D4D0}'.repeat(64),
      ocesId: 'UI:DK-P:G:3d8f1a52-5c9e-4b7a-9f01-1c2d3e4f5a6b',
    };
    const draft = draftCertificate(await faultless(POCES3, values));
    await lintCertificate(engine, draft, { profile: POCES3, authority });
  });

  it('sees that a multi-valued RDN is in the order of DER, whichever attribute comes first', async () => {
    const rsa = parsePublicKey(applicantKey('RSA-2048').publicKey);
    for (const commonName of ['A', 'A name that is longer than the identifier beside it']) {
      const values = { commonName, ocesId: 'PID:9208-2002-2-123456789012' };
      const request = {
        profile: POCES2,
        authority,
        subject: values,
        email: null,
        publicKey: rsa,
        keyIdentifier: await keyIdentifierOf(engine, rsa),
        serial: makeSerial(seededRandom('oces2')),
        notBefore: AT,
      };
      const extensions = POCES2.extensions.flatMap(({ name: kind, critical }) => {
        const extension = encodeExtension(kind, request);
        return extension === undefined ? [] : [{ ...extension, critical }];
      });
      const fields = {
        ...(await faultless()),
        subject: encodeSubject(POCES2, values),
        notAfter: notAfterOf(POCES2, AT),
        publicKey: rsa.der,
        extensions,
      };
      const draft = draftCertificate(fields);
      const { preview } = await lintCertificate(engine, draft, { profile: POCES2, authority });
      expect(preview.subject.rdns.map((rdn) => rdn.length)).to.deep.equal([1, 1, 2]);
    }
  });
});
