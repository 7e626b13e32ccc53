import type { Request, Router } from 'express';
import { isAllowed, allow } from '../../../authority/access/allow.ts';
import { cancelOrder, listOrders } from '../../../authority/enrollment/order.ts';
import { register } from '../../../authority/enrollment/register.ts';
import { isCertBankError } from '../../../base/errors.ts';
import type { PortalDeps } from '../../deps.ts';
import type { FieldError } from '../../html/alert.tsx';
import {
  chooseKindPage,
  EMPTY_FIELDS,
  registerPage,
  type RegisterFields,
} from '../../pages/admin/register.tsx';
import { registeredPage } from '../../pages/admin/registered.tsx';
import { registrationsPage } from '../../pages/admin/registrations.tsx';
import type { View } from '../../view.ts';
import { actorOfRequest, fieldOf, postedForm, queryOf, sendPage, viewOf } from '../exchange.ts';
import { isFirstPage, pageOf } from '../search.ts';
import { doneOf } from './done.ts';

export function registrationRoutes(router: Router, deps: PortalDeps): void {
  const sendList = async (request: Request, errors: readonly FieldError[]) => {
    const actor = actorOfRequest(deps, request);
    const page = await listOrders(deps.authority, { actor, page: pageOf(request) });
    return registrationsPage(viewOf(deps, request), {
      orders: page.items,
      isFirst: isFirstPage(request),
      nextCursor: page.nextCursor,
      mayRegister: isAllowed(actor, 'order.register'),
      done: doneOf(request),
      errors,
    });
  };

  router.get('/admin/registrations', async (request, response) => {
    sendPage(request, response, await sendList(request, []));
  });

  router.post('/admin/registrations/:reference/cancel', ...postedForm(deps), async (request, response) => {
    const actor = actorOfRequest(deps, request);
    try {
      await cancelOrder(deps.authority, { actor, reference: String(request.params['reference']) });
      response.redirect(303, '/admin/registrations?done=cancelled');
    } catch (error) {
      if (!isCertBankError(error, 'order.already-collected')) throw error;
      const message = viewOf(deps, request).t('order.state.collected');
      sendPage(request, response, await sendList(request, [{ field: '', message }]), 422);
    }
  });

  router.get('/admin/registrations/new', (request, response) => {
    allow(actorOfRequest(deps, request), 'order.register');
    const view = viewOf(deps, request);
    const kind = queryOf(request, 'kind');
    const page = isKind(kind) ? registerPage(view, { ...EMPTY_FIELDS, kind }, []) : chooseKindPage(view);
    sendPage(request, response, page);
  });

  router.post('/admin/registrations/new', ...postedForm(deps), async (request, response) => {
    const view = viewOf(deps, request);
    const fields = fieldsOf(request);
    try {
      const { order, activationCode } = await register(deps.authority, {
        actor: actorOfRequest(deps, request),
        registration: {
          kind: fields.kind,
          commonName: fields.commonName,
          organisation: emptyToNull(fields.organisation),
          cvr: emptyToNull(fields.cvr),
          email: emptyToNull(fields.email),
        },
        isListed: !fields.isUnlisted,
      });
      const model = {
        name: order.registration.organisation ?? order.registration.commonName,
        reference: order.reference,
        activationCode,
        expiresAt: order.expiresAt,
        collectUrl: collectUrl(request),
      };
      sendPage(request, response, registeredPage(view, model), 201);
    } catch (error) {
      if (!isCertBankError(error, 'registration.invalid')) throw error;
      const errors = [registrationError(view, error.details.field)];
      sendPage(request, response, registerPage(view, fields, errors), 422);
    }
  });
}

function isKind(kind: string): kind is RegisterFields['kind'] {
  return kind === 'POCES' || kind === 'VOCES';
}

function fieldsOf(request: Request): RegisterFields {
  const kind = fieldOf(request, 'kind');
  return {
    kind: isKind(kind) ? kind : 'POCES',
    commonName: fieldOf(request, 'commonName'),
    organisation: fieldOf(request, 'organisation'),
    cvr: fieldOf(request, 'cvr'),
    email: fieldOf(request, 'email'),
    isUnlisted: fieldOf(request, 'unlisted') === 'yes',
  };
}

const FIELDS = ['commonName', 'organisation', 'cvr', 'email'] as const;

function registrationError({ t }: View, name: string): FieldError {
  const field = FIELDS.find((one) => one === name);
  if (field === undefined) return { field: '', message: t('error.registration.invalid') };
  return { field, message: t(`register.invalid.${field}`) };
}

function emptyToNull(text: string): string | null {
  return text === '' ? null : text;
}

/** Where the applicant goes, at the address by which the officer's browser reached us. */
function collectUrl(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}/collect`;
}
