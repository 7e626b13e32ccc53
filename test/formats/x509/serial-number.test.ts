import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { element, unsignedInteger } from '../../../src/formats/asn1/der-writer.ts';
import { TAG } from '../../../src/formats/asn1/tag.ts';
import { readSerialNumber, serialText } from '../../../src/formats/x509/serial-number.ts';
import { codeOf } from '../../support/thrown.ts';

const read = (hex: string) => readSerialNumber(new DerReader(element(TAG.integer, fromHex(hex))));

describe('serial numbers', () => {
  it('are refused when empty or above 64 octets', () => {
    expect(codeOf(() => read(''))).to.equal('der.malformed');
    expect(codeOf(() => read('01'.repeat(65)))).to.equal('limit.exceeded');
  });

  it('with sign octets too many are the number they are', () => {
    expect(toHex(read('0005'))).to.equal('05');
    expect(toHex(read('000080'))).to.equal('0080');
    expect(toHex(read('ffff80'))).to.equal('80');
    expect(toHex(read('ff7f'))).to.equal('ff7f');
    expect(toHex(read('0000'))).to.equal('00');
  });

  it('are written in hexadecimal without a sign octet, negative ones with a minus', () => {
    expect(serialText(fromHex('0080'))).to.equal('80');
    expect(serialText(fromHex('00'))).to.equal('00');
    expect(serialText(fromHex('7f01'))).to.equal('7f01');
    expect(serialText(fromHex('ff'))).to.equal('-01');
    expect(serialText(fromHex('80'))).to.equal('-80');
    expect(serialText(fromHex('ff7f'))).to.equal('-81');
    expect(serialText(fromHex('8000'))).to.equal('-8000');
  });

  it('of twenty octets come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
        const text = toHex(bytes).replace(/^(00)+(?=..)/, '');
        expect(serialText(readSerialNumber(new DerReader(unsignedInteger(bytes))))).to.equal(text);
      }),
    );
  });
});
