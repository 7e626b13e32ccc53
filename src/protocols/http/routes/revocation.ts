import { z } from 'zod';
import { release } from '../../../authority/revocation/release.ts';
import { revoke } from '../../../authority/revocation/revoke.ts';
import { suspend } from '../../../authority/revocation/suspend.ts';
import { releaseWithCode, revokeWithCode, suspendWithCode } from '../../../authority/revocation/with-code.ts';
import type { ErrorCode } from '../../../base/errors.ts';
import { route, type Api } from '../api.ts';
import { certificateJson, certificateSchema } from '../certificate-json.ts';
import type { RouteDeps } from '../route-deps.ts';
import { codeSchema, instantSchema, reasonSchema, sha256Schema } from '../schemas.ts';

const params = z.object({ sha256: sha256Schema });
const reply = {
  status: 200,
  description: 'The certificate as it now is',
  schema: certificateSchema,
} as const;
const byOfficer = z.strictObject({ reason: reasonSchema, invalidityDate: instantSchema.optional() });
const byHolder = z.strictObject({ revocationCode: codeSchema, reason: reasonSchema.default('unspecified') });

const REFUSALS = [
  'access.unauthenticated',
  'access.denied',
  'access.csrf',
  'certificate.not-found',
  'revocation.already-revoked',
  'revocation.wrong-code',
  'revocation.locked',
] as const;

/** Revocation by an officer, or by the holder's code; suspension and release alike. */
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
      before: [deps.throttles.secrets, deps.access.middleware],
      reply,
      refusals: [...REFUSALS, 'revocation.reason-invalid'],
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

  holdRoute(api, deps, {
    name: 'suspend',
    summary: 'Put on hold: as officer, or as holder with the revocation code',
    refusals: ['revocation.already-on-hold'],
    byOfficer: suspend,
    byHolder: suspendWithCode,
  });
  holdRoute(api, deps, {
    name: 'release',
    summary: 'Take off hold: as officer, or as holder with the revocation code',
    refusals: ['revocation.not-on-hold'],
    byOfficer: release,
    byHolder: releaseWithCode,
  });
}

interface HoldSpec {
  readonly name: string;
  readonly summary: string;
  readonly refusals: readonly ErrorCode[];
  readonly byOfficer: typeof suspend;
  readonly byHolder: typeof suspendWithCode;
}

function holdRoute(api: Api, deps: RouteDeps, spec: HoldSpec): void {
  route(
    api,
    {
      method: 'post',
      path: `/api/v1/certificates/{sha256}/${spec.name}`,
      summary: spec.summary,
      tag: 'revocation',
      params,
      body: z.union([z.strictObject({ revocationCode: codeSchema }), z.strictObject({})]).optional(),
      before: [deps.throttles.secrets, deps.access.middleware],
      reply,
      refusals: [...REFUSALS, ...spec.refusals],
    },
    async ({ request, params: { sha256 }, body = {} }) => {
      if ('revocationCode' in body) {
        return certificateJson(await spec.byHolder(deps.authority, { sha256, code: body.revocationCode }));
      }
      const actor = await deps.access.actor(request);
      return certificateJson(await spec.byOfficer(deps.authority, { actor, sha256 }));
    },
  );
}
