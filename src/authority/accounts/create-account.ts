import { CertBankError } from '../../base/errors.ts';
import { looksLikeCpr } from '../../formats/oces/cpr.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { AccountRecord, Role } from '../ports/records.ts';
import { checkPassword, normalisePassword } from './password.ts';
import { viewAccount, type AccountView } from './account.ts';

/** Lower case, so that two accounts never differ by case alone. */
const USERNAME = /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/;
const ROLES: readonly string[] = ['officer', 'administrator', 'auditor'] satisfies Role[];

/**
 * Creates an account for someone who runs the bank.
 *
 * @throws CertBankError `access.denied` | `account.invalid`, also for a name that is taken
 */
export async function createAccount(
  deps: Pick<AuthorityDeps, 'ledger' | 'engine' | 'clock' | 'passwords'>,
  request: {
    readonly actor: Actor;
    readonly username: string;
    readonly password: string;
    readonly role: Role;
  },
): Promise<AccountView> {
  const { actor, username, password, role } = request;
  allow(actor, 'account.create');
  const invalid = (field: string, why: string) =>
    new CertBankError('account.invalid', { field, why }, `${field}: ${why}`);
  if (!USERNAME.test(username))
    throw invalid('username', 'lower-case letters, digits, dot, hyphen and underscore');
  if (looksLikeCpr(username)) throw invalid('username', 'looks like a CPR number');
  if (!ROLES.includes(role)) throw invalid('role', 'unknown');
  checkPassword(username, password);
  const account: AccountRecord = {
    username,
    passwordHash: await deps.passwords.hash(normalisePassword(password)),
    role,
    failedSignIns: 0,
    lockedUntil: null,
    createdAt: deps.clock.now(),
  };
  await deps.ledger.atomically(async (stores) => {
    if ((await stores.accounts.find(username)) !== undefined) throw invalid('username', 'taken');
    await stores.accounts.insert(account);
    await appendAudit(stores, deps.engine, {
      at: account.createdAt,
      actor: describeActor(actor),
      action: 'account.created',
      object: username,
      details: { role },
    });
  });
  return viewAccount(account);
}
