import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { soakByKilling } from '../../scripts/soak/kill.ts';

describe('a bank that is killed under load and started again', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'certbank-kill-'));
  });
  after(() => rm(directory, { recursive: true }));

  // The short form of `npm run soak -- kill`.
  it('has every certificate and revocation that it told anybody of, and a whole audit chain', async function () {
    this.timeout(300_000);
    const result = await soakByKilling({
      directory,
      rounds: 3,
      clients: 16,
      seed: 1848,
      tell: () => undefined,
    });
    expect(result.problems).to.deep.equal([]);
    expect(result.kills).to.equal(3);
    expect(result.received).to.be.greaterThan(0);
    expect(result.cutOff).to.be.greaterThan(0);
  });
});
