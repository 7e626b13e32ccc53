import { z } from 'zod';
import { fromBase64, toBase64 } from '../../../base/bytes.ts';
import { CertBankError, type ErrorCode } from '../../../base/errors.ts';
import { digestForScheme } from '../../../formats/cms/signer-scheme.ts';
import { extendDocument } from '../../../signatures/extend-document.ts';
import { describeRoute, type Api } from '../api.ts';
import type { NamedBytes, RouteDeps } from '../route-deps.ts';
import { complete, openState, prepare, readState, signParametersSchema, writeState } from '../signing.ts';
import type { Upload } from '../upload.ts';

const binary = { type: 'string', format: 'binary' } as const;

const preparedSchema = z
  .object({
    toBeSigned: z.string().openapi({ description: 'What the key signs, base64' }),
    scheme: z.looseObject({ kind: z.string() }).openapi({ description: 'How the key signs it' }),
    hash: z.string().nullable().openapi({ description: 'The hash function of the scheme; null for EdDSA' }),
    digest: z
      .string()
      .nullable()
      .openapi({ description: 'Of toBeSigned by that hash, base64, for keys that sign digests' }),
    state: z.string().openapi({ description: 'To be sent along with the signature' }),
  })
  .openapi('PreparedSignature');

const REFUSALS: readonly ErrorCode[] = [
  'input.too-large',
  'input.invalid',
  'input.unsupported-media-type',
  'json.malformed',
  'pem.malformed',
  'der.malformed',
  'structure.malformed',
  'text.malformed',
  'limit.exceeded',
  'key.refused',
  'algorithm.unsupported',
  'document.unsupported',
  'document.locked',
  'service.not-ready',
];

/**
 * Signing in two steps, for keys that are elsewhere: what to sign, then the signed document. Nothing is kept in between;
 * the document is sent again with the signature.
 */
export function signRoutes(api: Api, deps: RouteDeps): void {
  const { engine, clock } = deps.authority;

  describeRoute(api, {
    method: 'post',
    path: '/api/v1/sign/prepare',
    summary: 'What a key has to sign so that a document becomes a signed one',
    tag: 'sign',
    documents: {
      'multipart/form-data': {
        schema: z.object({ document: z.any().openapi(binary), parameters: signParametersSchema }),
      },
    },
    reply: { status: 200, description: 'What to sign', schema: preparedSchema },
    refusals: REFUSALS,
  });
  api.router.post('/api/v1/sign/prepare', async (request, response) => {
    await deps.uploads.withUpload(request, async (upload) => {
      const document = documentOf(upload);
      const prepared = await deps.inTurn(async () => {
        const state = await openState(engine, document.bytes, fieldOf(upload, 'parameters'), clock.now());
        const { draft, scheme } = await prepare(engine, document.bytes, state);
        const hash = scheme.kind === 'eddsa' ? null : digestForScheme(scheme);
        return {
          toBeSigned: toBase64(draft.toBeSigned),
          scheme,
          hash,
          digest: hash === null ? null : toBase64(await engine.digest(hash, draft.toBeSigned)),
          state: writeState(state),
        };
      });
      response.set('Cache-Control', 'no-store').json(prepared);
    });
  });

  describeRoute(
    api,
    {
      method: 'post',
      path: '/api/v1/sign/complete',
      summary: 'The signed document, from the document, the state and the signature',
      tag: 'sign',
      documents: {
        'multipart/form-data': {
          schema: z.object({
            document: z.any().openapi(binary),
            state: z.string().openapi({ description: 'As the preparation gave it' }),
            signature: z.string().openapi({ description: 'Over toBeSigned, base64' }),
          }),
        },
      },
      reply: { status: 200, description: 'The signed document' },
      refusals: [...REFUSALS, 'signature.refused', 'timestamp.refused'],
    },
    {
      200: {
        description: 'The signed document, or the signature alone where it is detached',
        content: {
          'application/pdf': { schema: binary },
          'application/pkcs7-mime': { schema: binary },
          'application/pkcs7-signature': { schema: binary },
        },
      },
    },
  );
  api.router.post('/api/v1/sign/complete', async (request, response) => {
    await deps.uploads.withUpload(request, async (upload) => {
      const document = documentOf(upload);
      const signature = fromBase64(fieldOf(upload, 'signature'));
      const { signed, mediaType } = await deps.inTurn(async () => {
        const state = await readState(engine, document.bytes, fieldOf(upload, 'state'));
        const basic = await complete(engine, await prepare(engine, document.bytes, state), signature);
        const { timestamper } = deps;
        return {
          mediaType: MEDIA_TYPES[state.format === 'pades' ? 'pades' : state.detached ? 'detached' : 'cades'],
          signed:
            state.level === 'B'
              ? basic
              : await extendDocument(basic, {
                  engine,
                  level: state.level,
                  timestamper,
                  ...(state.detached && { contents: [{ bytes: document.bytes }] }),
                  at: clock.now(),
                }),
        };
      });
      response.set({ 'Cache-Control': 'no-store', 'Content-Type': mediaType }).send(Buffer.from(signed));
    });
  });
}

/** RFC 8551 section 3.2.1 and 3.2.2. */
const MEDIA_TYPES = {
  pades: 'application/pdf',
  cades: 'application/pkcs7-mime; smime-type=signed-data',
  detached: 'application/pkcs7-signature',
} as const;

function documentOf({ files }: Upload): NamedBytes {
  const [document, ...more] = files;
  if (document === undefined) throw invalid('document', 'missing');
  if (more.length > 0) throw invalid('document', 'there must be one file');
  return document;
}

function fieldOf({ fields }: Upload, name: string): string {
  const value = fields.get(name);
  if (value === undefined) throw invalid(name, 'missing');
  return value;
}

function invalid(path: string, message: string): CertBankError {
  return new CertBankError('input.invalid', { issues: [{ path, message }] }, `${path}: ${message}`);
}
