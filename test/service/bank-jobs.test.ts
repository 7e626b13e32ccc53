import { expect } from 'chai';
import { Issuers } from '../../src/authority/issuing/issuers.ts';
import { bankJobs } from '../../src/service/bank-jobs.ts';
import { BASE_URL, makeBank } from '../support/authority.ts';

const sessions = {
  find: async () => undefined,
  save: async () => undefined,
  remove: async () => undefined,
  removeExpired: async () => 0,
};

describe('bankJobs', () => {
  it('renews what is due once where two processes share a bank, and neither complains', async () => {
    const bank = await makeBank();
    const processes = await Promise.all(
      [1, 2].map(async () => ({ ...bank, issuers: await Issuers.load(bank, { baseUrl: BASE_URL }) })),
    );
    bank.clock.pass(400 * 86_400);
    const at = bank.clock.now();
    for (const name of ['responder-renewal', 'unit-renewal', 'crl-renewal', 'issuers']) {
      const runs = processes.map((authority) =>
        bankJobs(authority, { sessions })
          .find((job) => job.name === name)!
          .run(at),
      );
      await Promise.all(runs);
    }
    for (const { issuers } of processes) {
      const ids = issuers.all.map(({ id }) => id);
      expect(ids).to.include.members(['issuing-seal-2', 'issuing-tsa-2', 'issuing-ocsp-2']);
      expect(ids).to.have.length(8);
    }
    await bank.close();
  });
});
