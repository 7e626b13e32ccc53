import { describeRoute, type Api } from '../api.ts';
import type { RouteDeps } from '../route-deps.ts';

/** Figures for Prometheus. */
export function metricsRoutes(api: Api, deps: RouteDeps): void {
  describeRoute(
    api,
    {
      method: 'get',
      path: '/metrics',
      summary: 'Figures for Prometheus',
      tag: 'operations',
      reply: { status: 200, description: 'Prometheus text format' },
    },
    {
      200: {
        description: 'Prometheus text format',
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
    },
  );
  api.router.get('/metrics', async (_request, response) => {
    const text = await deps.metrics.text();
    response
      .set({ 'Content-Type': deps.metrics.contentType, 'Cache-Control': 'no-store' })
      .send(Buffer.from(text));
  });
}
