import { expect } from 'chai';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { encodeEcdsaSignature, rawEcdsaSignature } from '../../src/crypto/ecdsa-signature.ts';

describe('ECDSA signature encodings', () => {
  const refused: Record<string, string> = {
    'nothing at all': '',
    'an empty sequence': '3000',
    'one number': '3003020101',
    'three numbers': '3009020101020102020103',
    'a padded number': '300702020001020102',
    'a negative number': '3006020181020101',
    'an empty number': '30050200020101',
    'a number longer than the order': '30080203010000020101',
    'bytes behind the sequence': '300602010102010200',
    'a long form of a short length': '30810602010102010 2'.replace(' ', ''),
    'an indefinite length': '30800201010201020000',
    'another tag than SEQUENCE': '3106020101020102',
    'another tag than INTEGER': '3006040101020102',
    'a cut signature': '30060201010201',
  };
  for (const [what, hex] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(rawEcdsaSignature(fromHex(hex), 2)).to.equal(undefined);
    });
  }

  it('pads both halves to the order', () => {
    expect(toHex(rawEcdsaSignature(fromHex('300702010102020203'), 4)!)).to.equal('0000000100000203');
  });

  it('keeps a leading zero octet only where the sign bit asks for it', () => {
    expect(toHex(rawEcdsaSignature(fromHex('300702020080020101'), 1)!)).to.equal('8001');
    expect(toHex(encodeEcdsaSignature(fromHex('00800001')))).to.equal('300702020080020101');
  });

  it('refuses to encode halves of unequal length', () => {
    expect(() => encodeEcdsaSignature(new Uint8Array(3))).to.throw(RangeError);
    expect(() => encodeEcdsaSignature(new Uint8Array(0))).to.throw(RangeError);
  });
});
