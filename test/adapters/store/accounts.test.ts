import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { AccountRecord } from '../../../src/authority/ports/records.ts';
import { onEveryDatabase } from '../../support/database.ts';
import { refusal } from '../../support/refusal.ts';

onEveryDatabase('the accounts and sessions', (database) => {
  const anna: AccountRecord = {
    username: 'anna',
    passwordHash: 'scrypt:one',
    role: 'officer',
    failedSignIns: 0,
    lockedUntil: null,
    createdAt: new Date(1_800_000_000_000),
  };
  const at = (seconds: number) => new Date(1_800_000_000_000 + 1000 * seconds);

  it('refuse a name a second time, a role that is none, and changes to nobody', async () => {
    const { ledger } = await database.open();
    await ledger.atomically(({ accounts }) => accounts.insert(anna));
    const refused = [
      ledger.atomically(({ accounts }) => accounts.insert(anna)),
      ledger.atomically(({ accounts }) =>
        accounts.insert({ ...anna, username: 'bo', role: 'king' as 'officer' }),
      ),
      ledger.atomically(({ accounts }) => accounts.setPassword('bo', 'x')),
      ledger.atomically(({ accounts }) => accounts.setFailures('bo', 1, null)),
      ledger.atomically(({ accounts }) => accounts.remove('bo')),
    ];
    for (const promise of refused)
      expect(isCertBankError(await refusal(promise), 'store.conflict')).to.equal(true);
  });

  it('are given back as they were put in and changed', async () => {
    const { ledger } = await database.open();
    await ledger.atomically(async ({ accounts }) => {
      await accounts.insert(anna);
      await accounts.insert({ ...anna, username: 'bo' });
      await accounts.setPassword('anna', 'scrypt:two');
      await accounts.setFailures('anna', 5, at(9));
      await accounts.remove('bo');
    });
    const changed = { ...anna, passwordHash: 'scrypt:two', failedSignIns: 5, lockedUntil: at(9) };
    expect(await ledger.read.accounts.list()).to.deep.equal([changed]);
    expect(await ledger.read.accounts.find('anna')).to.deep.equal(changed);
    expect(await ledger.read.accounts.find('bo')).to.equal(undefined);
  });

  it('end a session at its instant, when it is removed, and for good', async () => {
    const { sessions } = await database.open();
    await sessions.save('one', '{"a":1}', at(10));
    await sessions.save('one', '{"a":2}', at(20));
    await sessions.save('two', '{}', at(10));
    expect(await sessions.find('one', at(19))).to.equal('{"a":2}');
    expect(await sessions.find('one', at(20))).to.equal(undefined);
    expect(await sessions.find('nobody', at(0))).to.equal(undefined);
    expect(await sessions.removeExpired(at(10))).to.equal(1);
    expect(await sessions.find('two', at(0))).to.equal(undefined);
    await sessions.remove('one');
    expect(await sessions.find('one', at(0))).to.equal(undefined);
  });
});
