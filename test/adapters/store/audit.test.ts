import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { OpenLedger } from '../../../src/adapters/store/ledger.ts';
import { onEveryDatabase, rawAccess } from '../../support/database.ts';
import { sampleAudit, sampleSha256 } from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';

onEveryDatabase('the audit records', (database) => {
  let open: OpenLedger;

  it('are changed and removed by nobody, not even by SQL', async () => {
    const config = await database.empty();
    open = await database.open(config);
    await open.ledger.atomically(({ audit }) => audit.insert(sampleAudit(1)));
    const attempts = [
      `update audit set actor = 'nobody'`,
      'delete from audit',
      'delete from audit where sequence = 1',
    ];
    if (database.client === 'postgres') attempts.push('truncate audit');
    for (const sql of attempts) {
      expect(isCertBankError(await refusal(rawAccess(config, sql)), 'store.conflict'), sql).to.equal(true);
    }
    expect(await open.ledger.read.audit.listFrom(1, 10)).to.deep.equal([sampleAudit(1)]);
  });

  it('never fork: a second record after the same one is refused', async () => {
    open = await database.open();
    await open.ledger.atomically(({ audit }) => audit.insert(sampleAudit(1)));
    await open.ledger.atomically(({ audit }) => audit.insert(sampleAudit(2)));
    for (const fork of [sampleAudit(2), sampleAudit(3, { previousHash: sampleSha256(1, 'a') })]) {
      const error = await refusal(open.ledger.atomically(({ audit }) => audit.insert(fork)));
      expect(isCertBankError(error, 'store.conflict')).to.equal(true);
    }
  });

  it('are listed from a number on, and newest first for people', async () => {
    open = await database.open();
    await open.ledger.atomically(async ({ audit }) => {
      expect(await audit.findLast()).to.equal(undefined);
      for (const n of [1, 2, 3, 4, 5]) await audit.insert(sampleAudit(n));
      expect(await audit.findLast()).to.deep.equal(sampleAudit(5));
    });
    const { audit } = open.ledger.read;
    expect(await audit.findLast()).to.deep.equal(sampleAudit(5));
    expect((await audit.listFrom(2, 2)).map((record) => record.sequence)).to.deep.equal([2, 3]);
    const first = await audit.listLatest({ limit: 3 });
    const second = await audit.listLatest({ limit: 3, cursor: first.nextCursor! });
    expect([...first.items, ...second.items].map((record) => record.sequence)).to.deep.equal([5, 4, 3, 2, 1]);
    expect(second.nextCursor).to.equal(null);
  });

  it('go on from what was committed where a work before was undone', async () => {
    open = await database.open();
    await Promise.allSettled(
      [1, 2, 3, 4, 5, 6].map((n) =>
        open.ledger.atomically(async ({ audit }) => {
          const last = await audit.findLast();
          const sequence = (last?.sequence ?? 0) + 1;
          await audit.insert(sampleAudit(sequence, last === undefined ? {} : { previousHash: last.hash }));
          if (n % 2 === 0) throw new Error('undone');
        }),
      ),
    );
    expect(await open.ledger.read.audit.listFrom(1, 10)).to.deep.equal([1, 2, 3].map((n) => sampleAudit(n)));
  });
});
