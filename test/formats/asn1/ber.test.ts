import { expect } from 'chai';
import { equal, fromHex, toHex } from '../../../src/base/bytes.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { berToDer } from '../../../src/formats/asn1/ber.ts';
import { element, octetString, sequence, setOf } from '../../../src/formats/asn1/der-writer.ts';

const convert = (hex: string): string => toHex(berToDer(fromHex(hex.replaceAll(' ', ''))));

function refuses(hex: string, code = 'der.malformed'): void {
  try {
    convert(hex);
  } catch (error) {
    expect(isCertBankError(error) && error.code).to.equal(code);
    return;
  }
  expect.fail('accepted');
}

describe('BER rewritten as DER', () => {
  it('refuses what ends too early or too late', () => {
    refuses('');
    refuses('30');
    refuses('3080');
    refuses('30800000 00');
    refuses('3003 0201');
    refuses('0481');
    refuses('0401');
    refuses('30020500 00');
  });

  it('refuses an element that reaches beyond its container', () => {
    refuses('3003 0402 0000 05');
    refuses('3004 3080 0500 0000');
    refuses('3080 3002 0503 000000 0000');
  });

  it('refuses a primitive element of indefinite length', () => {
    refuses('0480 0000');
  });

  it('refuses end-of-contents octets where nothing is open for them', () => {
    refuses('0000');
    refuses('3002 0000');
  });

  it('refuses tags of more than one octet', () => {
    refuses('1f8101 00');
  });

  it('refuses lengths above four octets but reads leading zeros', () => {
    refuses('0485 0100000000');
    expect(convert('0486 000000000001 41')).to.equal('040141');
  });

  it('refuses segmented strings other than octet strings', () => {
    for (const tag of ['23', '2c', '33', '36', '2a']) refuses(`${tag}80 0000`);
  });

  it('refuses a segment of another type', () => {
    refuses('2480 0c0141 0000');
    refuses('2480 3000 0000');
  });

  it('refuses more nesting than the limit, without recursion', () => {
    const depth = 1_000_000;
    const nested = new Uint8Array(2 * depth);
    for (let i = 0; i < depth; i++) nested.set([0x24, 0x80], 2 * i);
    expect(() => berToDer(nested))
      .to.throw()
      .with.property('code', 'limit.exceeded');
    const honest = `${'3080'.repeat(LIMITS.derDepth)}${'0000'.repeat(LIMITS.derDepth)}`;
    expect(convert(honest)).to.match(/^30/);
  });

  it('refuses more elements than the limit', () => {
    const many = sequence(new Uint8Array(2 * LIMITS.berElements + 2).map((_, i) => (i % 2 === 0 ? 0x05 : 0)));
    expect(() => berToDer(many))
      .to.throw()
      .with.property('code', 'limit.exceeded');
  });

  it('makes lengths definite and minimal', () => {
    expect(convert('3080 020101 0000')).to.equal('3003020101');
    expect(convert('308103 020101')).to.equal('3003020101');
    expect(convert('3084 00000005 02820001 01')).to.equal('3003020101');
    expect(convert('3080 3080 0000 a080 0500 0000 0000')).to.equal('3006' + '3000' + 'a0020500');
  });

  it('joins the segments of an octet string, nested ones too', () => {
    expect(convert('2480 040141 040142 0000')).to.equal('04024142');
    expect(convert('2480 2480 040141 0000 2405 040142 0400 040143 0000')).to.equal('0403414243');
    expect(convert('2400')).to.equal('0400');
  });

  it('leaves the inside of primitive elements alone', () => {
    expect(convert('3080 0407 24800401410000 0000')).to.equal('3009040724800401410000');
    expect(convert('0404 30800000')).to.equal('040430800000');
  });

  it('keeps the order of a SET OF', () => {
    expect(convert('3180 020102 020101 0000')).to.equal('3106020102020101');
  });

  it('gives DER back as it was, across every size of length', () => {
    for (const size of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x100_0000]) {
      const der = sequence(setOf(octetString(new Uint8Array(size))), element(0xa0, octetString()));
      expect(equal(berToDer(der), der), String(size)).to.equal(true);
    }
  });
});
