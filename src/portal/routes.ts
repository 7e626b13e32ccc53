import express, { Router } from 'express';
import { ASSETS_PATH } from './assets.ts';
import type { PortalDeps } from './deps.ts';
import { accountRoutes } from './routes/admin/accounts.ts';
import { auditRoutes } from './routes/admin/audit.ts';
import { officeCertificateRoutes } from './routes/admin/certificates.ts';
import { dashboardRoutes } from './routes/admin/dashboard.ts';
import { registrationRoutes } from './routes/admin/registrations.ts';
import { onlySignedIn, passwordRoutes, signInRoutes } from './routes/admin/sign-in.ts';
import { inspectRoutes } from './routes/inspect.ts';
import { orderRoutes } from './routes/order.ts';
import { revokeRoutes } from './routes/revoke.ts';
import { searchRoutes } from './routes/search.ts';
import { signRoutes } from './routes/sign.ts';
import { startRoutes } from './routes/start.ts';
import { verifyRoutes } from './routes/verify.ts';

/** The pages for people, and the files that they load. Refusals that no page tells are thrown on. */
export function portalRouter(deps: PortalDeps): Router {
  const router = Router({ caseSensitive: true });
  router.use(ASSETS_PATH, assets(deps));
  router.use(deps.sessions.middleware);

  startRoutes(router, deps);
  orderRoutes(router, deps);
  searchRoutes(router, deps);
  inspectRoutes(router, deps);
  verifyRoutes(router, deps);
  signRoutes(router, deps);
  revokeRoutes(router, deps);

  signInRoutes(router, deps);
  router.use('/admin', onlySignedIn(deps));
  passwordRoutes(router, deps);
  dashboardRoutes(router, deps);
  registrationRoutes(router, deps);
  officeCertificateRoutes(router, deps);
  auditRoutes(router, deps);
  accountRoutes(router, deps);
  return router;
}

/** Names change with content, so that a browser may keep each file for good. */
function assets(deps: PortalDeps): express.RequestHandler {
  return express.static(deps.assetsDirectory, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    immutable: true,
    maxAge: '365d',
  });
}
