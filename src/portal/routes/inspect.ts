import type { Router } from 'express';
import type { PortalDeps } from '../deps.ts';
import { inspectPage } from '../pages/inspect.tsx';
import { sendPage, viewOf } from './exchange.ts';

/** A page only: the certificate never leaves the browser. */
export function inspectRoutes(router: Router, deps: PortalDeps): void {
  router.get('/inspect', (request, response) => {
    sendPage(request, response, inspectPage(viewOf(deps, request)));
  });
}
