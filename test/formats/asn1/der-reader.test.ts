import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import {
  element,
  integer,
  namedBits,
  sequence,
  setOf,
  unsignedInteger,
} from '../../../src/formats/asn1/der-writer.ts';
import { TAG } from '../../../src/formats/asn1/tag.ts';
import { codeOf, thrown } from '../../support/thrown.ts';

const reader = (hex: string) => new DerReader(fromHex(hex.replaceAll(' ', '')));

describe('DerReader', () => {
  describe('refuses', () => {
    const cases: [string, string, (der: DerReader) => unknown][] = [
      ['nothing at all', '', (der) => der.next()],
      ['half a header', '30', (der) => der.next()],
      ['a length beyond the end', '04 02 00', (der) => der.next()],
      ['a long length beyond the end', '04 82 01 00 00', (der) => der.next()],
      ['a long length cut off', '04 82 01', (der) => der.next()],
      ['an indefinite length', '30 80 00 00', (der) => der.next()],
      ['a length in more octets than needed', '04 81 01 00', (der) => der.next()],
      ['a length with a leading zero octet', `04 82 00 80 ${'00'.repeat(128)}`, (der) => der.next()],
      ['a length of five octets', '04 85 00 00 00 00 01 00', (der) => der.next()],
      ['the reserved length', '04 ff', (der) => der.next()],
      ['a tag number above 30', '1f 20 00', (der) => der.next()],
      ['end-of-contents', '00 00', (der) => der.next()],
      ['another tag than asked for', '04 00', (der) => der.next(TAG.sequence)],
      ['a constructed octet string', '24 02 04 00', (der) => der.octetString()],
      [
        'data behind the last element',
        '05 00 00',
        (der) => {
          der.null();
          der.finish();
        },
      ],
      ['a null with content', '05 01 00', (der) => der.null()],
      ['a boolean of 01', '01 01 01', (der) => der.boolean()],
      ['an empty boolean', '01 00', (der) => der.boolean()],
      ['a boolean of two octets', '01 02 ff ff', (der) => der.boolean()],
      ['an empty integer', '02 00', (der) => der.integer()],
      ['an integer with a needless zero', '02 02 00 7f', (der) => der.integer()],
      ['an integer with a needless sign', '02 02 ff 80', (der) => der.integer()],
      ['a negative small integer', '02 01 ff', (der) => der.smallInteger()],
      ['a small integer of seven octets', '02 07 01 00 00 00 00 00 00', (der) => der.smallInteger()],
      ['octets of a bit string with unused bits', '03 02 01 fe', (der) => der.bitStringOctets()],
      ['an empty bit string', '03 00', (der) => der.bitStringOctets()],
      ['named bits without the count of unused bits', '03 00', (der) => der.namedBits()],
      ['eight unused bits', '03 02 08 00', (der) => der.namedBits()],
      ['unused bits of nothing', '03 01 01', (der) => der.namedBits()],
      ['unused bits that are set', '03 02 01 03', (der) => der.namedBits()],
      ['more than 31 named bits', '03 05 00 00 00 00 01', (der) => der.namedBits()],
      ['a time that is none', '04 00', (der) => der.time()],
    ];
    for (const [what, hex, read] of cases) {
      it(what, () => {
        expect(codeOf(() => read(reader(hex)))).to.equal('der.malformed');
      });
    }

    it('more than 32 elements inside one another', () => {
      let der: Uint8Array = new Uint8Array(0);
      for (let depth = 0; depth < 40; depth++) der = sequence(der);
      const error = thrown(() => {
        let inner = new DerReader(der);
        for (;;) inner = inner.enter();
      });
      expect(isCertBankError(error, 'limit.exceeded') && error.details.limit).to.equal('derDepth');
    });
  });

  it('tells the offset of a fault from the start of the outermost bytes', () => {
    const outer = reader('30 06 30 04 02 02 00 01');
    const error = thrown(() => outer.enter().enter().integer());
    expect(isCertBankError(error, 'der.malformed') && error.details.offset).to.equal(4);
  });

  it('reads two gigabytes as a length without wrapping round', () => {
    expect(codeOf(() => reader('04 84 ff ff ff ff 00').next())).to.equal('der.malformed');
  });

  it('gives views on the bytes, not copies', () => {
    const bytes = fromHex('3003020105');
    const content = new DerReader(bytes).enter().raw();
    expect(content.buffer).to.equal(bytes.buffer);
    expect(toHex(content)).to.equal('020105');
  });

  it('reads back every element that the writer makes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70_000 }),
        fc.constantFrom(0x04, 0x30, 0xa0, 0x80),
        (content, tag) => {
          const der = new DerReader(element(tag, content)).next(tag);
          expect(Buffer.compare(der.content, content)).to.equal(0);
          der.finish();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('reads back integers and named bits', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (value) => {
        expect(new DerReader(integer(value)).smallInteger()).to.equal(value);
        expect(new DerReader(namedBits(value)).namedBits()).to.equal(value);
      }),
    );
    expect(new DerReader(integer(2 ** 48 - 1)).smallInteger()).to.equal(2 ** 48 - 1);
  });
});

describe('the DER writer', () => {
  it('refuses numbers that are no sizes', () => {
    for (const value of [-1, 0.5, Number.NaN, 2 ** 60]) expect(() => integer(value)).to.throw(RangeError);
  });

  it('writes the shortest integers, with a sign octet where it needs one', () => {
    expect(toHex(unsignedInteger(fromHex('0000000080')))).to.equal('02020080');
    expect(toHex(unsignedInteger(fromHex('00007f')))).to.equal('02017f');
    expect(toHex(unsignedInteger(new Uint8Array(0)))).to.equal('020100');
    expect(toHex(integer(0))).to.equal('020100');
    expect(toHex(integer(256))).to.equal('02020100');
  });

  it('brings the elements of a SET OF into order', () => {
    expect(toHex(setOf(integer(3), integer(300), integer(2)))).to.equal(
      '310a020102020103 0202012c'.replace(' ', ''),
    );
  });

  it('strips trailing zero bits and writes no bits as none', () => {
    expect(toHex(namedBits(0))).to.equal('030100');
    expect(toHex(namedBits(1))).to.equal('03020780');
    expect(toHex(namedBits(0x80))).to.equal('03020001');
    expect(toHex(namedBits(0x100))).to.equal('0303070080');
  });
});
