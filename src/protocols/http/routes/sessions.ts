import { z } from 'zod';
import { signIn } from '../../../authority/accounts/sign-in.ts';
import { CertBankError } from '../../../base/errors.ts';
import { bearerToken } from '../access.ts';
import { route, type Api } from '../api.ts';
import type { RouteDeps } from '../route-deps.ts';
import { passwordSchema, roleSchema, usernameSchema } from '../schemas.ts';

const instant = z.string().openapi({ format: 'date-time' });

/** Bearer tokens for programs; browsers sign in through the portal. */
export function sessionRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'post',
      path: '/api/v1/sessions',
      summary: 'Exchange user name and password for a bearer token',
      tag: 'sessions',
      body: z.strictObject({ username: usernameSchema, password: passwordSchema }).openapi('Credentials'),
      before: [deps.throttles.secrets],
      reply: {
        status: 201,
        description: 'The token, shown this once',
        schema: z.object({ token: z.string(), role: roleSchema, expiresAt: instant }),
      },
      refusals: ['access.bad-credentials', 'access.locked'],
    },
    async ({ body }) => {
      const { username, role } = await signIn(deps.authority, body);
      const { token, expiresAt } = await deps.tokens.issue(username);
      return { token, role, expiresAt: expiresAt.toISOString() };
    },
  );

  route(
    api,
    {
      method: 'get',
      path: '/api/v1/sessions/current',
      summary: 'Who is signed in',
      tag: 'sessions',
      security: 'session',
      reply: {
        status: 200,
        description: 'The account',
        schema: z.object({ username: z.string(), role: roleSchema }),
      },
    },
    async ({ request }) => deps.access.account(request),
  );

  route(
    api,
    {
      method: 'delete',
      path: '/api/v1/sessions/current',
      summary: 'End the bearer token that this request carries',
      tag: 'sessions',
      security: 'session',
      reply: { status: 204, description: 'Ended' },
    },
    async ({ request }) => {
      const token = bearerToken(request);
      if (token === undefined)
        throw new CertBankError('access.unauthenticated', {}, 'send the token to be ended');
      await deps.tokens.revoke(token);
    },
  );
}
