import { z } from 'zod';
import { describeRoute, route, type Api } from '../api.ts';
import { problemOf, PROBLEM_MEDIA_TYPE, problemHeaders } from '../problem.ts';
import type { RouteDeps } from '../route-deps.ts';
import { CertBankError } from '../../../base/errors.ts';
import { problemSchema } from '../schemas.ts';

/** Whether the process lives, and whether it should be sent clients. */
export function healthRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'get',
      path: '/health/live',
      summary: 'The process runs',
      tag: 'operations',
      reply: { status: 200, description: 'It runs', schema: z.object({ status: z.literal('live') }) },
    },
    async () => ({ status: 'live' as const }),
  );

  const ready = z.object({ status: z.literal('ready'), checks: z.record(z.string(), z.boolean()) });
  describeRoute(
    api,
    {
      method: 'get',
      path: '/health/ready',
      summary: 'Database, CRLs and responder work',
      tag: 'operations',
      reply: { status: 200, description: 'Ready', schema: ready },
    },
    {
      503: {
        description: '`service.not-ready`; `checks` tells which part',
        content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } },
      },
    },
  );
  api.router.get('/health/ready', async (_request, response) => {
    const checks = await deps.checkReadiness();
    response.setHeader('Cache-Control', 'no-store');
    if (Object.values(checks).every(Boolean)) {
      response.json({ status: 'ready', checks });
      return;
    }
    const problem = problemOf(new CertBankError('service.not-ready', { what: 'readiness' }, 'not ready'));
    response.status(problem.status).set(problemHeaders(problem)).set('Content-Type', PROBLEM_MEDIA_TYPE);
    response.send(Buffer.from(JSON.stringify({ ...problem, checks })));
  });
}
