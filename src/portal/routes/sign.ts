import type { Router } from 'express';
import type { PortalDeps } from '../deps.ts';
import { signPage } from '../pages/sign.tsx';
import { sendPage, viewOf } from './exchange.ts';

/** A page only: neither key nor document leaves the browser. */
export function signRoutes(router: Router, deps: PortalDeps): void {
  router.get('/sign', (request, response) => {
    sendPage(request, response, signPage(viewOf(deps, request)));
  });
}
