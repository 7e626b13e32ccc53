import type { Router } from 'express';
import { findOrderStatus } from '../../authority/enrollment/order.ts';
import { isCertBankError } from '../../base/errors.ts';
import { browserKeys } from '../browser-keys.ts';
import type { PortalDeps } from '../deps.ts';
import { collectPage } from '../pages/collect.tsx';
import { orderPage, type OrderModel } from '../pages/order.tsx';
import { queryOf, sendPage, viewOf } from './exchange.ts';

export function orderRoutes(router: Router, deps: PortalDeps): void {
  router.get('/order', deps.throttleSecrets, async (request, response) => {
    const view = viewOf(deps, request);
    const reference = queryOf(request, 'reference');
    const send = (rest: Partial<OrderModel>, status: number) =>
      sendPage(request, response, orderPage(view, { reference, errors: [], ...rest }), status);
    if (reference === '') {
      const isAsked = request.query['reference'] !== undefined;
      const message = view.t('form.required', { field: view.t('order.reference') });
      send(isAsked ? { errors: [{ field: 'reference', message }] } : {}, isAsked ? 422 : 200);
      return;
    }
    try {
      const status = await findOrderStatus(deps.authority, { reference });
      send({ status: { ...status, standing: status.state } }, 200);
    } catch (error) {
      if (!isCertBankError(error, 'order.not-found')) throw error;
      send({ errors: [{ field: 'reference', message: view.t('error.order.not-found') }] }, 404);
    }
  });

  router.get('/collect', (request, response) => {
    const model = { reference: queryOf(request, 'reference'), browserKeys: browserKeys(deps.authority) };
    sendPage(request, response, collectPage(viewOf(deps, request), model));
  });
}
