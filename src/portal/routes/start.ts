import type { Router } from 'express';
import type { PortalDeps } from '../deps.ts';
import { startPage } from '../pages/start.tsx';
import { sendPage, viewOf } from './exchange.ts';
import { publicCounts } from './public-counts.ts';

export function startRoutes(router: Router, deps: PortalDeps): void {
  const counts = publicCounts(deps.authority);
  router.get('/', async (request, response) => {
    sendPage(request, response, startPage(viewOf(deps, request), await counts()));
  });
}
