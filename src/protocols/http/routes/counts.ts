import { z } from 'zod';
import { countBank } from '../../../authority/bank/count.ts';
import { route, type Api } from '../api.ts';
import type { RouteDeps } from '../route-deps.ts';

const instant = z.string().openapi({ format: 'date-time' });
const count = z.number().int();

/** How much is in the bank, and until when its authorities can answer. */
export function countRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'get',
      path: '/api/v1/counts',
      summary: 'Certificates and orders by state; authorities with their CRLs and responders',
      tag: 'operations',
      security: 'session',
      reply: {
        status: 200,
        description: 'The counts',
        schema: z
          .object({
            certificates: z.object({ good: count, 'on-hold': count, revoked: count }),
            orders: z.object({ registered: count, collected: count, cancelled: count }),
            authorities: z.array(
              z.object({
                id: z.string(),
                notAfter: instant,
                crl: z.object({ number: count, thisUpdate: instant, nextUpdate: instant }).nullable(),
                responderNotAfter: instant.nullable(),
              }),
            ),
          })
          .openapi('Counts'),
      },
    },
    async ({ actor }) => {
      const { certificates, orders, authorities } = await countBank(deps.authority, { actor });
      return {
        certificates,
        orders,
        authorities: authorities.map(({ id, notAfter, crl, responderNotAfter }) => ({
          id,
          notAfter: notAfter.toISOString(),
          crl:
            crl === null
              ? null
              : {
                  number: crl.number,
                  thisUpdate: crl.thisUpdate.toISOString(),
                  nextUpdate: crl.nextUpdate.toISOString(),
                },
          responderNotAfter: responderNotAfter?.toISOString() ?? null,
        })),
      };
    },
  );
}
