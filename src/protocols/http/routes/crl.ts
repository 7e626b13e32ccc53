import { z } from 'zod';
import { publishCrl } from '../../../authority/status/publish-crl.ts';
import { route, type Api } from '../api.ts';
import type { RouteDeps } from '../route-deps.ts';

const instant = z.string().openapi({ format: 'date-time' });

/** Publication of a CRL ahead of its schedule. */
export function crlRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'post',
      path: '/api/v1/crl/{issuer}/publish',
      summary: 'Publish a new CRL now',
      tag: 'authority',
      security: 'session',
      params: z.object({ issuer: z.string().regex(/^[a-z0-9-]{1,64}$/) }),
      reply: {
        status: 200,
        description: 'The new CRL',
        schema: z
          .object({
            issuer: z.string(),
            number: z.number().int(),
            thisUpdate: instant,
            nextUpdate: instant,
            sha256: z.string(),
          })
          .openapi('PublishedCrl'),
      },
      refusals: ['issuer.not-found'],
    },
    async ({ actor, params: { issuer } }) => {
      const crl = await publishCrl(deps.authority, { actor, issuerId: issuer });
      return {
        issuer: crl.issuerId,
        number: crl.number,
        thisUpdate: crl.thisUpdate.toISOString(),
        nextUpdate: crl.nextUpdate.toISOString(),
        sha256: crl.sha256,
      };
    },
  );
}
