import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { loggablePath, type Logger } from '../../adapters/telemetry/log.ts';

/**
 * One log line a request: method, path, status and time.
 *
 * Neither header nor body nor query is logged: a search may name a person, and a header hold a token.
 */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    quietReqLogger: true,
    serializers: {
      req: ({ id, method, url }: { id: unknown; method: string; url: string }) => ({
        id,
        method,
        path: loggablePath(url),
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
    customLogLevel: (_request: IncomingMessage, response, error) =>
      error !== undefined || response.statusCode >= 500 ? 'error' : 'info',
  });
}
