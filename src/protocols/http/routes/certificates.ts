import type { Request, Response } from 'express';
import { z } from 'zod';
import { fetchCertificate } from '../../../authority/bank/fetch.ts';
import { searchBank } from '../../../authority/bank/search.ts';
import { setListed } from '../../../authority/bank/visibility.ts';
import type { CertificateRecord } from '../../../authority/ports/records.ts';
import { CertBankError } from '../../../base/errors.ts';
import { encodePem } from '../../../formats/pem.ts';
import { describeRoute, route, type Api } from '../api.ts';
import {
  certificateJson,
  certificateSchema,
  certificateWithChainJson,
  certificateWithChainSchema,
} from '../certificate-json.ts';
import { checkInput } from '../input.ts';
import type { RouteDeps } from '../route-deps.ts';
import { holderStatusSchema, pageQuerySchema, sha256Schema } from '../schemas.ts';
import { PEM_CHAIN, PKIX_CERT } from './ca.ts';

const searchQuery = pageQuerySchema.extend({
  status: holderStatusSchema.optional(),
  q: z.string().max(200).default('').openapi({
    description: 'Name, organisation, e-mail, CVR number, OCES identifier, serial number or SHA-256',
  }),
});

const id = z.string().regex(/^[0-9a-fA-F: ]{1,256}$/, 'must be a SHA-256 or a serial number in hexadecimal');
const idParams = z.object({ id });

const JSON_TYPE = 'application/json';
const OFFERED = [JSON_TYPE, 'text/html', PKIX_CERT, PEM_CHAIN, 'application/x-pem-file'];

/**
 * The public bank. Browsers are left to the portal, which has pages under the same paths;
 * the suffixes `.json`, `.cer` and `.pem` choose without negotiation.
 */
export function certificateRoutes(api: Api, deps: RouteDeps): void {
  describeRoute(api, {
    method: 'get',
    path: '/certificates',
    summary: 'Find listed certificates',
    tag: 'certificates',
    query: searchQuery,
    reply: {
      status: 200,
      description: 'A page of certificates, newest first',
      schema: z.object({ items: z.array(certificateSchema), nextCursor: z.string().nullable() }),
    },
    refusals: ['search.invalid', 'not-acceptable'],
  });
  api.router.get('/certificates', deps.access.middleware, async (request, response, next) => {
    response.vary('Accept');
    const type = request.accepts([JSON_TYPE, 'text/html']);
    if (type === 'text/html') {
      next();
      return;
    }
    if (type === false) throw notAcceptable([JSON_TYPE, 'text/html']);
    const { q, status, ...page } = checkInput(searchQuery, request.query, 'query');
    const actor = await deps.access.actorOrPublic(request);
    const found = await searchBank(deps.authority, { actor, q, status, page });
    response.set('Cache-Control', 'no-store').json({
      items: found.items.map(certificateJson),
      nextCursor: found.nextCursor,
    });
  });

  fetchRoutes(api, deps);

  route(
    api,
    {
      method: 'post',
      path: '/api/v1/certificates/{sha256}/listing',
      summary: 'List or unlist a certificate in the public bank',
      tag: 'certificates',
      security: 'session',
      params: z.object({ sha256: sha256Schema }),
      body: z.strictObject({ isListed: z.boolean() }),
      reply: { status: 204, description: 'Done' },
      refusals: ['certificate.not-found'],
    },
    async ({ actor, params: { sha256 }, body: { isListed } }) => {
      await setListed(deps.authority, { actor, sha256, isListed });
    },
  );
}

function fetchRoutes(api: Api, deps: RouteDeps): void {
  const describe = (path: string, summary: string, mediaType?: string): void =>
    describeRoute(
      api,
      {
        method: 'get',
        path,
        summary,
        tag: 'certificates',
        params: idParams,
        reply: { status: 200, description: summary, schema: certificateWithChainSchema },
        refusals: ['certificate.not-found'],
      },
      mediaType === undefined
        ? {}
        : {
            200: {
              description: summary,
              content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } },
            },
          },
    );
  describe('/certificates/{id}.json', 'A certificate with its chain and status');
  describe('/certificates/{id}.cer', 'A certificate, DER', PKIX_CERT);
  describe('/certificates/{id}.pem', 'A certificate and its chain, PEM', PEM_CHAIN);
  describe('/certificates/{id}', 'A certificate, by content negotiation');

  const answer = async (request: Request, response: Response, type: string): Promise<void> => {
    const checked = idParams.safeParse(request.params);
    // Whatever else stands there names no certificate.
    if (!checked.success) throw new CertBankError('certificate.not-found', { id: '' }, 'no such certificate');
    const found = await fetchCertificate(deps.authority, checked.data.id);
    send(response, type, found.certificate, found.chain);
  };
  api.router.get('/certificates/:id.json', (request, response) => answer(request, response, JSON_TYPE));
  api.router.get('/certificates/:id.cer', (request, response) => answer(request, response, PKIX_CERT));
  api.router.get('/certificates/:id.pem', (request, response) => answer(request, response, PEM_CHAIN));
  api.router.get('/certificates/:id', async (request, response, next) => {
    response.vary('Accept');
    const type = request.accepts(OFFERED);
    if (type === 'text/html') {
      next();
      return;
    }
    if (type === false) throw notAcceptable(OFFERED);
    await answer(request, response, type);
  });
}

function send(
  response: Response,
  type: string,
  certificate: CertificateRecord,
  chain: readonly Uint8Array[],
): void {
  // The certificate never changes, but its status does, and an unlisted one is nobody's to keep.
  response.set('Cache-Control', 'no-store');
  if (type === JSON_TYPE) {
    response.json(certificateWithChainJson(certificate, chain));
    return;
  }
  const body =
    type === PKIX_CERT
      ? certificate.der
      : Buffer.from([certificate.der, ...chain].map((der) => encodePem('CERTIFICATE', der)).join(''));
  const suffix = type === PKIX_CERT ? 'cer' : 'pem';
  response.set({
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${certificate.sha256.slice(0, 16)}.${suffix}"`,
  });
  response.send(Buffer.from(body));
}

function notAcceptable(offered: string[]): CertBankError {
  return new CertBankError('not-acceptable', { offered }, `offered are ${offered.join(', ')}`);
}
