import { expect } from 'chai';
import fc from 'fast-check';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { element } from '../../../src/formats/asn1/der-writer.ts';
import { TAG } from '../../../src/formats/asn1/tag.ts';
import { encodeGeneralizedTime, encodeTime } from '../../../src/formats/asn1/time.ts';
import { codeOf } from '../../support/thrown.ts';

const utc = (text: string) => new DerReader(element(TAG.utcTime, toUtf8(text))).time();
const generalized = (text: string) => new DerReader(element(TAG.generalizedTime, toUtf8(text))).time();
const withFraction = (text: string) =>
  new DerReader(element(TAG.generalizedTime, toUtf8(text))).generalizedTime({ fractions: true });

describe('times', () => {
  it('are refused without seconds, without Z, with an offset or with signs', () => {
    for (const text of [
      '2601010000Z',
      '260101000000',
      '260101000000+0000',
      '+60101000000Z',
      '26010100 000Z',
      '',
    ]) {
      expect(
        codeOf(() => utc(text)),
        text,
      ).to.equal('der.malformed');
    }
    for (const text of [
      '202601010000Z',
      '20260101000000',
      '20260101000000.5Z',
      '20260101000000z',
      '260101000000Z',
    ]) {
      expect(
        codeOf(() => generalized(text)),
        text,
      ).to.equal('der.malformed');
    }
  });

  it('are refused where the calendar has no such instant', () => {
    for (const text of [
      '20260230000000Z',
      '20250229000000Z',
      '21000229000000Z',
      '20260431000000Z',
      '20260001000000Z',
    ]) {
      expect(
        codeOf(() => generalized(text)),
        text,
      ).to.equal('der.malformed');
    }
    for (const text of [
      '20261301000000Z',
      '20260100000000Z',
      '20260101240000Z',
      '20260101006000Z',
      '20260101000060Z',
    ]) {
      expect(
        codeOf(() => generalized(text)),
        text,
      ).to.equal('der.malformed');
    }
  });

  it('have fractions only where asked for, and none that end in zero', () => {
    expect(withFraction('20260101000000.05Z').toISOString()).to.equal('2026-01-01T00:00:00.050Z');
    expect(withFraction('20260101000000.999999999Z').toISOString()).to.equal('2026-01-01T00:00:00.999Z');
    for (const text of [
      '20260101000000.Z',
      '20260101000000.50Z',
      '20260101000000.1234567890123Z',
      '20260101000000.xZ',
    ]) {
      expect(
        codeOf(() => withFraction(text)),
        text,
      ).to.equal('der.malformed');
    }
  });

  it('of two digits belong to 1950 to 2049', () => {
    expect(utc('500101000000Z').toISOString()).to.equal('1950-01-01T00:00:00.000Z');
    expect(utc('491231235959Z').toISOString()).to.equal('2049-12-31T23:59:59.000Z');
  });

  it('are UTCTime until 2049 and GeneralizedTime before 1950 and from 2050 on', () => {
    for (const [text, tag] of [
      ['1949-12-31T23:59:59Z', TAG.generalizedTime],
      ['1950-01-01T00:00:00Z', TAG.utcTime],
      ['2049-12-31T23:59:59Z', TAG.utcTime],
      ['2050-01-01T00:00:00Z', TAG.generalizedTime],
    ] as const) {
      expect(encodeTime(new Date(text))[0], text).to.equal(tag);
    }
  });

  it('are refused outside the years 0 to 9999 when written', () => {
    expect(() => encodeGeneralizedTime(new Date('+010000-01-01T00:00:00Z'))).to.throw(RangeError);
    expect(() => encodeGeneralizedTime(new Date('-000001-01-01T00:00:00Z'))).to.throw(RangeError);
    expect(() => encodeGeneralizedTime(new Date(Number.NaN))).to.throw(RangeError);
  });

  it('come back in whole seconds', () => {
    const instants = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (at) => {
        const seconds = Math.floor(at.getTime() / 1000) * 1000;
        expect(new DerReader(encodeGeneralizedTime(new Date(seconds))).time().getTime()).to.equal(seconds);
        expect(new DerReader(encodeTime(new Date(seconds))).time().getTime()).to.equal(seconds);
      }),
      { numRuns: 500 },
    );
  });
});
