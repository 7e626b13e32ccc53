import { z } from 'zod';
import { CertBankError } from '../../../base/errors.ts';
import { describeRoute, type Api } from '../api.ts';
import { checkInput } from '../input.ts';
import type { NamedBytes, RouteDeps } from '../route-deps.ts';
import { instantSchema, reportSchema } from '../schemas.ts';

const query = z.object({
  name: z.string().max(255).optional().openapi({ description: "The document's file name, for a raw body" }),
  at: instantSchema.optional().openapi({ type: 'string', format: 'date-time', description: 'Default: now' }),
});

/**
 * A document in, the validation report out.
 *
 * A raw body is the document. In `multipart/form-data` the file `document` is it (or the first file),
 * and every file `content` is what a detached signature covers.
 */
export function verifyRoutes(api: Api, deps: RouteDeps): void {
  const binary = { type: 'string', format: 'binary' } as const;
  describeRoute(api, {
    method: 'post',
    path: '/api/v1/verify',
    summary: 'Verify the signatures of a document',
    tag: 'verify',
    query,
    documents: {
      'application/octet-stream': { schema: binary },
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['document'],
          properties: { document: binary, content: { type: 'array', items: binary } },
        },
      },
    },
    refusals: ['input.too-large', 'document.no-signature', 'document.unsupported', 'service.not-ready'],
    reply: {
      status: 200,
      description: 'The report; its verdicts are values, never errors',
      schema: reportSchema,
    },
  });
  api.router.post('/api/v1/verify', async (request, response) => {
    const { name, at } = checkInput(query, request.query, 'query');
    let document: NamedBytes;
    let contents: readonly NamedBytes[] = [];
    if (typeof request.is('multipart/form-data') !== 'string') {
      document = { name: name ?? '', bytes: await deps.uploads.readDocument(request) };
    } else {
      const { files } = await deps.uploads.readUpload(request);
      const chosen = files.find((file) => file.field === 'document') ?? files[0];
      if (chosen === undefined) throw missing('document');
      document = chosen;
      contents = files.filter((file) => file !== chosen);
    }
    if (document.bytes.length === 0) throw missing('document');
    const report = await deps.verify(document, contents, at);
    response.set('Cache-Control', 'no-store').json(report);
  });
}

function missing(path: string): CertBankError {
  return new CertBankError(
    'input.invalid',
    { issues: [{ path, message: 'missing' }] },
    `the ${path} is missing`,
  );
}
