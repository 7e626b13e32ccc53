import type { RequestListener } from 'node:http';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { CertBankError } from '../../base/errors.ts';
import { closeApi, createApi } from './api.ts';
import { serveApiDocument } from './openapi.ts';
import { PROBLEM_MEDIA_TYPE, problemHeaders, problemOf, type Problem } from './problem.ts';
import { requestLog } from './request-log.ts';
import type { RouteDeps } from './route-deps.ts';
import { accountRoutes } from './routes/accounts.ts';
import { auditRoutes } from './routes/audit.ts';
import { caRoutes } from './routes/ca.ts';
import { certificateRoutes } from './routes/certificates.ts';
import { countRoutes } from './routes/counts.ts';
import { crlRoutes } from './routes/crl.ts';
import { evidenceRoutes, trustRoute } from './routes/evidence.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { orderRoutes } from './routes/orders.ts';
import { revocationRoutes } from './routes/revocation.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { signRoutes } from './routes/sign.ts';
import { describeStatus } from './routes/status.ts';
import { tsaRoutes } from './routes/tsa.ts';
import { verifyRoutes } from './routes/verify.ts';

export interface AppDeps extends RouteDeps {
  /** Addresses whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly isHttps: boolean;
  /** The pages, asked after our own routes; they also answer `/certificates` for browsers. */
  readonly portal?: RequestHandler | undefined;
  /** Shows a problem to a browser as a page; gives false where it cannot. */
  readonly renderProblem?: ((request: Request, response: Response, problem: Problem) => boolean) | undefined;
}

/** Express with everything that is not served ahead of it (see `fast-status.ts`). */
export function createApp(deps: AppDeps): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('trust proxy', [...deps.trustedProxies]);
  app.set('query parser', 'simple');
  app.set('etag', false);

  const api = createApi(deps.access);
  healthRoutes(api, deps);
  metricsRoutes(api, deps);
  caRoutes(api, deps);
  verifyRoutes(api, deps);
  signRoutes(api, deps);
  evidenceRoutes(api, deps);
  trustRoute(api, deps);
  orderRoutes(api, deps);
  certificateRoutes(api, deps);
  revocationRoutes(api, deps);
  sessionRoutes(api, deps);
  accountRoutes(api, deps);
  auditRoutes(api, deps);
  crlRoutes(api, deps);
  tsaRoutes(api);
  countRoutes(api, deps);
  describeStatus(api);
  serveApiDocument(api);
  closeApi(api);

  app.use(requestLog(deps.log), observeRequests(deps), securityHeaders(deps.isHttps), deps.throttles.general);
  app.use(compression({ filter: mayCompress }));
  app.use(api.router);
  if (deps.portal !== undefined) app.use(deps.portal);
  app.use((request) => {
    throw new CertBankError('not-found', { path: request.path.slice(0, 200) }, 'there is nothing here');
  });
  app.use(problemHandler(deps));
  return app;
}

function securityHeaders(isHttps: boolean): RequestHandler {
  const self = ["'self'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: self,
        styleSrc: self,
        fontSrc: self,
        connectSrc: self,
        manifestSrc: self,
        // The design system's own style sheet holds small images as data.
        imgSrc: ["'self'", 'data:'],
        formAction: self,
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}

/** A page that mixes a session's secrets with what an attacker can choose is not compressed (BREACH). */
function mayCompress(request: Request, response: Response): boolean {
  return request.headers.cookie === undefined && compression.filter(request, response);
}

function observeRequests(deps: AppDeps): RequestHandler {
  return (request, response, next) => {
    const start = process.hrtime.bigint();
    response.once('close', () => {
      const path: unknown = (request.route as { path?: unknown } | undefined)?.path;
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      deps.metrics.observeRequest(
        request.method,
        typeof path === 'string' ? path : 'other',
        response.statusCode,
        seconds,
      );
    });
    next();
  };
}

/** Tells a refusal as a problem document, to a browser as a page; a fault of ours is logged and told as such. */
function problemHandler(deps: AppDeps): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'the request failed');
    if (response.headersSent) {
      // Too late for an answer: the last handler of Express cuts the connection.
      next();
      return;
    }
    // The rest of a body that nobody reads must not be taken for the next request.
    if (!request.complete) response.set('Connection', 'close');
    response.status(problem.status).set(problemHeaders(problem));
    const isApi = request.path.startsWith('/api/');
    const wantsPage = !isApi && request.accepts(['application/json', 'html']) === 'html';
    if (wantsPage && deps.renderProblem?.(request, response, problem) === true) return;
    response.set('Content-Type', PROBLEM_MEDIA_TYPE).send(Buffer.from(JSON.stringify(problem)));
  };
}
