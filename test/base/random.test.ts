import { expect } from 'chai';
import { systemRandom } from '../../src/base/random.ts';

describe('systemRandom', () => {
  it('fills arrays of any length, above what the platform gives at once too', () => {
    const bytes = systemRandom.bytes(200_000);
    expect(bytes).to.have.lengthOf(200_000);
    // The last 64 octets are all zero once in 2^512 runs.
    expect(bytes.subarray(-64).some((octet) => octet !== 0)).to.equal(true);
    expect(systemRandom.bytes(0)).to.have.lengthOf(0);
  });
});
