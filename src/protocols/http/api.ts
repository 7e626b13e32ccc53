import { OpenAPIRegistry, type ResponseConfig, type ZodContentObject } from '@asteasolutions/zod-to-openapi';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { CertBankError, type ErrorCode } from '../../base/errors.ts';
import type { Actor } from '../../authority/access/actor.ts';
import { PUBLIC, type Access } from './access.ts';
import { checkInput } from './input.ts';
import { readJson } from './json-body.ts';
import { HTTP_STATUS, PROBLEM_MEDIA_TYPE } from './problem.ts';
import { problemSchema } from './schemas.ts';

/** Routes and their description, registered together so that they cannot drift apart. */
export interface Api {
  readonly access: Access;
  readonly router: Router;
  readonly registry: OpenAPIRegistry;
  readonly methods: Map<string, Set<string>>;
}

export function createApi(access: Access): Api {
  const router = Router({ caseSensitive: true, strict: true });
  return { access, router, registry: new OpenAPIRegistry(), methods: new Map() };
}

type Method = 'get' | 'post' | 'delete' | 'put';

/** What a route takes, gives and refuses. */
export interface RouteSpec<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** With `{name}` for parameters, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** `session`: a signed-in account or a bearer token is needed. */
  readonly security?: 'session';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Bodies that are not JSON, by media type. */
  readonly documents?: ZodContentObject;
  readonly reply: { readonly status: 200 | 201 | 204; readonly description: string; readonly schema?: R };
  /** Codes that this route can raise beside malformed input. */
  readonly refusals?: readonly ErrorCode[];
  readonly before?: readonly RequestHandler[];
}

export interface RouteInput<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Who is signed in, on routes with `security`; else the public. */
  readonly actor: Actor;
  readonly request: Request;
  readonly response: Response;
}

/** Registers `handle` under `spec`: who asks and then what is sent are checked before it is called. */
export function route<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
>(
  api: Api,
  spec: RouteSpec<P, Q, B, R>,
  handle: (input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R>>,
): void {
  describeRoute(api, spec);
  const isSignedIn = spec.security !== undefined;
  const before = [...(spec.before ?? []), ...(isSignedIn ? [api.access.middleware] : [])];
  api.router[spec.method](expressPath(spec.path), ...before, async (request, response) => {
    const result = await handle({
      actor: isSignedIn ? await api.access.actor(request) : PUBLIC,
      params: (spec.params === undefined
        ? {}
        : checkInput(spec.params, request.params, 'path')) as z.output<P>,
      query: (spec.query === undefined ? {} : checkInput(spec.query, request.query, 'query')) as z.output<Q>,
      body: (spec.body === undefined
        ? undefined
        : checkInput(spec.body, await readJson(request), 'body')) as z.output<B>,
      request,
      response,
    });
    response.setHeader('Cache-Control', 'no-store');
    if (spec.reply.status === 204) response.status(204).end();
    else response.status(spec.reply.status).json(result);
  });
}

/** Adds a route's description alone, for routes with a handler of their own kind (DER, PEM, documents). */
export function describeRoute(api: Api, spec: RouteSpec, replies: Record<string, ResponseConfig> = {}): void {
  const path = expressPath(spec.path);
  const methods = api.methods.get(path) ?? new Set<string>();
  methods.add(spec.method.toUpperCase());
  if (spec.method === 'get') methods.add('HEAD');
  api.methods.set(path, methods);
  const { status, description, schema } = spec.reply;
  const content = schema === undefined ? {} : { content: { 'application/json': { schema } } };
  api.registry.registerPath({
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tags: [spec.tag],
    ...(spec.security === undefined ? {} : { security: [{ bearer: [] }, { cookie: [] }] }),
    request: {
      ...(spec.params === undefined ? {} : { params: spec.params }),
      ...(spec.query === undefined ? {} : { query: spec.query }),
      ...(spec.body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: spec.body } } } }),
      ...(spec.documents === undefined ? {} : { body: { required: true, content: spec.documents } }),
    },
    responses: { [status]: { description, ...content }, ...refusalResponses(spec), ...replies },
  });
}

/** Tells OPTIONS what a known path allows, and refuses other methods on it. To be called after every route. */
export function closeApi(api: Api): void {
  for (const [path, methods] of api.methods) {
    api.router.all(path, (request, response, next) => {
      // A route may leave a request to the portal, such as a browser that wants a page.
      if (methods.has(request.method)) {
        next();
        return;
      }
      const allowed = [...methods, 'OPTIONS'].sort();
      if (request.method !== 'OPTIONS') {
        throw new CertBankError('method-not-allowed', { allowed }, `use ${allowed.join(' or ')}`);
      }
      response.status(204).setHeader('Allow', allowed.join(', ')).end();
    });
  }
}

function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function refusalResponses(spec: RouteSpec): Record<string, ResponseConfig> {
  const codes: ErrorCode[] = [...(spec.refusals ?? [])];
  if (spec.security !== undefined) codes.push('access.unauthenticated', 'access.denied', 'access.csrf');
  if (spec.params !== undefined || spec.query !== undefined || spec.body !== undefined)
    codes.push('input.invalid');
  if (spec.body !== undefined)
    codes.push('json.malformed', 'input.too-large', 'input.unsupported-media-type');
  codes.push('access.rate-limited');
  const responses: Record<string, ResponseConfig> = {};
  for (const status of new Set(codes.map((code) => HTTP_STATUS[code]))) {
    const told = [...new Set(codes.filter((code) => HTTP_STATUS[code] === status))];
    responses[String(status)] = {
      description: told.map((code) => `\`${code}\``).join(', '),
      content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } },
    };
  }
  return responses;
}
