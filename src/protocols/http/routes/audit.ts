import { z } from 'zod';
import { listAudit } from '../../../authority/audit/list.ts';
import { verifyAudit } from '../../../authority/audit/verify.ts';
import { isCertBankError } from '../../../base/errors.ts';
import { route, type Api } from '../api.ts';
import type { RouteDeps } from '../route-deps.ts';
import { pageQuerySchema } from '../schemas.ts';

const record = z
  .object({
    sequence: z.number().int(),
    at: z.string().openapi({ format: 'date-time' }),
    actor: z.string(),
    action: z.string(),
    object: z.string(),
    details: z.string().openapi({ description: 'Canonical JSON' }),
    previousHash: z.string(),
    hash: z.string(),
  })
  .openapi('AuditRecord');

/** The hash-chained record of what the bank did. */
export function auditRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'get',
      path: '/api/v1/audit',
      summary: 'Audit records, newest first',
      tag: 'audit',
      security: 'session',
      query: pageQuerySchema,
      reply: {
        status: 200,
        description: 'A page',
        schema: z.object({ items: z.array(record), nextCursor: z.string().nullable() }),
      },
    },
    async ({ actor, query }) => {
      const page = await listAudit(deps.authority, { actor, page: query });
      return {
        items: page.items.map((item) => ({ ...item, at: item.at.toISOString() })),
        nextCursor: page.nextCursor,
      };
    },
  );

  route(
    api,
    {
      method: 'post',
      path: '/api/v1/audit/verify',
      summary: 'Walk the whole chain',
      tag: 'audit',
      security: 'session',
      reply: {
        status: 200,
        description: 'Whether it is whole, and else where it first is not',
        schema: z.union([
          z.object({ ok: z.literal(true), records: z.number().int(), lastHash: z.string() }),
          z.object({ ok: z.literal(false), sequence: z.number().int(), what: z.string() }),
        ]),
      },
    },
    async ({ actor }) => {
      try {
        return { ok: true as const, ...(await verifyAudit(deps.authority, { actor })) };
      } catch (error) {
        if (!isCertBankError(error, 'audit.broken')) throw error;
        return { ok: false as const, ...error.details };
      }
    },
  );
}
