import { expect } from 'chai';
import { scryptHasher } from '../../../src/adapters/secrets/scrypt.ts';
import { changePassword } from '../../../src/authority/accounts/change-password.ts';
import { createAccount } from '../../../src/authority/accounts/create-account.ts';
import { listAccounts } from '../../../src/authority/accounts/list-accounts.ts';
import { removeAccount } from '../../../src/authority/accounts/remove-account.ts';
import { signIn } from '../../../src/authority/accounts/sign-in.ts';
import type { Role } from '../../../src/authority/ports/records.ts';
import { ADMINISTRATOR, AUDITOR, OFFICER, SYSTEM, makeBank, type TestBank } from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';

const PASSWORD = 'rugbrød med sild';

describe('accounts', () => {
  let bank: TestBank;
  beforeEach(async () => {
    bank = await makeBank();
    await create('anna', 'administrator');
  });
  afterEach(() => bank.close());

  const create = (username: string, role: Role, password = PASSWORD) =>
    createAccount(bank, { actor: SYSTEM, username, password, role });
  const signInAs = (username: string, password = PASSWORD) => signIn(bank, { username, password });

  describe('refuse', () => {
    it('to be made, seen or removed by officers', async () => {
      const account = { username: 'otto', password: PASSWORD, role: 'administrator' } as const;
      expect(await refusalCode(createAccount(bank, { actor: OFFICER, ...account }))).to.equal(
        'access.denied',
      );
      expect(await refusalCode(listAccounts(bank, { actor: OFFICER }))).to.equal('access.denied');
      expect(await refusalCode(removeAccount(bank, { actor: OFFICER, username: 'anna' }))).to.equal(
        'access.denied',
      );
    });

    it('names that are taken or malformed', async () => {
      for (const username of ['anna', 'Anna', '', 'a b', '-anna', '0102031234', 'a'.repeat(65)]) {
        expect(await refusalCode(create(username, 'officer')), username).to.equal('account.invalid');
      }
    });

    it('passwords that are short, like the name, or of few characters', async () => {
      for (const password of [
        'short',
        'bertil-2026',
        'bertilbertil',
        'Bertil-Bertil',
        'aaaaaaaaaaaaaaaa',
        'x'.repeat(257),
      ]) {
        expect(await refusalCode(create('bertil', 'officer', password)), password).to.equal(
          'account.invalid',
        );
      }
    });

    it('to let the last administrator go', async () => {
      expect(await refusalCode(removeAccount(bank, { actor: ADMINISTRATOR, username: 'anna' }))).to.equal(
        'account.invalid',
      );
      await create('berit', 'administrator');
      await removeAccount(bank, { actor: ADMINISTRATOR, username: 'anna' });
      expect(await refusalCode(removeAccount(bank, { actor: ADMINISTRATOR, username: 'berit' }))).to.equal(
        'account.invalid',
      );
    });

    it('two administrators who remove each other at once', async () => {
      await create('berit', 'administrator');
      const outcomes = await Promise.allSettled(
        ['anna', 'berit'].map((username) => removeAccount(bank, { actor: ADMINISTRATOR, username })),
      );
      expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    });

    it('wrong names and passwords alike', async () => {
      expect(await refusalCode(signInAs('anna', 'wrong'))).to.equal('access.bad-credentials');
      expect(await refusalCode(signInAs('nobody'))).to.equal('access.bad-credentials');
    });

    it('passwords that nobody can have, of known and unknown names alike', async () => {
      const passwords = scryptHasher();
      for (const password of ['', 'x'.repeat(5000), '\uFDFA'.repeat(256)]) {
        for (const username of ['anna', 'nobody']) {
          expect(await refusalCode(signIn({ ...bank, passwords }, { username, password }))).to.equal(
            'access.bad-credentials',
          );
        }
      }
    });

    it('even the right password after five wrong ones, for a quarter of an hour', async () => {
      for (let i = 0; i < 5; i++)
        expect(await refusalCode(signInAs('anna', 'wrong'))).to.equal('access.bad-credentials');
      expect(await refusalCode(signInAs('anna'))).to.equal('access.locked');
      bank.clock.pass(15 * 60 - 1);
      expect(await refusalCode(signInAs('anna'))).to.equal('access.locked');
      bank.clock.pass(1);
      expect((await signInAs('anna')).role).to.equal('administrator');
    });

    it('more guesses at once than are allowed', async () => {
      const codes = await Promise.all(
        Array.from({ length: 12 }, (_, i) => refusalCode(signInAs('anna', `guess ${i}`))),
      );
      expect(codes.filter((code) => code === 'access.bad-credentials')).to.have.length(5);
    });

    it('a new password without the present one, and one for somebody else from an officer', async () => {
      const own = { actor: ADMINISTRATOR, username: 'anna', newPassword: 'en helt ny adgangskode' };
      expect(await refusalCode(changePassword(bank, own))).to.equal('access.bad-credentials');
      expect(await refusalCode(changePassword(bank, { ...own, currentPassword: 'wrong' }))).to.equal(
        'access.bad-credentials',
      );
      expect(await refusalCode(changePassword(bank, { ...own, actor: OFFICER }))).to.equal('access.denied');
    });
  });

  it('sign in whatever the case of the name, and count failures anew after', async () => {
    for (let i = 0; i < 4; i++) await refusalCode(signInAs('anna', 'wrong'));
    expect((await signInAs(' ANNA ')).username).to.equal('anna');
    for (let i = 0; i < 4; i++) await refusalCode(signInAs('anna', 'wrong'));
    expect((await signInAs('anna')).username).to.equal('anna');
  });

  it('take a password however it is composed', async () => {
    await create('berit', 'officer', 'blåbærgrød i køkkenet'.normalize('NFC'));
    await signInAs('berit', 'blåbærgrød i køkkenet'.normalize('NFD'));
  });

  it('get a new password from their owner or an administrator, which unlocks them', async () => {
    await create('otto', 'officer');
    for (let i = 0; i < 5; i++) await refusalCode(signInAs('otto', 'wrong'));
    await changePassword(bank, {
      actor: ADMINISTRATOR,
      username: 'otto',
      newPassword: 'sat af en administrator',
    });
    await signInAs('otto', 'sat af en administrator');
    const own = {
      username: 'otto',
      currentPassword: 'sat af en administrator',
      newPassword: 'valgt af mig selv',
    };
    await changePassword(bank, { actor: OFFICER, ...own });
    await signInAs('otto', 'valgt af mig selv');
  });

  it('are listed without their password hashes', async () => {
    const [account] = await listAccounts(bank, { actor: AUDITOR });
    expect(account).to.include({ username: 'anna', role: 'administrator' });
    expect(account).to.not.have.property('passwordHash');
  });
});
