import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import {
  boolean,
  element,
  integer,
  octetString,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../../../src/formats/asn1/tag.ts';
import { encodeTimestampRequest, parseTimestampRequest } from '../../../src/formats/tsp/request.ts';
import { encodeTstInfo, parseTstInfo, type TstInfoFields } from '../../../src/formats/tsp/tst-info.ts';
import { encodeName } from '../../../src/formats/x509/name.ts';
import { mutations } from '../../support/mutate.ts';
import { codeOf } from '../../support/thrown.ts';

const FIELDS: TstInfoFields = {
  policy: '1.2.3.4',
  hash: 'SHA3-384',
  digest: new Uint8Array(48).fill(9),
  serialNumber: Uint8Array.of(0x41, 2),
  genTime: new Date('2026-06-01T12:00:00Z'),
};

/** The fields of an encoded TSTInfo, and whatever is put behind them. */
function withMore(...more: Uint8Array[]): Uint8Array {
  return sequence(new DerReader(encodeTstInfo(FIELDS)).next().content, ...more);
}

const accuracy = (...parts: Uint8Array[]): number | undefined =>
  parseTstInfo(withMore(sequence(...parts))).accuracyMilliseconds;

describe('a TSTInfo', () => {
  it('is refused with another version, a serial number without end, or data left over', () => {
    const other = encodeTstInfo(FIELDS);
    other[4] = 2;
    expect(codeOf(() => parseTstInfo(other))).to.equal('structure.malformed');
    const long = encodeTstInfo({ ...FIELDS, serialNumber: new Uint8Array(65).fill(1) });
    expect(codeOf(() => parseTstInfo(long))).to.equal('structure.malformed');
    expect(codeOf(() => parseTstInfo(withMore(octetString())))).to.equal('der.malformed');
  });

  it('is refused with an accuracy of a thousand thousandths', () => {
    expect(codeOf(() => accuracy(integer(1), integer(1000, contextPrimitive(0))))).to.equal(
      'structure.malformed',
    );
  });

  it('is read or refused, however it is damaged', () => {
    for (const der of mutations(
      encodeTstInfo({ ...FIELDS, accuracySeconds: 1, nonce: Uint8Array.of(5) }),
      3000,
      9,
    )) {
      try {
        parseTstInfo(der);
      } catch (error) {
        if (!isCertBankError(error)) throw error;
      }
    }
  });

  it('tells its accuracy in milliseconds, rounded up', () => {
    expect(accuracy()).to.equal(0);
    expect(accuracy(integer(2))).to.equal(2000);
    expect(accuracy(integer(1), integer(20, contextPrimitive(0)))).to.equal(1020);
    expect(accuracy(integer(500, contextPrimitive(1)))).to.equal(1);
    expect(parseTstInfo(encodeTstInfo(FIELDS)).accuracyMilliseconds).to.equal(undefined);
  });

  it('tells ordering, also where the default is written out', () => {
    expect(parseTstInfo(withMore(boolean(false))).ordering).to.equal(false);
    expect(parseTstInfo(withMore(boolean(true))).ordering).to.equal(true);
    expect(parseTstInfo(encodeTstInfo({ ...FIELDS, ordering: true })).ordering).to.equal(true);
  });

  it('tells the name of its authority and its extensions', () => {
    const name = encodeName([[{ oid: '2.5.4.3', value: 'TSA', as: 'utf8' }]]);
    const tsa = element(contextConstructed(0), element(contextConstructed(4), name));
    const extensions = element(
      contextConstructed(1),
      sequence(oid('1.2.9'), octetString(Uint8Array.of(5, 0))),
    );
    const info = parseTstInfo(withMore(tsa, extensions));
    expect(info.tsa).to.have.property('kind', 'directory');
    expect(info.extensions).to.deep.equal([{ oid: '1.2.9', critical: false, value: Uint8Array.of(5, 0) }]);
  });

  it('is written as it is read, to the millisecond and without trailing zeros', () => {
    for (const [fraction, bytes] of [
      ['', 17],
      ['.5', 19],
      ['.05', 20],
      ['.123', 21],
      ['.120', 20],
      ['.001', 21],
    ] as const) {
      const genTime = new Date(`2026-06-01T12:00:00${fraction}Z`);
      const der = encodeTstInfo({ ...FIELDS, genTime, nonce: Uint8Array.of(0x80, 1) });
      const info = parseTstInfo(der);
      expect(info.genTime).to.deep.equal(genTime);
      expect(info.nonce).to.deep.equal(Uint8Array.of(0x80, 1));
      const time = der.indexOf(TAG.generalizedTime, 60);
      expect(der[time + 1]! + 2).to.equal(bytes);
    }
  });
});

describe('a time-stamp request', () => {
  it('is refused with data left over', () => {
    const content = new DerReader(encodeTimestampRequest(FIELDS)).next().content;
    expect(codeOf(() => parseTimestampRequest(sequence(content, integer(1), octetString())))).to.equal(
      'der.malformed',
    );
  });

  it('is read as it is written', () => {
    const plain = parseTimestampRequest(encodeTimestampRequest(FIELDS));
    expect(plain).to.include({ version: 1, policy: '1.2.3.4', nonce: undefined, wantsCertificate: false });
    const full = parseTimestampRequest(
      encodeTimestampRequest({
        hash: 'SHA-512',
        digest: new Uint8Array(64),
        nonce: Uint8Array.of(7),
        wantsCertificate: true,
      }),
    );
    expect(full).to.include({ policy: undefined, wantsCertificate: true });
    expect(full.imprint.hash).to.equal('SHA-512');
    expect(full.nonce).to.deep.equal(Uint8Array.of(7));
    expect(full.extensions).to.deep.equal([]);
  });
});
