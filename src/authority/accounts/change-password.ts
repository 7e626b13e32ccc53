import { CertBankError } from '../../base/errors.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import { appendAudit } from '../audit/record.ts';
import { accountNotFound } from './account.ts';
import { checkPassword, normalisePassword } from './password.ts';
import { signIn, type SignInDeps } from './sign-in.ts';

/**
 * Gives an account a new password. For one's own the present password must be shown, and wrong
 * ones count as failed sign-ins; an administrator may set anybody else's. It also unlocks the account.
 *
 * Does not end the account's sessions.
 *
 * @throws CertBankError `access.denied` | `access.bad-credentials` | `access.locked` | `account.not-found` |
 *   `account.invalid`
 */
export async function changePassword(
  deps: SignInDeps,
  request: {
    readonly actor: Actor;
    readonly username: string;
    readonly currentPassword?: string | undefined;
    readonly newPassword: string;
  },
): Promise<void> {
  const { actor, username, currentPassword, newPassword } = request;
  const isOwn = actor.id === username && actor.kind !== 'system';
  if (!isOwn) allow(actor, 'account.reset-password');
  checkPassword(username, newPassword);
  if (isOwn) {
    if (currentPassword === undefined) {
      throw new CertBankError('access.bad-credentials', {}, 'the present password is missing');
    }
    await signIn(deps, { username, password: currentPassword });
  }
  const passwordHash = await deps.passwords.hash(normalisePassword(newPassword));
  const at = deps.clock.now();
  await deps.ledger.atomically(async (stores) => {
    if ((await stores.accounts.find(username)) === undefined) throw accountNotFound(username);
    await stores.accounts.setPassword(username, passwordHash);
    await stores.accounts.setFailures(username, 0, null);
    await appendAudit(stores, deps.engine, {
      at,
      actor: describeActor(actor),
      action: 'account.password-changed',
      object: username,
      details: { own: isOwn },
    });
  });
}
