import { expect } from 'chai';
import { decide } from '../../../src/trust/revocation/decide.ts';
import type { Finding } from '../../../src/trust/revocation/question.ts';

const day = (n: number): Date => new Date(Date.UTC(2026, 5, n));
const good = (n: number): Finding => ({ status: 'good', source: 'ocsp', thisUpdate: day(n) });
const held = (n: number): Finding => ({
  status: 'on-hold',
  source: 'crl',
  since: day(1),
  thisUpdate: day(n),
});
const revoked = (n: number, since = 1): Finding => ({
  status: 'revoked',
  source: 'crl',
  since: day(since),
  thisUpdate: day(n),
});
const later: Finding = { status: 'good', source: 'crl', thisUpdate: day(20), revokedLater: day(15) };

describe('What all evidence together says', () => {
  it('is unknown without any, with the reason that tells most', () => {
    expect(decide([], [])).to.deep.equal({ status: 'unknown', why: 'no-evidence' });
    expect(decide([], ['out-of-scope', 'stale', 'signature-invalid'])).to.deep.equal({
      status: 'unknown',
      why: 'stale',
    });
  });

  it('is revoked where one says so, however new the others are, from the earliest instant', () => {
    expect(decide([good(9), revoked(2), held(8)], [])).to.deep.equal(revoked(2));
    expect(decide([revoked(2, 5), revoked(1, 3), good(9)], [])).to.deep.equal(revoked(1, 3));
  });

  it('is what the newest says among those that may change, and on hold among equals', () => {
    expect(decide([held(2), good(3)], [])).to.deep.equal(good(3));
    expect(decide([good(2), held(3)], [])).to.deep.equal(held(3));
    expect(decide([good(3), held(3)], [])).to.deep.equal(held(3));
  });

  it('is not lifted by what only says "not revoked until later"', () => {
    expect(decide([later, held(2)], [])).to.deep.equal(held(2));
    expect(decide([later], [])).to.deep.equal(later);
  });
});
