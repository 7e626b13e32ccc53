import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import { inPool, lanesFor } from '../../../src/adapters/keys/pool-lanes.ts';
import { refusal } from '../../support/refusal.ts';

describe('the lanes to the thread pool', () => {
  it('leave a thread to the database, also where there are more cores than threads', () => {
    expect([1, 2, 3, 4, 64].map(lanesFor)).to.deep.equal([2, 3, 3, 3, 3]);
  });

  it('let in a few works at once, and the next in order when one ends, also by a failure', async () => {
    const count = availableParallelism() + 20;
    const thrower = count - 2;
    const begun: number[] = [];
    const ends: ((error: Error | null, value: number) => void)[] = [];
    const work = (index: number) =>
      inPool<number>((done) => {
        begun.push(index);
        ends.push(done);
        if (index === thrower) throw new TypeError('misuse');
      });
    const works = Array.from({ length: count }, (_, index) => work(index));
    const outcomes = Promise.allSettled(works);
    const lanes = begun.length;
    expect(lanes).to.be.within(1, thrower - 2);
    ends[0]!(null, 0);
    expect(begun).to.have.lengthOf(lanes + 1);
    ends[1]!(new Error('failed'), 0);
    for (let at = 2; at < ends.length; at++) if (at !== thrower) ends[at]!(null, at);
    expect(begun).to.deep.equal(Array.from({ length: count }, (_, index) => index));
    const rejected = (await outcomes).flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(rejected).to.deep.equal([1, thrower]);
    expect(await refusal(works[thrower]!)).to.be.instanceOf(TypeError);
    expect(await works.at(-1)).to.equal(count - 1);
    const later = work(count);
    ends.at(-1)!(null, count);
    expect(await later).to.equal(count);
  });
});
