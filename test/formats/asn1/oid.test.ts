import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { decodeOid, encodeOid } from '../../../src/formats/asn1/oid.ts';
import { codeOf } from '../../support/thrown.ts';

describe('object identifiers', () => {
  it('are refused when they are empty, cut off or not minimal', () => {
    for (const hex of ['', '80', '81', '2a80', '2a8001', '55048080', '558104', '5580']) {
      if (hex === '558104') expect(decodeOid(fromHex(hex))).to.equal('2.5.132');
      else
        expect(
          codeOf(() => decodeOid(fromHex(hex))),
          hex,
        ).to.equal('der.malformed');
    }
  });

  it('are refused above 128 octets, before any arithmetic', () => {
    expect(codeOf(() => decodeOid(new Uint8Array(129).fill(0xff)))).to.equal('limit.exceeded');
  });

  it('are not written from text that is none', () => {
    for (const text of ['', '1', '3.1', '1.40', '0.40', '1.2.', '1.02', '1..2', '1.2.x', '-1.2']) {
      expect(() => encodeOid(text), text).to.throw(RangeError);
    }
  });

  it('have arcs of any size, and a second arc above 39 below 2', () => {
    for (const [text, hex] of [
      ['2.999.3', '883703'],
      ['0.39', '27'],
      ['1.39.127.128', '4f7f8100'],
      ['2.5.29.15', '551d0f'],
      ['2.5.4.3', '550403'],
      ['1.2.840.113549.1.1.11', '2a864886f70d01010b'],
      ['2.25.340282366920938463463374607431768211455', '6983ffffffffffffffffffffffffffffffffff7f'],
    ] as const) {
      expect(toHex(encodeOid(text))).to.equal(hex);
      expect(decodeOid(fromHex(hex))).to.equal(text);
    }
  });

  it('come back as they were written', () => {
    const arc = fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String);
    const first = fc.oneof(
      fc.tuple(fc.constantFrom('0', '1'), fc.nat({ max: 39 }).map(String)),
      fc.tuple(fc.constant('2'), arc),
    );
    fc.assert(
      fc.property(first, fc.array(arc, { maxLength: 8 }), (start, rest) => {
        const text = [...start, ...rest].join('.');
        expect(decodeOid(encodeOid(text))).to.equal(text);
      }),
    );
  });
});
