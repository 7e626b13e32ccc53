import { CertBankError } from '../../base/errors.ts';
import { describeActor } from '../access/actor.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Stores } from '../ports/ledger.ts';
import type { AccountRecord } from '../ports/records.ts';
import { actorOf, viewAccount, type AccountView } from './account.ts';
import { isPossiblePassword, normalisePassword } from './password.ts';

/** Wrong passwords in a row until an account is locked. */
const MAX_FAILURES = 5;
const LOCK_MINUTES = 15;

export type SignInDeps = Pick<AuthorityDeps, 'ledger' | 'engine' | 'clock' | 'passwords'>;

/**
 * The account of who knows its password. After five wrong passwords in a row the account is
 * locked for a quarter of an hour, and the right password is refused as well.
 *
 * An unknown name costs as much time as a wrong password. That an account exists shows when it
 * is locked: limits on requests by address come before this.
 *
 * @throws CertBankError `access.bad-credentials` | `access.locked`
 */
export async function signIn(
  deps: SignInDeps,
  request: { readonly username: string; readonly password: string },
): Promise<AccountView> {
  // Refused before the name is looked up, so that it tells nothing of the name.
  if (!isPossiblePassword(request.password)) throw badCredentials();
  const at = deps.clock.now();
  const password = normalisePassword(request.password);
  const username = request.username.trim().toLowerCase();
  const account = await deps.ledger.read.accounts.find(username);
  if (account === undefined) {
    await deps.passwords.hash(password);
    throw badCredentials();
  }
  checkUnlocked(account, at);
  const isRight = await deps.passwords.verify(password, account.passwordHash);
  const outcome = await deps.ledger.atomically((stores) => settle(deps, stores, account, isRight, at));
  if (outcome === undefined) throw badCredentials();
  return viewAccount(outcome);
}

/** Counts from the account as it is then, so that many guesses at once count as many. */
async function settle(
  deps: SignInDeps,
  stores: Stores,
  { username, passwordHash }: AccountRecord,
  isRight: boolean,
  at: Date,
): Promise<AccountRecord | undefined> {
  const account = await stores.accounts.find(username);
  if (account === undefined || account.passwordHash !== passwordHash) return undefined;
  checkUnlocked(account, at);
  const actor = describeActor(actorOf(account));
  if (isRight) {
    if (account.failedSignIns > 0) await stores.accounts.setFailures(username, 0, null);
    await appendAudit(stores, deps.engine, {
      at,
      actor,
      action: 'account.signed-in',
      object: username,
      details: {},
    });
    return account;
  }
  const failures = account.failedSignIns + 1;
  if (failures < MAX_FAILURES) {
    await stores.accounts.setFailures(username, failures, null);
    return undefined;
  }
  const lockedUntil = new Date(at.getTime() + LOCK_MINUTES * 60_000);
  // When the lock ends, counting starts anew.
  await stores.accounts.setFailures(username, 0, lockedUntil);
  await appendAudit(stores, deps.engine, {
    at,
    actor: 'public',
    action: 'account.locked',
    object: username,
    details: { until: lockedUntil.toISOString() },
  });
  return undefined;
}

function checkUnlocked({ lockedUntil }: AccountRecord, at: Date): void {
  if (lockedUntil !== null && lockedUntil > at) {
    const until = lockedUntil.toISOString();
    throw new CertBankError('access.locked', { until }, `locked until ${until}`);
  }
}

function badCredentials(): CertBankError {
  return new CertBankError('access.bad-credentials', {}, 'wrong user name or password');
}
