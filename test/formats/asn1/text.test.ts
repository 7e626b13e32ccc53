import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex } from '../../../src/base/bytes.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import {
  decodeText,
  fromLatin1,
  ia5String,
  isPrintable,
  printableString,
  utf8String,
} from '../../../src/formats/asn1/text.ts';
import { TAG } from '../../../src/formats/asn1/tag.ts';
import { codeOf } from '../../support/thrown.ts';

const read = (tag: number, hex: string) => decodeText(tag, fromHex(hex));

describe('string types', () => {
  it('are refused where the octets are no such text', () => {
    const cases: [number, string][] = [
      [TAG.utf8String, 'c080'],
      [TAG.utf8String, 'eda080'],
      [TAG.printableString, 'e6'],
      [TAG.ia5String, '80'],
      [TAG.numericString, 'ff'],
      [TAG.visibleString, 'ff'],
      [TAG.bmpString, '004100'],
      [TAG.bmpString, 'd83dde00'],
      [TAG.universalString, '00110000'],
      [TAG.universalString, '0000d800'],
      [TAG.universalString, '000041'],
      [TAG.octetString, '41'],
    ];
    for (const [tag, hex] of cases)
      expect(
        codeOf(() => read(tag, hex)),
        hex,
      ).to.equal('text.malformed');
  });

  it('are not written with characters that the type lacks', () => {
    expect(() => printableString('a*b')).to.throw(RangeError);
    expect(() => printableString('Æ')).to.throw(RangeError);
    expect(() => ia5String('ø')).to.throw(RangeError);
  });

  it('are read in their own encodings', () => {
    expect(read(TAG.utf8String, 'c3a6c3b8c3a5')).to.equal('æøå');
    expect(read(TAG.teletexString, 'e6f8e5')).to.equal('æøå');
    expect(read(TAG.bmpString, '00e600f800e5')).to.equal('æøå');
    expect(read(TAG.universalString, '0001f600000000e6')).to.equal('\u{1f600}æ');
    expect(read(TAG.printableString, '2a40')).to.equal('*@');
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const reader = new DerReader(utf8String(text)).next(TAG.utf8String);
        expect(decodeText(TAG.utf8String, reader.content)).to.equal(text);
        if (isPrintable(text)) {
          expect(
            decodeText(TAG.printableString, new DerReader(printableString(text)).next().content),
          ).to.equal(text);
        }
      }),
    );
    const bytes = fc.uint8Array({ maxLength: 20_000 });
    fc.assert(
      fc.property(bytes, (value) => fromLatin1(value) === Buffer.from(value).toString('latin1')),
      { numRuns: 30 },
    );
  });
});
