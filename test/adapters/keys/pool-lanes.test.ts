import { expect } from 'chai';
import { inPool } from '../../../src/adapters/keys/pool-lanes.ts';
import { refusal } from '../../support/refusal.ts';

describe('the lanes to the thread pool', () => {
  it('let in a few works at once, and the next in order when one ends, also by a failure', async () => {
    const begun: number[] = [];
    const ends: ((error: Error | null, value: number) => void)[] = [];
    const work = (index: number) =>
      inPool<number>((done) => {
        begun.push(index);
        ends.push(done);
        if (index === 21) throw new TypeError('misuse');
      });
    const works = Array.from({ length: 40 }, (_, index) => work(index));
    const outcomes = Promise.allSettled(works);
    const lanes = begun.length;
    expect(lanes).to.be.within(1, 20);
    ends[0]!(null, 0);
    expect(begun).to.have.lengthOf(lanes + 1);
    ends[1]!(new Error('failed'), 0);
    for (let at = 2; at < ends.length; at++) if (at !== 21) ends[at]!(null, at);
    expect(begun).to.deep.equal(Array.from({ length: 40 }, (_, index) => index));
    const rejected = (await outcomes).flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(rejected).to.deep.equal([1, 21]);
    expect(await refusal(works[21]!)).to.be.instanceOf(TypeError);
    expect(await works[39]).to.equal(39);
    const later = work(40);
    ends.at(-1)!(null, 40);
    expect(await later).to.equal(40);
  });
});
