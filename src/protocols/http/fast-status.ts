import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { CrlRecord } from '../../authority/ports/records.ts';
import { encodeOcspError } from '../../formats/ocsp/response.ts';
import { decodeOcspPath } from './ocsp-path.ts';
import { problemOf } from './problem.ts';
import { checkMediaType, pathOf, readSmallBody, wrongMethod } from './raw-request.ts';
import { isNoneMatch, sendBytes, sendProblem } from './raw-response.ts';

/** An OCSP answer and how long a cache may keep it. */
export interface OcspAnswer {
  readonly der: Uint8Array;
  /** Absent where the answer must not be kept: it carries a nonce, or is an error. */
  readonly httpCacheSeconds?: number | undefined;
}

export interface FastStatusDeps {
  readonly clock: Clock;
  readonly answerOcsp: (requestDer: Uint8Array) => Promise<OcspAnswer>;
  readonly findCrl: (issuerId: string) => Promise<CrlRecord | undefined>;
  /** Told of every answer, for the metrics. */
  readonly observe: (kind: 'ocsp' | 'crl', status: number) => void;
  /** Told of faults of ours. */
  readonly onError: (error: unknown) => void;
}

const OCSP_REQUEST = 'application/ocsp-request';
const OCSP_RESPONSE = 'application/ocsp-response';
const PKIX_CRL = 'application/pkix-crl';

/** A fresh CRL is asked for again after this long; most such questions end in 304. */
const CRL_MAX_AGE_SECONDS = 300;

/**
 * Answers OCSP and CRL requests on the bare server, ahead of Express; gives false for every other path.
 *
 * The path is taken as it was sent: Express and proxies would fold the slashes of a base64 request.
 * A malformed OCSP request is HTTP 400 with a problem document, or with an OCSPResponse `malformedRequest`
 * where `Accept` names `application/ocsp-response`; an issuer not ours is HTTP 200 with `unauthorized`.
 *
 * @source RFC 6960 appendix A, RFC 5019 sections 5 and 6.2, RFC 5280 section 4.2.1.13
 */
export function createFastStatus(
  deps: FastStatusDeps,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const path = pathOf(request.url ?? '/');
    const isOcsp = path === '/ocsp' || path.startsWith('/ocsp/');
    if (!isOcsp && !path.startsWith('/crl/')) return false;
    const answer = isOcsp
      ? answerOcspRequest(deps, request, response, path)
      : answerCrl(deps, request, response, path);
    answer
      .catch((error: unknown) => answerRefusal(deps, request, response, error, isOcsp))
      .finally(() => deps.observe(isOcsp ? 'ocsp' : 'crl', response.statusCode))
      .catch(deps.onError);
    return true;
  };
}

async function answerOcspRequest(
  deps: FastStatusDeps,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (request.method === 'POST' && path.length <= '/ocsp/'.length) {
    checkMediaType(request, OCSP_REQUEST);
    const body = await readSmallBody(request, LIMITS.ocspRequestBytes, 'an OCSP request');
    const { der } = await deps.answerOcsp(body);
    sendBytes(request, response, 200, { 'Content-Type': OCSP_RESPONSE, 'Cache-Control': 'no-store' }, der);
    return;
  }
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  if (!isGet) throw wrongMethod(path.length <= '/ocsp/'.length ? ['POST'] : ['GET', 'HEAD']);
  const answer = await deps.answerOcsp(decodeOcspPath(path.slice('/ocsp/'.length)));
  const seconds = answer.httpCacheSeconds ?? 0;
  if (seconds <= 0) {
    const headers = { 'Content-Type': OCSP_RESPONSE, 'Cache-Control': 'no-store' };
    sendBytes(request, response, 200, headers, answer.der);
    return;
  }
  const etag = `"${createHash('sha256').update(answer.der).digest('hex')}"`;
  sendCacheable(deps, request, response, OCSP_RESPONSE, answer.der, etag, seconds, deps.clock.now());
}

async function answerCrl(
  deps: FastStatusDeps,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const issuer = /^\/crl\/([a-z0-9-]{1,64})\.crl$/.exec(path)?.[1];
  if (issuer === undefined) throw new CertBankError('not-found', { path: '/crl/' }, 'no such list');
  if (request.method !== 'GET' && request.method !== 'HEAD') throw wrongMethod(['GET', 'HEAD']);
  const crl = await deps.findCrl(issuer);
  if (crl === undefined) throw new CertBankError('crl.not-found', { issuer }, 'this issuer has no list');
  const secondsLeft = Math.floor((crl.nextUpdate.getTime() - deps.clock.now().getTime()) / 1000);
  const seconds = Math.max(0, Math.min(CRL_MAX_AGE_SECONDS, secondsLeft));
  sendCacheable(deps, request, response, PKIX_CRL, crl.der, `"${crl.sha256}"`, seconds, crl.thisUpdate);
}

function sendCacheable(
  deps: FastStatusDeps,
  request: IncomingMessage,
  response: ServerResponse,
  mediaType: string,
  body: Uint8Array,
  etag: string,
  seconds: number,
  lastModified: Date,
): void {
  const headers = {
    'Content-Type': mediaType,
    'Cache-Control': `max-age=${seconds}, public, no-transform, must-revalidate`,
    ETag: etag,
    Expires: new Date(deps.clock.now().getTime() + seconds * 1000).toUTCString(),
    'Last-Modified': lastModified.toUTCString(),
  };
  if (isNoneMatch(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  sendBytes(request, response, 200, headers, body);
}

function answerRefusal(
  deps: FastStatusDeps,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  isOcsp: boolean,
): void {
  const problem = problemOf(error);
  if (problem.status >= 500) deps.onError(error);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // A body that was not read to its end would be taken for the next request.
  if (!request.complete) response.shouldKeepAlive = false;
  const acceptsOcsp = (request.headers.accept ?? '').toLowerCase().includes(OCSP_RESPONSE);
  const isMalformed = problem.status === 400 && isCertBankError(error);
  if (isOcsp && (problem.status >= 500 || (isMalformed && acceptsOcsp))) {
    const der = encodeOcspError(
      problem.status === 503 ? 'tryLater' : isMalformed ? 'malformedRequest' : 'internalError',
    );
    const headers = { 'Content-Type': OCSP_RESPONSE, 'Cache-Control': 'no-store' };
    sendBytes(request, response, problem.status, headers, der);
    return;
  }
  sendProblem(request, response, problem);
}
