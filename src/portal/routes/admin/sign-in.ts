import type { Request, RequestHandler, Router } from 'express';
import { changePassword } from '../../../authority/accounts/change-password.ts';
import { signIn } from '../../../authority/accounts/sign-in.ts';
import { isCertBankError } from '../../../base/errors.ts';
import type { PortalDeps } from '../../deps.ts';
import type { FieldError } from '../../html/alert.tsx';
import { passwordPage } from '../../pages/admin/password.tsx';
import { signInPage, type SignInModel } from '../../pages/admin/sign-in.tsx';
import { actorOfRequest, fieldOf, passwordOf, postedForm, queryOf, sendPage, viewOf } from '../exchange.ts';
import { doneOf } from './done.ts';

/** Only paths of the administration: a sign-in never leads to another site. */
const INSIDE = /^\/admin(\/[A-Za-z0-9._~-]+)*(\?[A-Za-z0-9._~=&%+-]*)?$/;

export function signInRoutes(router: Router, deps: PortalDeps): void {
  router.get('/admin/sign-in', (request, response) => {
    const model = { username: '', next: inside(queryOf(request, 'next')), errors: [], done: doneOf(request) };
    sendPage(request, response, signInPage(viewOf(deps, request), model));
  });

  router.post('/admin/sign-in', deps.throttleSecrets, ...postedForm(deps), async (request, response) => {
    const view = viewOf(deps, request);
    const username = fieldOf(request, 'username');
    const next = inside(fieldOf(request, 'next'));
    try {
      const account = await signIn(deps.authority, { username, password: passwordOf(request, 'password') });
      await deps.sessions.signIn(request, { username: account.username, role: account.role });
      response.redirect(303, next);
    } catch (error) {
      const code = isCertBankError(error) ? error.code : undefined;
      if (code !== 'access.bad-credentials' && code !== 'access.locked') throw error;
      const model: SignInModel = {
        username,
        next,
        errors: [{ field: 'username', message: view.t(`error.${code}`) }],
        done: undefined,
      };
      sendPage(request, response, signInPage(view, model), 422);
    }
  });

  router.post('/admin/sign-out', ...postedForm(deps), async (request, response) => {
    await deps.sessions.signOut(request);
    response.redirect(303, '/admin/sign-in?done=signed-out');
  });
}

export function passwordRoutes(router: Router, deps: PortalDeps): void {
  router.get('/admin/password', (request, response) => {
    sendPage(request, response, passwordPage(viewOf(deps, request), []));
  });

  router.post('/admin/password', deps.throttleSecrets, ...postedForm(deps), async (request, response) => {
    const view = viewOf(deps, request);
    const actor = actorOfRequest(deps, request);
    const newPassword = passwordOf(request, 'newPassword');
    const errors: FieldError[] = [];
    if (newPassword !== passwordOf(request, 'newPasswordAgain')) {
      errors.push({ field: 'newPasswordAgain', message: view.t('account.password.differs') });
    } else {
      try {
        const currentPassword = passwordOf(request, 'currentPassword');
        await changePassword(deps.authority, { actor, username: actor.id, currentPassword, newPassword });
        // Sessions rest on the password that they began with: this one begins anew, all others end.
        await deps.sessions.signIn(request, view.account!);
        response.redirect(303, '/admin?done=password');
        return;
      } catch (error) {
        if (isCertBankError(error, 'account.invalid')) {
          errors.push({ field: 'newPassword', message: view.t('accounts.invalid.password') });
        } else if (
          isCertBankError(error, 'access.bad-credentials') ||
          isCertBankError(error, 'access.locked')
        ) {
          errors.push({ field: 'currentPassword', message: view.t(`error.${error.code}`) });
        } else throw error;
      }
    }
    sendPage(request, response, passwordPage(view, errors), 422);
  });
}

/** Lets those through who are signed in, and shows all others to the sign-in page. */
export function onlySignedIn(deps: PortalDeps): RequestHandler {
  return (request, response, next) => {
    if (deps.sessions.account(request) !== undefined) {
      next();
      return;
    }
    response.redirect(303, `/admin/sign-in${wayBack(request)}`);
  };
}

function wayBack(request: Request): string {
  const wish = request.method === 'GET' && INSIDE.test(request.originalUrl) ? request.originalUrl : '/admin';
  return wish === '/admin' ? '' : `?next=${encodeURIComponent(wish)}`;
}

function inside(path: string): string {
  return INSIDE.test(path) ? path : '/admin';
}
