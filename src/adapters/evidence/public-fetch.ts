import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { CertBankError } from '../../base/errors.ts';
import type { HttpFetch, HttpRequest } from '../../trust/evidence/http.ts';
import { isPublicAddress } from './public-address.ts';

/** All addresses of a host, as text. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

const resolveHost: ResolveHost = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** The ports of http and https; others are somebody's inner affairs. */
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * One HTTP exchange on behalf of a stranger: with public addresses alone, on the usual ports, without redirects,
 * credentials, cookies or a proxy, cut off at `maxBytes` and `timeoutSeconds`. Every address of the host must be a
 * public one; the connection goes to one of those that were looked at, so that a second answer of the name service
 * cannot lead elsewhere.
 *
 * @param resolve    the name service; default: the platform's
 * @param isAllowed  which addresses may be reached; default: the public ones
 * @throws CertBankError `service.unreachable` | `limit.exceeded`, from the function given back
 */
export function publicFetch(
  resolve: ResolveHost = resolveHost,
  isAllowed: (address: string, port: number) => boolean = (address, port) =>
    isPublicAddress(address) && Object.values(PORTS).includes(port),
): HttpFetch {
  return async (asked) => {
    const deadline = AbortSignal.timeout(asked.timeoutSeconds * 1000);
    const { url, port } = readUrl(asked.url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) === 0 ? await before(deadline, resolve(host), asked.url) : ([host] as const);
    if (addresses.length === 0 || !addresses.every((address) => isAllowed(address, port))) {
      throw unreachable(asked.url, 'not an address of the public internet');
    }
    return exchange(asked, url, addresses[0]!, port, deadline);
  };
}

function readUrl(text: string): { url: URL; port: number } {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw unreachable(text, 'not a URL', cause);
  }
  const usual = PORTS[url.protocol];
  if (usual === undefined || url.username !== '' || url.password !== '') {
    throw unreachable(text, 'not a plain http or https URL');
  }
  return { url, port: url.port === '' ? usual : Number(url.port) };
}

async function before<T>(deadline: AbortSignal, work: Promise<T>, url: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    deadline.addEventListener('abort', () => reject(unreachable(url, 'no answer in time')), { once: true });
    work.then(resolve, (cause: unknown) => reject(unreachable(url, 'no such host', cause)));
  });
}

function exchange(
  { url: text, method, accept, contentType, body, maxBytes }: HttpRequest,
  url: URL,
  address: string,
  port: number,
  deadline: AbortSignal,
): Promise<Uint8Array> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(unreachable(text, 'no answer', cause));
    const request = send(
      {
        host: address,
        port,
        // Each exchange has a connection of its own: no kept one may stand for an address that was not looked at.
        agent: false,
        method,
        path: `${url.pathname}${url.search}`,
        ...(url.protocol === 'https:' && isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0
          ? { servername: url.hostname }
          : {}),
        headers: {
          host: url.host,
          accept,
          'accept-encoding': 'identity',
          ...(body !== undefined && { 'content-length': body.length }),
          ...(contentType !== undefined && { 'content-type': contentType }),
        },
        signal: deadline,
      },
      (response) => {
        readAll(response, text, maxBytes).then(resolve, (error: unknown) => {
          request.destroy();
          reject(error instanceof CertBankError ? error : unreachable(text, 'broke off', error));
        });
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}

async function readAll(response: IncomingMessage, url: string, maxBytes: number): Promise<Uint8Array> {
  if (response.statusCode !== 200) throw unreachable(url, `status ${response.statusCode ?? 0}`);
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw unreachable(url, 'compressed without being asked for it');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      const details = { limit: 'answer', maximum: maxBytes };
      throw new CertBankError(
        'limit.exceeded',
        details,
        `${url}: the answer is larger than ${maxBytes} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unreachable(service: string, why: string, cause?: unknown): CertBankError {
  return new CertBankError('service.unreachable', { service }, `${service}: ${why}`, { cause });
}
