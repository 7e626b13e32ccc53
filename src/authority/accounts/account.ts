import { CertBankError } from '../../base/errors.ts';
import type { Actor } from '../access/actor.ts';
import type { AccountRecord } from '../ports/records.ts';

/** An account without what nobody needs to see. */
export type AccountView = Omit<AccountRecord, 'passwordHash'>;

export function viewAccount(account: AccountRecord): AccountView {
  const { username, role, failedSignIns, lockedUntil, createdAt } = account;
  return { username, role, failedSignIns, lockedUntil, createdAt };
}

/** The account's owner as an actor of the use cases. */
export function actorOf(account: Pick<AccountRecord, 'username' | 'role'>): Actor {
  return { kind: account.role, id: account.username };
}

export function accountNotFound(username: string): CertBankError {
  return new CertBankError('account.not-found', { username: username.slice(0, 64) }, 'no such account');
}
