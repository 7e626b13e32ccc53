import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TimestampAnswer } from '../../authority/timestamping/stamp.ts';
import { LIMITS } from '../../base/limits.ts';
import { encodeTimestampRejection } from '../../formats/tsp/response.ts';
import { problemOf } from './problem.ts';
import { checkMediaType, pathOf, readSmallBody, wrongMethod } from './raw-request.ts';
import { sendBytes, sendProblem } from './raw-response.ts';

export interface FastTimestampDeps {
  /** Counts the request; throws `access.rate-limited`, for every token is kept for good. */
  readonly admit: (request: IncomingMessage) => void;
  readonly answerTimestamp: (requestDer: Uint8Array) => Promise<TimestampAnswer>;
  /** Told of faults of ours. */
  readonly onError: (error: unknown) => void;
}

const TIMESTAMP_QUERY = 'application/timestamp-query';
const TIMESTAMP_REPLY = 'application/timestamp-reply';

/**
 * Answers `POST /tsa` on the bare server, ahead of Express; gives false for every other path.
 *
 * Whoever sends a body of the right type and size gets a TimeStampResp whatever comes of it, for its clients read
 * nothing else. Its HTTP status is 200 for a token and for a refusal of what is asked (`badAlg`,
 * `unacceptedPolicy`, `unacceptedExtension`), 400 for what is no request (`badDataFormat`, `badRequest`), 503 while
 * the clock is not trusted (`timeNotAvailable`) or the service not ready, and 500 for a fault of ours
 * (`systemFailure`). A wrong method, type or size, and too many requests, are problem documents.
 *
 * @source RFC 3161 section 3.4
 */
export function createFastTimestamp(
  deps: FastTimestampDeps,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (pathOf(request.url ?? '/') !== '/tsa') return false;
    answerTimestampRequest(deps, request, response)
      .catch((error: unknown) => answerRefusal(deps, request, response, error))
      .catch(deps.onError);
    return true;
  };
}

async function answerTimestampRequest(
  deps: FastTimestampDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') throw wrongMethod(['POST']);
  checkMediaType(request, TIMESTAMP_QUERY);
  deps.admit(request);
  const body = await readSmallBody(request, LIMITS.timestampRequestBytes, 'a time-stamp request');
  const { der, outcome } = await deps.answerTimestamp(body);
  sendReply(request, response, statusOf(outcome), der);
}

function statusOf(outcome: TimestampAnswer['outcome']): number {
  switch (outcome) {
    case 'badDataFormat':
    case 'badRequest':
      return 400;
    case 'timeNotAvailable':
      return 503;
    default:
      return 200;
  }
}

function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  der: Uint8Array,
): void {
  const retry = status === 503 ? { 'Retry-After': '5' } : {};
  const headers = { 'Content-Type': TIMESTAMP_REPLY, 'Cache-Control': 'no-store', ...retry };
  sendBytes(request, response, status, headers, der);
}

function answerRefusal(
  deps: FastTimestampDeps,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const problem = problemOf(error);
  if (problem.status >= 500) deps.onError(error);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // A body that was not read to its end would be taken for the next request.
  if (!request.complete) response.shouldKeepAlive = false;
  if (problem.status < 500) {
    sendProblem(request, response, problem);
    return;
  }
  const der = encodeTimestampRejection('systemFailure', 'the service cannot answer now');
  sendReply(request, response, problem.status === 503 ? 503 : 500, der);
}
