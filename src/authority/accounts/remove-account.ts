import { CertBankError } from '../../base/errors.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import { accountNotFound } from './account.ts';

/**
 * Removes an account. The last administrator stays: without one nobody could make another.
 *
 * Does not end the account's sessions: those that keep sessions look the account up at each use.
 *
 * @throws CertBankError `access.denied` | `account.not-found` | `account.invalid` for the last administrator
 */
export async function removeAccount(
  deps: Pick<AuthorityDeps, 'ledger' | 'engine' | 'clock'>,
  request: { readonly actor: Actor; readonly username: string },
): Promise<void> {
  const { actor, username } = request;
  allow(actor, 'account.remove');
  const at = deps.clock.now();
  await deps.ledger.atomically(async (stores) => {
    const account = await stores.accounts.find(username);
    if (account === undefined) throw accountNotFound(username);
    if (account.role === 'administrator') {
      const administrators = (await stores.accounts.list()).filter(({ role }) => role === 'administrator');
      if (administrators.length === 1) {
        const why = 'the last administrator';
        throw new CertBankError('account.invalid', { field: 'username', why }, `${username} is ${why}`);
      }
    }
    await stores.accounts.remove(username);
    await appendAudit(stores, deps.engine, {
      at,
      actor: describeActor(actor),
      action: 'account.removed',
      object: username,
      details: { role: account.role },
    });
  });
}
