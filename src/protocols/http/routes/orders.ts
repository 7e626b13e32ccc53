import { z } from 'zod';
import { collect } from '../../../authority/enrollment/collect.ts';
import { cancelOrder, findOrderStatus, listOrders } from '../../../authority/enrollment/order.ts';
import { register } from '../../../authority/enrollment/register.ts';
import { encodePem } from '../../../formats/pem.ts';
import { route, type Api } from '../api.ts';
import { pastedDer } from '../pasted-der.ts';
import type { RouteDeps } from '../route-deps.ts';
import { codeSchema, pageQuerySchema, referenceSchema } from '../schemas.ts';

const instant = z.string().openapi({ format: 'date-time' });
const state = z.enum(['registered', 'collected', 'cancelled']);
const params = z.object({ reference: referenceSchema });

const registration = z
  .strictObject({
    kind: z.enum(['POCES', 'VOCES']),
    commonName: z
      .string()
      .min(1)
      .max(128)
      .openapi({ description: "Person's full name, or the certificate's label" }),
    organisation: z.string().min(1).max(128).nullable().default(null),
    cvr: z.string().min(1).max(16).nullable().default(null),
    email: z.string().min(3).max(254).nullable().default(null),
    isListed: z.boolean().default(true),
    profile: z.string().min(1).max(64).optional(),
  })
  .openapi('Registration');

const order = z
  .object({
    reference: z.string(),
    state,
    kind: z.enum(['POCES', 'VOCES']),
    commonName: z.string(),
    organisation: z.string().nullable(),
    cvr: z.string().nullable(),
    email: z.string().nullable(),
    ocesId: z.string(),
    profile: z.string(),
    isListed: z.boolean(),
    triesLeft: z.number().int(),
    expiresAt: instant,
    createdBy: z.string(),
    createdAt: instant,
    collectedAt: instant.nullable(),
    certificateSha256: z.string().nullable(),
  })
  .openapi('Order');

/** From registration to certificate. */
export function orderRoutes(api: Api, deps: RouteDeps): void {
  collectRoutes(api, deps);
  officerRoutes(api, deps);
}

/** What an applicant can do with a reference, and with a reference and a code. */
function collectRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'post',
      path: '/api/v1/orders/{reference}/collect',
      summary: 'Exchange the activation code and a PKCS#10 request for the certificate',
      tag: 'orders',
      params,
      body: z
        .strictObject({
          activationCode: codeSchema,
          request: z.string().min(1).openapi({ description: 'PKCS#10 as PEM, or its DER as base64' }),
          isListed: z.boolean().optional(),
        })
        .openapi('Collection'),
      before: [deps.throttles.secrets],
      reply: {
        status: 200,
        description: 'The certificate; the same again for the same code and key',
        schema: z
          .object({
            certificate: z.string().openapi({ description: 'PEM' }),
            sha256: z.string(),
            serial: z.string(),
            chain: z
              .array(z.string())
              .openapi({ description: 'PEM, from the issuing authority to the root' }),
            revocationCode: z.string().openapi({ description: 'Shown this once' }),
            repeated: z.boolean(),
          })
          .openapi('Collected'),
      },
      refusals: [
        'order.not-found',
        'order.expired',
        'order.locked',
        'order.already-collected',
        'activation.wrong-code',
        'request.proof-of-possession',
        'request.key-reused',
        'key.refused',
      ],
    },
    async ({ params: { reference }, body }) => {
      const collected = await collect(deps.authority, {
        reference,
        activationCode: body.activationCode,
        requestDer: pastedDer(body.request, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
        ...(body.isListed === undefined ? {} : { isListed: body.isListed }),
      });
      return {
        certificate: encodePem('CERTIFICATE', collected.certificate.der),
        sha256: collected.certificate.sha256,
        serial: collected.certificate.serial,
        chain: collected.chain.map((der) => encodePem('CERTIFICATE', der)),
        revocationCode: collected.revocationCode,
        repeated: collected.repeated,
      };
    },
  );

  route(
    api,
    {
      method: 'get',
      path: '/api/v1/orders/{reference}',
      summary: 'How far an order is; nothing about the person',
      tag: 'orders',
      params,
      before: [deps.throttles.secrets],
      reply: {
        status: 200,
        description: 'The state',
        schema: z
          .object({
            reference: z.string(),
            state: z.string(),
            kind: z.enum(['POCES', 'VOCES']),
            expiresAt: instant,
          })
          .openapi('OrderStatus'),
      },
      refusals: ['order.not-found'],
    },
    async ({ params: { reference } }) => {
      const status = await findOrderStatus(deps.authority, { reference });
      return { ...status, expiresAt: status.expiresAt.toISOString() };
    },
  );
}

function officerRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'post',
      path: '/api/v1/orders',
      summary: 'Register a person or an organisation',
      tag: 'orders',
      security: 'session',
      body: registration,
      reply: {
        status: 201,
        description: 'The order; the activation code is shown this once',
        schema: z
          .object({ reference: z.string(), activationCode: z.string(), expiresAt: instant })
          .openapi('Registered'),
      },
      refusals: ['registration.invalid', 'profile.unknown'],
    },
    async ({ actor, body }) => {
      const { isListed, profile, ...person } = body;
      const { order: registered, activationCode } = await register(deps.authority, {
        actor,
        registration: person,
        isListed,
        ...(profile === undefined ? {} : { profileId: profile }),
      });
      return {
        reference: registered.reference,
        activationCode,
        expiresAt: registered.expiresAt.toISOString(),
      };
    },
  );

  route(
    api,
    {
      method: 'get',
      path: '/api/v1/orders',
      summary: 'Orders, newest first',
      tag: 'orders',
      security: 'session',
      query: pageQuerySchema,
      reply: {
        status: 200,
        description: 'A page',
        schema: z.object({ items: z.array(order), nextCursor: z.string().nullable() }),
      },
    },
    async ({ actor, query }) => {
      const page = await listOrders(deps.authority, { actor, page: query });
      const items = page.items.map((item) => ({
        ...item.registration,
        reference: item.reference,
        state: item.state,
        ocesId: item.ocesId,
        profile: item.profileId,
        isListed: item.isListed,
        triesLeft: item.triesLeft,
        expiresAt: item.expiresAt.toISOString(),
        createdBy: item.createdBy,
        createdAt: item.createdAt.toISOString(),
        collectedAt: item.collectedAt?.toISOString() ?? null,
        certificateSha256: item.certificateSha256,
      }));
      return { items, nextCursor: page.nextCursor };
    },
  );

  route(
    api,
    {
      method: 'delete',
      path: '/api/v1/orders/{reference}',
      summary: 'Cancel an order that was not collected',
      tag: 'orders',
      security: 'session',
      params,
      reply: { status: 204, description: 'Cancelled' },
      refusals: ['order.not-found', 'order.already-collected', 'order.cancelled'],
    },
    async ({ actor, params: { reference } }) => {
      await cancelOrder(deps.authority, { actor, reference });
    },
  );
}
