import { z } from 'zod';
import { describeRoute, type Api } from '../api.ts';

const binary = { type: 'string', format: 'binary' } as const;
const OCSP_ANSWER = { 'application/ocsp-response': { schema: binary } };

/** The description of what `fast-status.ts` answers ahead of us. */
export function describeStatus(api: Api): void {
  const answered = { description: 'OCSPResponse', content: OCSP_ANSWER };
  describeRoute(
    api,
    {
      method: 'post',
      path: '/ocsp',
      summary: 'Certificate status by OCSP (RFC 6960)',
      tag: 'status',
      documents: { 'application/ocsp-request': { schema: binary } },
      reply: { status: 200, description: 'OCSPResponse' },
      refusals: ['der.malformed', 'structure.malformed', 'input.too-large', 'input.unsupported-media-type'],
    },
    { 200: answered },
  );
  describeRoute(
    api,
    {
      method: 'get',
      path: '/ocsp/{request}',
      summary: 'Certificate status by OCSP over GET (RFC 5019)',
      tag: 'status',
      params: z.object({ request: z.string().openapi({ description: 'OCSPRequest, base64 or base64url' }) }),
      reply: { status: 200, description: 'OCSPResponse' },
      refusals: ['der.malformed', 'structure.malformed', 'text.malformed'],
    },
    { 200: answered, 304: { description: 'Not changed' } },
  );
  describeRoute(
    api,
    {
      method: 'get',
      path: '/crl/{issuer}.crl',
      summary: 'The complete CRL of an authority',
      tag: 'status',
      params: z.object({ issuer: z.string() }),
      reply: { status: 200, description: 'CertificateList, DER' },
      refusals: ['crl.not-found'],
    },
    {
      200: {
        description: 'CertificateList, DER',
        content: { 'application/pkix-crl': { schema: binary } },
      },
      304: { description: 'Not changed' },
    },
  );
}
