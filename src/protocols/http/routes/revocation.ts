import { z } from 'zod';
import { release } from '../../../authority/revocation/release.ts';
import { revoke, revokeWithCode } from '../../../authority/revocation/revoke.ts';
import { suspend } from '../../../authority/revocation/suspend.ts';
import { route, type Api } from '../api.ts';
import { certificateJson, certificateSchema } from '../certificate-json.ts';
import type { RouteDeps } from '../route-deps.ts';
import { codeSchema, instantSchema, reasonSchema, sha256Schema } from '../schemas.ts';

const params = z.object({ sha256: sha256Schema });
const reply = { status: 200, description: 'The certificate as it now is', schema: certificateSchema } as const;
const byOfficer = z.strictObject({ reason: reasonSchema, invalidityDate: instantSchema.optional() });
const byHolder = z.strictObject({ revocationCode: codeSchema, reason: reasonSchema.default('unspecified') });

/** Revocation by an officer, or by the holder's code; suspension and release by an officer. */
export function revocationRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'post',
      path: '/api/v1/certificates/{sha256}/revoke',
      summary: 'Revoke for good: as officer, or as holder with the revocation code',
      tag: 'revocation',
      params,
      body: z.union([byHolder, byOfficer]),
      before: [deps.throttles.secrets],
      reply,
      refusals: [
        'access.unauthenticated',
        'access.denied',
        'access.csrf',
        'certificate.not-found',
        'revocation.already-revoked',
        'revocation.wrong-code',
        'revocation.locked',
        'revocation.reason-invalid',
      ],
    },
    async ({ request, params: { sha256 }, body }) => {
      if ('revocationCode' in body) {
        const { revocationCode: code, reason } = body;
        return certificateJson(await revokeWithCode(deps.authority, { sha256, code, reason }));
      }
      const actor = await deps.access.actor(request);
      const { reason, invalidityDate } = body;
      return certificateJson(
        await revoke(deps.authority, {
          actor,
          sha256,
          reason,
          ...(invalidityDate === undefined ? {} : { invalidityDate }),
        }),
      );
    },
  );

  route(
    api,
    {
      method: 'post',
      path: '/api/v1/certificates/{sha256}/suspend',
      summary: 'Put on hold',
      tag: 'revocation',
      security: 'session',
      params,
      reply,
      refusals: ['certificate.not-found', 'revocation.already-revoked', 'revocation.already-on-hold'],
    },
    async ({ request, params: { sha256 } }) => {
      const actor = await deps.access.actor(request);
      return certificateJson(await suspend(deps.authority, { actor, sha256 }));
    },
  );

  route(
    api,
    {
      method: 'post',
      path: '/api/v1/certificates/{sha256}/release',
      summary: 'Take off hold',
      tag: 'revocation',
      security: 'session',
      params,
      reply,
      refusals: ['certificate.not-found', 'revocation.already-revoked', 'revocation.not-on-hold'],
    },
    async ({ request, params: { sha256 } }) => {
      const actor = await deps.access.actor(request);
      return certificateJson(await release(deps.authority, { actor, sha256 }));
    },
  );
}
