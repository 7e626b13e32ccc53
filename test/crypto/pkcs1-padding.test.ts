import { expect } from 'chai';
import { concat } from '../../src/base/bytes.ts';
import { unpadPkcs1 } from '../../src/crypto/pkcs1-padding.ts';

const SIZE = 256;
const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const substitute = new Uint8Array(32).fill(0xaa);

/** 00 02, padding, 00, message. */
const block = (message: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0, 2), new Uint8Array(SIZE - 3 - message.length).fill(7), Uint8Array.of(0), message);

const changed = (at: number, octet: number): Uint8Array => {
  const copy = block(key);
  copy[at] = octet;
  return copy;
};

describe('RSAES-PKCS1-v1_5 without an oracle (Bleichenbacher 1998, RFC 3218)', () => {
  it('gives the substitute for whatever is wrong, and never throws', () => {
    const wrong: Record<string, Uint8Array> = {
      'first octet': changed(0, 1),
      'block type 1': changed(1, 1),
      'block type 0': changed(1, 0),
      'no separator': changed(SIZE - 33, 7),
      'zero at the start of the padding': changed(2, 0),
      'zero at the end of the padding': changed(SIZE - 34, 0),
      'a shorter key': block(key.subarray(1)),
      'a longer key': block(concat(key, key)),
      'all zero': new Uint8Array(SIZE),
      'no room for padding': new Uint8Array(40),
      empty: new Uint8Array(),
    };
    for (const [what, octets] of Object.entries(wrong)) {
      expect(unpadPkcs1(octets, substitute), what).to.deep.equal(substitute);
    }
  });

  it('takes each octet of the padding for what it is', () => {
    for (let at = 0; at <= SIZE - 33; at++) {
      const octets = changed(at, at === 1 || at === SIZE - 33 ? 9 : 0);
      expect(unpadPkcs1(octets, substitute), String(at)).to.deep.equal(at === 0 ? key : substitute);
    }
  });

  it('gives the key where all is right', () => {
    expect(unpadPkcs1(block(key), substitute)).to.deep.equal(key);
    const padding = changed(5, 0xff);
    expect(unpadPkcs1(padding, substitute)).to.deep.equal(key);
  });
});
