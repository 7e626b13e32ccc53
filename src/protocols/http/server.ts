import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CertBankError } from '../../base/errors.ts';
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem.ts';
import { sendProblem } from './raw-response.ts';

/** The doors of the service, set once it is composed. */
export interface Doors {
  /** Status answers ahead of Express; gives false for what is not theirs. */
  readonly fastStatus: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly app: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface HttpServer {
  readonly server: Server;
  /** From now on requests are answered by `doors`; before, with `service.not-ready`. */
  open(doors: Doors): void;
  /** Takes no more connections, finishes what runs, and after `deadlineMs` cuts what is left. */
  stop(deadlineMs: number): Promise<void>;
}

/** A request's header must be here in this time, counted from the connection, so that silent connections end. */
const HEADERS_MS = 10_000;
/** All of a request: the largest document over a slow line. */
const REQUEST_MS = 300_000;
/** Longer than the idle time of the usual proxies, so that they close first. */
const KEEP_ALIVE_MS = 65_000;
const CHECK_MS = 2_000;
const MAX_HEADERS = 100;
const CLOSE_IDLE_EVERY_MS = 50;

/** The one HTTP server: bounded in time on every connection, answering malformed HTTP with a problem document. */
export function createHttpServer(): HttpServer {
  let doors: Doors | undefined;
  let isStopping = false;
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
    (request, response) => {
      if (isStopping) response.shouldKeepAlive = false;
      if (doors === undefined) answerEarly(request, response);
      else if (!doors.fastStatus(request, response)) doors.app(request, response);
    },
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.on('clientError', answerMalformed);
  return {
    server,
    open: (given) => (doors = given),
    async stop(deadlineMs) {
      isStopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const closeIdle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
      const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
      await closed;
      clearInterval(closeIdle);
      clearTimeout(deadline);
    },
  };
}

function answerEarly(request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false;
  if (request.url === '/health/live') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"live"}');
    return;
  }
  sendProblem(
    request,
    response,
    problemOf(new CertBankError('service.not-ready', { what: 'start' }, 'starting')),
  );
}

/** What cannot be read as HTTP at all is told so, on the bare connection, which then ends. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, reason] = MALFORMED[error.code ?? ''] ?? [400, 'Bad Request'];
  const issues = [{ path: 'request', message: reason }];
  const problem = problemOf(
    new CertBankError('input.invalid', { issues }, 'the request is not well-formed HTTP'),
  );
  const body = JSON.stringify({ ...problem, status });
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'Connection: close',
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

const MALFORMED: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};
