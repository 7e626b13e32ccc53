import { z } from 'zod';
import { CertBankError, type ErrorCode } from '../../../base/errors.ts';
import { describeRoute, type Api, type RouteSpec } from '../api.ts';
import { checkInput } from '../input.ts';
import {
  acceptedForm,
  acceptedLanguage,
  REPORT_MEDIA_TYPES,
  reportFormSchema,
  reportLanguageSchema,
  writeReport,
} from '../report-form.ts';
import type { NamedBytes, RouteDeps } from '../route-deps.ts';
import { instantSchema, reportSchema } from '../schemas.ts';

const query = z.object({
  name: z.string().max(255).optional().openapi({ description: "The document's file name, for a raw body" }),
  at: instantSchema.optional().openapi({ type: 'string', format: 'date-time', description: 'Default: now' }),
  report: reportFormSchema.optional(),
  lang: reportLanguageSchema.optional(),
  seal: z.literal('yes').optional().openapi({
    description:
      'Signs and time-stamps a report in PDF by the bank, as evidence; of what holds now, without `at`',
  }),
});

const REFUSALS: readonly ErrorCode[] = [
  'input.too-large',
  'input.unsupported-media-type',
  'der.malformed',
  'structure.malformed',
  'pem.malformed',
  'text.malformed',
  'limit.exceeded',
  'algorithm.unsupported',
  'document.unsupported',
  'document.no-signature',
  'document.content-missing',
  'not-acceptable',
  'service.not-ready',
];

const text = (mediaType: string) => ({ [mediaType]: { schema: { type: 'string' } } }) as const;

/**
 * A document in, the validation report out: in the form that is asked for, by `report` or by Accept.
 *
 * A raw body is the document. In `multipart/form-data` the file `document` is it (or the first file),
 * and every file `content` is what a detached signature covers.
 */
export function verifyRoutes(api: Api, deps: RouteDeps): void {
  const binary = { type: 'string', format: 'binary' } as const;
  const description = 'The report; its verdicts are values, never errors';
  const spec: RouteSpec = {
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
    refusals: REFUSALS,
    reply: { status: 200, description, schema: reportSchema },
  };
  describeRoute(api, spec, {
    200: {
      description,
      content: {
        'application/json': { schema: reportSchema },
        ...text('application/xml'),
        ...text('text/plain'),
        'application/pdf': { schema: binary },
      },
    },
  });
  api.router.post('/api/v1/verify', async (request, response) => {
    const asked = checkInput(query, request.query, 'query');
    const { name = '', at } = asked;
    const form = asked.report ?? acceptedForm(request);
    const language = asked.lang ?? acceptedLanguage(request);
    const isSealed = asked.seal === 'yes';
    if (isSealed && form !== 'pdf') throw invalid('query.seal', 'a report in PDF alone can be sealed');
    // Else anybody could have it sealed that a revoked certificate is good: as of the day before.
    if (isSealed && at !== undefined) throw invalid('query.at', 'a sealed report tells what holds now');
    const answer = async (document: NamedBytes, contents: readonly NamedBytes[]): Promise<void> => {
      if (document.bytes.length === 0) throw missing('document');
      const report = await writeReport(await deps.verify(document, contents, at), form, language);
      response
        .set({ 'Cache-Control': 'no-store', 'Content-Type': REPORT_MEDIA_TYPES[form], Vary: 'Accept' })
        .send(Buffer.from(isSealed ? await deps.sealReport(report) : report));
    };
    if (typeof request.is('multipart/form-data') !== 'string') {
      await deps.uploads.withDocument(request, (bytes) => answer({ name, bytes }, []));
      return;
    }
    await deps.uploads.withUpload(request, async ({ files }) => {
      const document = files.find((file) => file.field === 'document') ?? files[0];
      if (document === undefined) throw missing('document');
      await answer(
        document,
        files.filter((file) => file !== document),
      );
    });
  });
}

function missing(path: string): CertBankError {
  return invalid(path, 'missing');
}

function invalid(path: string, message: string): CertBankError {
  return new CertBankError('input.invalid', { issues: [{ path, message }] }, `${path}: ${message}`);
}
