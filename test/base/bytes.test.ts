import { expect } from 'chai';
import fc from 'fast-check';
import {
  compare,
  concat,
  equal,
  equalInConstantTime,
  fromBase64,
  fromHex,
  fromUtf8,
  toBase64,
  toHex,
  toUtf8,
} from '../../src/base/bytes.ts';
import { codeOf } from '../support/thrown.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

describe('bytes', () => {
  it('refuses what is not hexadecimal', () => {
    for (const text of ['0', 'zz', '0g', ' 00', '0x00'])
      expect(codeOf(() => fromHex(text))).to.equal('text.malformed');
  });

  it('refuses base64 with white space, missing padding, unused bits or another alphabet', () => {
    for (const text of ['AA', 'AA=', 'AAA A', 'AB==', 'AAB=', 'A===', '-_==', 'AA==AA==', '====']) {
      expect(
        codeOf(() => fromBase64(text)),
        text,
      ).to.equal('text.malformed');
    }
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const hex of ['ff', 'c0af', 'eda080', 'f8888080', 'e282']) {
      expect(
        codeOf(() => fromUtf8(fromHex(hex))),
        hex,
      ).to.equal('text.malformed');
    }
  });

  it('gives back what it wrote as hexadecimal, base64 and UTF-8', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(fromHex(toHex(value))).to.deep.equal(value);
        expect(fromBase64(toBase64(value))).to.deep.equal(value);
        expect(toBase64(value)).to.equal(Buffer.from(value).toString('base64'));
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fromUtf8(toUtf8(text)) === text));
  });

  it('compares like Buffer does', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(Math.sign(compare(a, b))).to.equal(Buffer.compare(a, b));
        expect(equal(a, b)).to.equal(Buffer.compare(a, b) === 0);
        expect(equalInConstantTime(a, b)).to.equal(Buffer.compare(a, b) === 0);
      }),
    );
  });

  it('joins the parts in their order', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), (parts) => {
        expect(Buffer.from(concat(...parts))).to.deep.equal(Buffer.concat(parts));
      }),
    );
  });
});
