import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_MEDIA_TYPE, problemHeaders, type Problem } from './problem.ts';

/** Answers with `body`; to HEAD with its headers alone. */
export function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): void {
  response.writeHead(status, {
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    'Content-Length': body.length,
  });
  if (request.method === 'HEAD') response.end();
  else response.end(body);
}

/** Answers with an RFC 9457 problem document. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const headers = { ...problemHeaders(problem), 'Content-Type': PROBLEM_MEDIA_TYPE };
  sendBytes(request, response, problem.status, headers, Buffer.from(JSON.stringify(problem)));
}

/**
 * All of the request's body.
 *
 * @param onBytes told of each piece's length; what it throws ends the reading
 * @returns `undefined` when it is larger than `maxBytes`; the rest is then not read
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  onBytes?: (count: number) => void,
): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = () => {
      request.off('data', onData).pause();
      chunks.length = 0;
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        stop();
        resolve(undefined);
        return;
      }
      try {
        onBytes?.(chunk.length);
        chunks.push(chunk);
      } catch (refusal) {
        stop();
        reject(
          refusal instanceof Error ? refusal : new Error('the body was turned away', { cause: refusal }),
        );
      }
    };
    request.on('data', onData);
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}

/** True when `header` (If-None-Match) names `etag`; compared weakly as RFC 9110 section 13.1.2 asks. */
export function isNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((part) => {
    const candidate = part.trim().replace(/^W\//, '');
    return candidate === etag || candidate === '*';
  });
}
