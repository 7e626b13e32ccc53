import type { Response } from 'express';
import { z } from 'zod';
import { CertBankError } from '../../../base/errors.ts';
import { encodePem } from '../../../formats/pem.ts';
import { describeRoute, type Api } from '../api.ts';
import type { RouteDeps } from '../route-deps.ts';

const params = z.object({ issuer: z.string().regex(/^[a-z0-9-]{1,64}$/) });

export const PKIX_CERT = 'application/pkix-cert';
export const PEM_CHAIN = 'application/pem-certificate-chain';

/** Authority certificates as certificates' AIA fields point at them (RFC 5280 section 4.2.2.1). */
export function caRoutes(api: Api, deps: RouteDeps): void {
  const { issuers } = deps.authority;
  const describe = (path: string, summary: string, mediaType: string, hasParams: boolean): void =>
    describeRoute(
      api,
      {
        method: 'get',
        path,
        summary,
        tag: 'authority',
        ...(hasParams ? { params, refusals: ['issuer.not-found'] as const } : {}),
        reply: { status: 200, description: summary },
      },
      {
        200: {
          description: summary,
          content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } },
        },
      },
    );
  describe('/ca/chain.pem', 'The issuing authority and its root', PEM_CHAIN, false);
  describe('/ca/{issuer}.cer', 'An authority certificate, DER', PKIX_CERT, true);
  describe('/ca/{issuer}.pem', 'An authority certificate, PEM', PEM_CHAIN, true);

  api.router.get('/ca/chain.pem', (_request, response) => {
    const chain = issuers.chainOf(issuers.issuing.id);
    send(response, PEM_CHAIN, Buffer.from(chain.map((der) => encodePem('CERTIFICATE', der)).join('')));
  });
  const certificateOf = (given: unknown): Uint8Array => {
    const checked = params.safeParse(given);
    if (!checked.success) throw new CertBankError('issuer.not-found', { id: '' }, 'no such issuer');
    return issuers.get(checked.data.issuer).record.certificateDer;
  };
  api.router.get('/ca/:issuer.cer', (request, response) => {
    send(response, PKIX_CERT, certificateOf(request.params));
  });
  api.router.get('/ca/:issuer.pem', (request, response) => {
    send(response, PEM_CHAIN, Buffer.from(encodePem('CERTIFICATE', certificateOf(request.params))));
  });
}

function send(response: Response, mediaType: string, body: Uint8Array): void {
  response.set({ 'Content-Type': mediaType, 'Cache-Control': 'public, max-age=3600' });
  response.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}
