import 'reflect-metadata';
import { X509Crl } from '@peculiar/x509';
import { expect } from 'chai';
import fc from 'fast-check';
import { createVerify } from 'node:crypto';
import * as pkijs from 'pkijs';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import {
  bitString,
  boolean,
  element,
  integer,
  octetString,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import { encodeTime } from '../../../src/formats/asn1/time.ts';
import { draftCrl, encodeEntries, type CrlEntryFields } from '../../../src/formats/crl/crl-draft.ts';
import { Crl, parseCrl } from '../../../src/formats/crl/crl.ts';
import { encodeCrlScope } from '../../../src/formats/x509/extension-encoders.ts';
import { encodeTaggedExtensions, EXTENSION, type Extension } from '../../../src/formats/x509/extension.ts';
import { encodeGeneralNames } from '../../../src/formats/x509/general-name.ts';
import { encodeName, Name } from '../../../src/formats/x509/name.ts';
import { unsignedInteger } from '../../../src/formats/asn1/der-writer.ts';
import { rdnsOf, testPki } from '../../support/pki.ts';
import { codeOf } from '../../support/thrown.ts';

const nameOf = (text: string) => new Name(encodeName(rdnsOf(text)));
const issuer = nameOf('CN=ca');
const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const at = new Date('2026-06-01T00:00:00Z');
const time = encodeTime(at);
const signed = (...tbs: Uint8Array[]) => sequence(sequence(...tbs), algorithm, bitString(fromHex('00')));

const entry = (serial: string, ...extensions: Extension[]) =>
  sequence(
    element(2, fromHex(serial)),
    time,
    ...(extensions.length === 0 ? [] : [encodeTaggedExtensions(0, extensions).subarray(2)]),
  );
const crl = (entries: Uint8Array[], ...extensions: Extension[]) =>
  signed(
    integer(1),
    algorithm,
    issuer.der,
    time,
    time,
    sequence(...entries),
    encodeTaggedExtensions(0, extensions),
  );
const reason = (value: number): Extension => ({
  oid: EXTENSION.reasonCode,
  critical: false,
  value: integer(value, 0x0a),
});
const certificateIssuer = (name: Name): Extension => ({
  oid: EXTENSION.certificateIssuer,
  critical: true,
  value: encodeGeneralNames([{ kind: 'directory', name }]),
});
const unknown = (critical: boolean): Extension => ({ oid: '1.2.3', critical, value: fromHex('0500') });
const indirect = encodeCrlScope({ isIndirect: true });

describe('CRLs', () => {
  describe('are refused', () => {
    const cases: [string, Uint8Array][] = [
      ['with version 1 written out', signed(integer(0), algorithm, issuer.der, time)],
      ['with version 3', signed(integer(2), algorithm, issuer.der, time)],
      ['with an empty list', crl([])],
      [
        'of version 1 with extensions',
        signed(algorithm, issuer.der, time, encodeTaggedExtensions(0, [reason(1)])),
      ],
    ];
    for (const [what, der] of cases) {
      it(what, () => {
        expect(codeOf(() => parseCrl(der))).to.equal('structure.malformed');
      });
    }

    it('with something left over', () => {
      expect(codeOf(() => parseCrl(signed(algorithm, issuer.der, time, time, time)))).to.equal(
        'der.malformed',
      );
      expect(codeOf(() => parseCrl(Uint8Array.from([...crl([entry('01')]), 0])))).to.equal('der.malformed');
    });
  });

  describe('with a malformed entry anywhere are refused to every question', () => {
    const cases: [string, Uint8Array][] = [
      ['a serial number that is not minimal', sequence(element(2, fromHex('0001')), time)],
      ['an empty serial number', sequence(element(2), time)],
      ['no date', sequence(integer(5))],
      ['a date of the wrong length', sequence(integer(5), element(0x17, fromHex('32363036')))],
      ['an empty list of extensions', sequence(integer(5), time, sequence())],
      [
        'something behind the extensions',
        sequence(integer(5), time, sequence(sequence(oid('2.5.29.21'), octetString())), integer(1)),
      ],
      ['an extension that is none', sequence(integer(5), time, sequence(integer(1)))],
      ['another element', integer(5)],
    ];
    for (const [what, broken] of cases) {
      it(what, () => {
        // The serial number asked for stands before the broken entry.
        const view = parseCrl(crl([entry('01'), broken]));
        for (let i = 0; i < 2; i++) expect(codeOf(() => view.find(fromHex('01')))).to.equal('der.malformed');
        expect(codeOf(() => view.entryCount)).to.equal('der.malformed');
        expect(codeOf(() => [...view.entries()])).to.equal('der.malformed');
      });
    }

    it('a serial number above 64 octets', () => {
      const view = parseCrl(crl([entry('01'.repeat(65))]));
      expect(codeOf(() => view.find(fromHex('01')))).to.equal('limit.exceeded');
    });
  });

  it('of version 1 with extensions of an entry are refused to every question', () => {
    const view = parseCrl(signed(algorithm, issuer.der, time, sequence(entry('01', reason(1)))));
    for (let i = 0; i < 2; i++)
      expect(codeOf(() => view.find(fromHex('02')))).to.equal('structure.malformed');
  });

  it('with a malformed extension of an entry are refused to those who find it', () => {
    const view = parseCrl(crl([entry('01', reason(7)), entry('02', reason(1), reason(1)), entry('03')]));
    expect(codeOf(() => view.find(fromHex('01')))).to.equal('structure.malformed');
    expect(codeOf(() => view.find(fromHex('02')))).to.equal('structure.malformed');
    expect(view.find(fromHex('03'))).to.include({ hasUnknownCriticalExtension: false });
  });

  it('say when any entry has a critical extension that nobody here knows', () => {
    const view = parseCrl(crl([entry('01', unknown(true)), entry('02')]));
    expect(view.hasUnknownCriticalEntryExtension).to.equal(true);
    expect(view.find(fromHex('01'))?.hasUnknownCriticalExtension).to.equal(true);
    expect(view.find(fromHex('02'))?.hasUnknownCriticalExtension).to.equal(false);
    expect(parseCrl(crl([entry('01', unknown(false))])).hasUnknownCriticalEntryExtension).to.equal(false);
    expect(parseCrl(crl([entry('01', reason(1))])).hasUnknownCriticalEntryExtension).to.equal(false);
    const falseWrittenOut = sequence(
      integer(1),
      time,
      sequence(sequence(oid('1.2.3'), boolean(false), octetString())),
    );
    expect(parseCrl(crl([falseWrittenOut])).hasUnknownCriticalEntryExtension).to.equal(true);
  });

  it('do not find a serial number that only begins or ends the same, or of another issuer', () => {
    const view = parseCrl(crl([entry('0102'), entry('010203'), entry('0203')]));
    for (const serial of ['01', '02', '0103', '01020304', ''])
      expect(view.find(fromHex(serial)), serial).to.equal(undefined);
    expect(view.find(fromHex('0203'), nameOf('CN=other'))).to.equal(undefined);
    expect(view.find(fromHex('0203'), nameOf('CN=CA'))?.serialNumber).to.deep.equal(fromHex('0203'));
  });

  it('find the first entry of a serial number that is listed twice, however often they are asked', () => {
    const view = parseCrl(crl([entry('01'), entry('02', reason(1)), entry('02', reason(4)), entry('03')]));
    for (let lookup = 0; lookup < 6; lookup++) {
      expect(view.find(fromHex('02'))?.reason).to.equal('keyCompromise');
      expect(view.find(fromHex('04'))).to.equal(undefined);
    }
  });

  it('whose serial numbers are all the same still answer each look-up in one walk', () => {
    // No hash table helps here; building one must not take the square of the number of entries.
    const one = entry('0102');
    const many = Array<Uint8Array>(60_000).fill(one);
    const view = parseCrl(crl([...many, entry('03')]));
    for (let lookup = 0; lookup < 6; lookup++) {
      expect(view.find(fromHex('03'))).to.not.equal(undefined);
      expect(view.find(fromHex('0102'))).to.not.equal(undefined);
    }
  });

  it('without entries find nothing', () => {
    const view = parseCrl(signed(algorithm, issuer.der, time));
    expect(view.find(fromHex('01'))).to.equal(undefined);
    expect([view.version, view.entryCount, view.nextUpdate, view.number]).to.deep.equal([
      1,
      0,
      undefined,
      undefined,
    ]);
    expect([...view.entries()]).to.deep.equal([]);
  });

  describe('that are indirect', () => {
    const [a, b] = [nameOf('CN=a'), nameOf('CN=b')];
    const entries = [
      entry('01'),
      entry('02', certificateIssuer(a)),
      entry('03'),
      entry('01', certificateIssuer(b)),
      entry('04', reason(1)),
      entry('05', certificateIssuer(issuer)),
    ];
    const view = parseCrl(crl(entries, indirect));
    const isListed = (serial: string, name: Name) => view.find(fromHex(serial), name) !== undefined;

    it('carry the issuer over to the entries that follow', () => {
      expect(isListed('02', a) && isListed('03', a)).to.equal(true);
      expect(isListed('01', b) && isListed('04', b)).to.equal(true);
      expect(isListed('01', issuer) && isListed('05', issuer)).to.equal(true);
      const issuers = [...view.entries()].map((listed) => listed.certificateIssuer?.map(String));
      expect(issuers).to.deep.equal([undefined, ['CN=a'], ['CN=a'], ['CN=b'], ['CN=b'], ['CN=ca']]);
    });

    it('give the same answers however often they are asked, and whether by scan or by index', () => {
      for (let lookup = 0; lookup < 5; lookup++) {
        const found = (['01', '02', '03', '04', '05', '06'] as const).flatMap((serial) =>
          [a, b, issuer]
            .filter((name) => isListed(serial, name))
            .map((name) => `${serial} ${name.toString()}`),
        );
        expect(found).to.deep.equal(['01 CN=b', '01 CN=ca', '02 CN=a', '03 CN=a', '04 CN=b', '05 CN=ca']);
      }
    });

    it('keep the issuers apart', () => {
      expect(
        isListed('01', a) || isListed('03', b) || isListed('02', issuer) || isListed('04', issuer),
      ).to.equal(false);
      expect(view.find(fromHex('04'))).to.equal(undefined);
    });

    it('are refused where an entry names an issuer without a directory name', () => {
      const value = encodeGeneralNames([{ kind: 'uri', value: 'http://a' }]);
      const broken = parseCrl(
        crl([entry('01', { oid: EXTENSION.certificateIssuer, critical: true, value })], indirect),
      );
      expect(codeOf(() => broken.find(fromHex('02')))).to.equal('structure.malformed');
    });
  });

  it('with a number above twenty octets or below zero are refused to those who ask', () => {
    const numbered = (value: Uint8Array) =>
      parseCrl(crl([entry('01')], { oid: EXTENSION.crlNumber, critical: false, value }));
    expect(codeOf(() => numbered(unsignedInteger(fromHex('01'.repeat(22)))).number)).to.equal(
      'structure.malformed',
    );
    expect(codeOf(() => numbered(fromHex('0201ff')).number)).to.equal('structure.malformed');
    expect(numbered(unsignedInteger(fromHex('ff'.repeat(20)))).number).to.equal(2n ** 160n - 1n);
  });
});

describe('CRL drafts', () => {
  const pki = testPki({ ca: { ca: true }, leaf: { issuer: 'ca' } });
  const serials = fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .filter((bytes) => bytes[0] !== 0)
    .map(toHex);
  const dates = fc
    .date({
      min: new Date('1940-01-01T00:00:00Z'),
      max: new Date('2090-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
  const listed: fc.Arbitrary<CrlEntryFields> = fc.record(
    {
      serial: serials,
      revokedAt: dates,
      reason: fc.constantFrom(
        'keyCompromise',
        'certificateHold',
        'removeFromCRL',
        'aACompromise',
        'unspecified',
        null,
      ),
      invalidityDate: fc.option(dates),
    },
    { requiredKeys: ['serial', 'revokedAt'] },
  );

  it('are refused with serial numbers that are none', () => {
    for (const serial of ['', '0', '00', '0001', 'xy', '1g', '-01', '01'.repeat(21), 'é1']) {
      expect(() => encodeEntries([{ serial, revokedAt: at }]), serial).to.throw(RangeError);
    }
    expect(() => pki.crl('ca', { number: -1n })).to.throw(RangeError);
    expect(() => pki.crl('ca', { number: 2n ** 160n })).to.throw(RangeError);
  });

  it('come back entry by entry', () => {
    fc.assert(
      fc.property(fc.array(listed, { maxLength: 60 }), (entries) => {
        const view = pki.parsedCrl('ca', { revoked: entries });
        expect(view.entryCount).to.equal(entries.length);
        const back = [...view.entries()];
        entries.forEach((fields, i) => {
          const found = back[i]!;
          expect(toHex(found.serialNumber).replace(/^00/, '')).to.equal(fields.serial);
          expect(found.revokedAt).to.deep.equal(fields.revokedAt);
          const reason =
            fields.reason === null || fields.reason === 'unspecified' ? undefined : fields.reason;
          expect(found.reason).to.equal(reason);
          expect(found.invalidityDate).to.deep.equal(fields.invalidityDate ?? undefined);
          expect(view.find(found.serialNumber)).to.not.equal(undefined);
        });
      }),
    );
  });

  it('write the shortest entry as OpenSSL does', () => {
    const { der } = encodeEntries([{ serial: '0c', revokedAt: at, reason: 'keyCompromise' }]);
    expect(toHex(der)).to.equal('302002010c170d3236303630313030303030305a300c300a0603551d1504030a0101');
  });

  it('read and verify the same elsewhere', () => {
    const invalidityDate = new Date('2026-04-01T00:00:00Z');
    const der = pki.crl('ca', {
      number: 2n ** 64n,
      scope: { fullName: [{ kind: 'uri', value: 'http://crl' }], onlyUserCertificates: true },
      deltaBase: 7,
      freshestCrl: ['http://delta'],
      revoked: ['leaf', { serial: 'ff', revokedAt: at, reason: 'superseded', invalidityDate }],
    });
    const ours = new Crl(der);
    expect(ours.number).to.equal(2n ** 64n);
    expect(ours.deltaBase).to.equal(7n);
    expect(ours.issuingDistributionPoint).to.include({ onlyUserCertificates: true, isIndirect: false });
    expect(ours.freshestCrl).to.deep.equal([{ fullName: [{ kind: 'uri', value: 'http://delta' }] }]);
    expect(ours.authorityKeyIdentifier?.keyIdentifier).to.deep.equal(
      pki.certificate('ca').subjectKeyIdentifier,
    );
    expect(ours.find(pki.certificate('leaf').serialNumber)?.reason).to.equal('keyCompromise');

    const verify = createVerify('sha256').update(ours.toBeSigned);
    const key = {
      key: Buffer.from(pki.certificate('ca').publicKey.der),
      format: 'der',
      type: 'spki',
    } as const;
    expect(verify.verify(key, ours.signature)).to.equal(true);

    const peculiar = new X509Crl(Buffer.from(der));
    expect(peculiar.entries.map(({ serialNumber }) => serialNumber)).to.deep.equal([
      pki.certificate('leaf').serial,
      'ff',
    ]);
    expect(peculiar.nextUpdate).to.deep.equal(ours.nextUpdate);

    const theirs = pkijs.CertificateRevocationList.fromBER(Buffer.from(der));
    expect(theirs.revokedCertificates).to.have.lengthOf(2);
    expect(theirs.crlExtensions?.extensions.map(({ extnID, critical }) => [extnID, critical])).to.deep.equal(
      ours.extensions.map(({ oid: type, critical }) => [type, critical]),
    );
  });

  it('take entries that were kept in DER', () => {
    const fields = {
      issuer: issuer.der,
      thisUpdate: at,
      nextUpdate: at,
      number: 1,
      authorityKeyIdentifier: fromHex('00'),
      scheme: { kind: 'ecdsa', hash: 'SHA-256' } as const,
    };
    const entries = Array.from({ length: 3000 }, (_, n) => ({
      serial: (0x100000 + n).toString(16),
      revokedAt: at,
    }));
    const kept = draftCrl({ ...fields, entries: encodeEntries(entries) }).toBeSigned;
    expect(kept).to.deep.equal(draftCrl({ ...fields, entries }).toBeSigned);
  });
});
