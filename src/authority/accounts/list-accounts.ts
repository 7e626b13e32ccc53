import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { AuthorityDeps } from '../deps.ts';
import { viewAccount, type AccountView } from './account.ts';

/**
 * Every account.
 *
 * @throws CertBankError `access.denied`
 */
export async function listAccounts(
  deps: Pick<AuthorityDeps, 'ledger'>,
  request: { readonly actor: Actor },
): Promise<readonly AccountView[]> {
  allow(request.actor, 'account.list');
  return (await deps.ledger.read.accounts.list()).map(viewAccount);
}
