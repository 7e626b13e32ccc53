import type { Request, Router } from 'express';
import { isAllowed } from '../../../authority/access/allow.ts';
import { createAccount } from '../../../authority/accounts/create-account.ts';
import { listAccounts } from '../../../authority/accounts/list-accounts.ts';
import { removeAccount } from '../../../authority/accounts/remove-account.ts';
import { isCertBankError } from '../../../base/errors.ts';
import type { PortalDeps } from '../../deps.ts';
import { accountsPage, ROLES, type AccountsModel } from '../../pages/admin/accounts.tsx';
import { actorOfRequest, fieldOf, passwordOf, postedForm, sendPage, viewOf } from '../exchange.ts';
import { doneOf } from './done.ts';

export function accountRoutes(router: Router, deps: PortalDeps): void {
  const pageWith = async (request: Request, rest: Partial<AccountsModel>) => {
    const actor = actorOfRequest(deps, request);
    return accountsPage(viewOf(deps, request), {
      accounts: await listAccounts(deps.authority, { actor }),
      mayChange: isAllowed(actor, 'account.create'),
      fields: { username: '', role: 'officer' },
      errors: [],
      done: undefined,
      ...rest,
    });
  };

  router.get('/admin/accounts', async (request, response) => {
    sendPage(request, response, await pageWith(request, { done: doneOf(request) }));
  });

  router.post('/admin/accounts', ...postedForm(deps), async (request, response) => {
    const username = fieldOf(request, 'username');
    const role = ROLES.find((one) => one === fieldOf(request, 'role')) ?? 'officer';
    try {
      const actor = actorOfRequest(deps, request);
      const password = passwordOf(request, 'password');
      await createAccount(deps.authority, { actor, username, password, role });
      response.redirect(303, '/admin/accounts?done=created');
    } catch (error) {
      if (!isCertBankError(error, 'account.invalid')) throw error;
      const field = error.details.field === 'password' ? 'password' : 'username';
      const errors = [{ field, message: viewOf(deps, request).t(`accounts.invalid.${field}`) }];
      sendPage(request, response, await pageWith(request, { fields: { username, role }, errors }), 422);
    }
  });

  router.post('/admin/accounts/:username/remove', ...postedForm(deps), async (request, response) => {
    const username = String(request.params['username']);
    try {
      await removeAccount(deps.authority, { actor: actorOfRequest(deps, request), username });
      response.redirect(303, '/admin/accounts?done=removed');
    } catch (error) {
      if (!isCertBankError(error, 'account.invalid')) throw error;
      const errors = [{ field: '', message: viewOf(deps, request).t('accounts.invalid.last') }];
      sendPage(request, response, await pageWith(request, { errors }), 422);
    }
  });
}
