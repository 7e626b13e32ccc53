import { z } from 'zod';
import { toBase64 } from '../../../base/bytes.ts';
import { isCertBankError } from '../../../base/errors.ts';
import { parseCrl } from '../../../formats/crl/crl.ts';
import { parseOcspResponse } from '../../../formats/ocsp/response.ts';
import { parseCertificate } from '../../../formats/x509/certificate.ts';
import { route, type Api } from '../api.ts';
import { pastedDer } from '../pasted-der.ts';
import type { RouteDeps } from '../route-deps.ts';

const text = z.string().min(1).max(60_000);

const READERS: Readonly<Record<'issuers' | 'crls' | 'ocsp', (der: Uint8Array) => unknown>> = {
  issuers: parseCertificate,
  crls: parseCrl,
  ocsp: parseOcspResponse,
};

const certificates = z.array(z.string().openapi({ description: 'base64 DER' }));

/** What this bank verifies documents by, for programs that do it themselves. */
export function trustRoute(api: Api, deps: RouteDeps): void {
  const { clock, issuers } = deps.authority;
  route(
    api,
    {
      method: 'get',
      path: '/api/v1/trust',
      summary:
        'The certificates that this bank trusts, those that help to find the way to them, and its clock',
      tag: 'verify',
      reply: {
        status: 200,
        description: 'Now',
        schema: z.object({ at: z.iso.datetime(), anchors: certificates, intermediates: certificates }),
      },
    },
    async () => {
      const own = (isRoot: boolean): string[] =>
        issuers.authorities
          .filter(({ record }) => (record.role === 'root') === isRoot)
          .map(({ record }) => toBase64(record.certificateDer));
      return { at: clock.now().toISOString(), anchors: own(true), intermediates: own(false) };
    },
  );
}

/**
 * Evidence on a certificate, for programs in browsers, which cannot ask responders of other origins. What is asked is
 * decided by the certificate alone: no address is taken from the client. Only what reads as evidence is handed on.
 */
export function evidenceRoutes(api: Api, deps: RouteDeps): void {
  route(
    api,
    {
      method: 'post',
      path: '/api/v1/evidence',
      summary: 'Issuer certificates, CRLs or OCSP answers on a certificate, from the places that it names',
      tag: 'verify',
      before: [deps.throttles.evidence],
      body: z.strictObject({
        kind: z.enum(['issuers', 'crls', 'ocsp']),
        certificate: text.openapi({ description: 'PEM or base64 DER' }),
        issuer: text.optional().openapi({ description: 'The certificate above it; needed for ocsp' }),
      }),
      reply: {
        status: 200,
        description: 'What was found, base64 DER; nobody has checked it',
        schema: z.object({ found: z.array(z.string()) }),
      },
      refusals: [
        'pem.malformed',
        'der.malformed',
        'structure.malformed',
        'limit.exceeded',
        'service.not-ready',
      ],
    },
    async ({ body }) => {
      const certificate = parseCertificate(pastedDer(body.certificate, 'CERTIFICATE'));
      const issuer =
        body.issuer === undefined ? undefined : parseCertificate(pastedDer(body.issuer, 'CERTIFICATE'));
      const found = await deps.evidence[body.kind](certificate, issuer);
      return { found: found.filter((der) => isReadable(READERS[body.kind], der)).map(toBase64) };
    },
  );
}

function isReadable(read: (der: Uint8Array) => unknown, der: Uint8Array): boolean {
  try {
    read(der);
    return true;
  } catch (error) {
    if (isCertBankError(error)) return false;
    throw error;
  }
}
