import { expect } from 'chai';
import { isTooShort, strengthOf } from '../../../src/portal/client/password-strength.ts';

describe('strengthOf', () => {
  it('counts characters, not code units', () => {
    expect(isTooShort('🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑')).to.equal(true);
    expect(isTooShort('🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑')).to.equal(false);
  });

  for (const password of [
    'aaaaaaaaaaaaaaaaaaaa',
    'abcdefghijklmnop',
    '123456789012345678',
    'abababababababab',
  ]) {
    it(`is not deceived by repetition and order: ${password}`, () => {
      expect(strengthOf(password)).to.equal('weak');
    });
  }

  it('is short below twelve characters, however wild', () => {
    expect(strengthOf('aB3$xY9!kQ2')).to.equal('short');
  });

  it('grows with length', () => {
    expect(strengthOf('trehundredeo')).to.equal('weak');
    expect(strengthOf('kajak lampe sol')).to.equal('fair');
    expect(strengthOf('bjergtop lampe kajak 7')).to.equal('strong');
  });
});
