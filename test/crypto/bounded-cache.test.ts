import { expect } from 'chai';
import { BoundedCache } from '../../src/crypto/bounded-cache.ts';

describe('BoundedCache', () => {
  it('refuses a capacity below one', () => {
    expect(() => new BoundedCache(0)).to.throw(RangeError);
  });

  it('never holds more than its capacity', () => {
    const cache = new BoundedCache<number>(3);
    for (let i = 0; i < 100; i++) cache.set(`key ${i}`, i);
    expect(cache.size).to.equal(3);
    expect(cache.get('key 96')).to.equal(undefined);
    expect(cache.get('key 99')).to.equal(99);
  });

  it('keeps what is used and drops what is not', () => {
    const cache = new BoundedCache<number>(2);
    cache.set('old', 1);
    cache.set('new', 2);
    cache.get('old');
    cache.set('newest', 3);
    expect(cache.get('old')).to.equal(1);
    expect(cache.get('new')).to.equal(undefined);
  });

  it('replaces a value without taking more room', () => {
    const cache = new BoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.set('a', 3);
    expect(cache.size).to.equal(2);
    expect(cache.get('a')).to.equal(3);
    cache.delete('a');
    expect(cache.get('a')).to.equal(undefined);
  });
});
