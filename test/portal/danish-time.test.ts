import { expect } from 'chai';
import { danishTime } from '../../src/portal/danish-time.ts';

describe('danishTime', () => {
  it('refuses what is no local time', () => {
    for (const text of ['', '2026-10-04', '2026-10-04T12:00:00Z', '2026-13-01T00:00', '2026-02-30T10:00']) {
      expect(danishTime(text), text).to.equal(undefined);
    }
  });

  it('refuses the hour that clocks skip in spring', () => {
    expect(danishTime('2026-03-29T02:30')).to.equal(undefined);
  });

  it('is one hour ahead of UTC in winter and two in summer', () => {
    expect(danishTime('2026-01-15T12:00')).to.deep.equal(new Date('2026-01-15T11:00:00Z'));
    expect(danishTime('2026-07-15T12:00')).to.deep.equal(new Date('2026-07-15T10:00:00Z'));
  });

  it('takes the first of the two hours that clocks show in autumn', () => {
    expect(danishTime('2026-10-25T02:30')).to.deep.equal(new Date('2026-10-25T00:30:00Z'));
  });
});
