import { z } from 'zod';
import { createAccount } from '../../../authority/accounts/create-account.ts';
import { listAccounts } from '../../../authority/accounts/list-accounts.ts';
import { changePassword } from '../../../authority/accounts/change-password.ts';
import { removeAccount } from '../../../authority/accounts/remove-account.ts';
import { route, type Api } from '../api.ts';
import type { RouteDeps } from '../route-deps.ts';
import { passwordSchema, roleSchema, usernameSchema } from '../schemas.ts';

const instant = z.string().openapi({ format: 'date-time' });
const params = z.object({ username: usernameSchema });

/** Accounts of officers, administrators and auditors. */
export function accountRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'get',
      path: '/api/v1/accounts',
      summary: 'Accounts',
      tag: 'accounts',
      security: 'session',
      reply: {
        status: 200,
        description: 'All of them',
        schema: z.object({
          items: z.array(
            z.object({
              username: z.string(),
              role: roleSchema,
              createdAt: instant,
              lockedUntil: instant.nullable(),
            }),
          ),
        }),
      },
    },
    async ({ actor }) => {
      const accounts = await listAccounts(deps.authority, { actor });
      return {
        items: accounts.map(({ username, role, createdAt, lockedUntil }) => ({
          username,
          role,
          createdAt: createdAt.toISOString(),
          lockedUntil: lockedUntil?.toISOString() ?? null,
        })),
      };
    },
  );

  route(
    api,
    {
      method: 'post',
      path: '/api/v1/accounts',
      summary: 'Create an account',
      tag: 'accounts',
      security: 'session',
      body: z
        .strictObject({ username: usernameSchema, password: passwordSchema, role: roleSchema })
        .openapi('NewAccount'),
      reply: {
        status: 201,
        description: 'Created',
        schema: z.object({ username: z.string(), role: roleSchema }),
      },
      refusals: ['account.invalid', 'store.conflict'],
    },
    async ({ actor, body }) => {
      const { username, role } = await createAccount(deps.authority, { actor, ...body });
      return { username, role };
    },
  );

  route(
    api,
    {
      method: 'delete',
      path: '/api/v1/accounts/{username}',
      summary: 'Remove an account; its sessions and tokens end at once',
      tag: 'accounts',
      security: 'session',
      params,
      reply: { status: 204, description: 'Removed' },
      refusals: ['account.not-found', 'account.invalid'],
    },
    async ({ actor, params: { username } }) => {
      await removeAccount(deps.authority, { actor, username });
    },
  );

  route(
    api,
    {
      method: 'put',
      path: '/api/v1/accounts/{username}/password',
      summary: 'Change a password; sessions and tokens of the account end at once',
      tag: 'accounts',
      security: 'session',
      params,
      body: z.strictObject({ currentPassword: passwordSchema.optional(), newPassword: passwordSchema }),
      before: [deps.throttles.secrets],
      reply: { status: 204, description: 'Changed' },
      refusals: ['account.not-found', 'account.invalid', 'access.bad-credentials'],
    },
    async ({ actor, params: { username }, body }) => {
      await changePassword(deps.authority, { actor, username, ...body });
    },
  );
}
