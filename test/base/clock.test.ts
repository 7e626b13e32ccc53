import { expect } from 'chai';
import { wholeSeconds } from '../../src/base/clock.ts';

describe('wholeSeconds', () => {
  it('drops milliseconds, towards the past also before 1970', () => {
    expect(wholeSeconds(new Date('2026-01-01T00:00:00.999Z')).toISOString()).to.equal(
      '2026-01-01T00:00:00.000Z',
    );
    expect(wholeSeconds(new Date('1969-12-31T23:59:59.001Z')).toISOString()).to.equal(
      '1969-12-31T23:59:59.000Z',
    );
  });
});
