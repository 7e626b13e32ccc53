import type { Router } from 'express';
import { isAllowed } from '../../../authority/access/allow.ts';
import { countBank } from '../../../authority/bank/count.ts';
import { listOrders } from '../../../authority/enrollment/order.ts';
import { publishCrl } from '../../../authority/status/publish-crl.ts';
import { nameOf } from '../../certificate-facts.ts';
import type { PortalDeps } from '../../deps.ts';
import { dashboardPage } from '../../pages/admin/dashboard.tsx';
import { issuersPage } from '../../pages/admin/issuers.tsx';
import { actorOfRequest, postedForm, sendPage, viewOf } from '../exchange.ts';
import { doneOf } from './done.ts';

const LATEST_ORDERS = 5;

export function dashboardRoutes(router: Router, deps: PortalDeps): void {
  router.get('/admin', async (request, response) => {
    const actor = actorOfRequest(deps, request);
    const [counts, orders] = await Promise.all([
      countBank(deps.authority, { actor }),
      listOrders(deps.authority, { actor, page: { limit: LATEST_ORDERS } }),
    ]);
    const mayRegister = isAllowed(actor, 'order.register');
    const model = { counts, orders: orders.items, mayRegister, done: doneOf(request) };
    sendPage(request, response, dashboardPage(viewOf(deps, request), model));
  });

  router.get('/admin/issuers', async (request, response) => {
    const actor = actorOfRequest(deps, request);
    const { authorities } = await countBank(deps.authority, { actor });
    const issuers = deps.authority.issuers.all.map((issuer) => ({
      id: issuer.id,
      role: issuer.record.role,
      name: nameOf(issuer.certificate),
      sha256: issuer.record.sha256,
      notAfter: issuer.notAfter,
      crl: authorities.find(({ id }) => id === issuer.id)?.crl,
    }));
    const model = { issuers, mayPublish: isAllowed(actor, 'crl.publish'), done: doneOf(request) };
    sendPage(request, response, issuersPage(viewOf(deps, request), model));
  });

  router.post('/admin/issuers/:id/publish', ...postedForm(deps), async (request, response) => {
    const actor = actorOfRequest(deps, request);
    await publishCrl(deps.authority, { actor, issuerId: String(request.params['id']) });
    response.redirect(303, '/admin/issuers?done=published');
  });
}
