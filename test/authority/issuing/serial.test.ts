import { expect } from 'chai';
import { makeSerial } from '../../../src/authority/issuing/serial.ts';
import { serialText } from '../../../src/formats/x509/serial-number.ts';
import { seededRandom } from '../../support/authority.ts';

describe('makeSerial', () => {
  it('gives 20 octets whatever chance gives: never negative, never with a leading zero', () => {
    for (const octet of [0x00, 0x7f, 0x80, 0xff]) {
      const serial = makeSerial({ bytes: (count) => new Uint8Array(count).fill(octet) });
      expect(serial).to.have.length(20);
      expect(serial[0]).to.be.within(0x40, 0x7f);
    }
  });

  it('does not repeat itself', () => {
    const random = seededRandom('serials');
    const serials = Array.from({ length: 1000 }, () => serialText(makeSerial(random)));
    expect(new Set(serials).size).to.equal(1000);
  });
});
