import { CertBankError } from '../../base/errors.ts';
import type { HttpFetch } from '../../trust/evidence/http.ts';

/**
 * One HTTP exchange by the platform's `fetch`: http and https only, no redirect followed, no credentials sent,
 * the answer cut off at `maxBytes` and the whole at `timeoutSeconds`.
 *
 * Does not check: where the host lies. A service that fetches for strangers must refuse its own network.
 *
 * @throws CertBankError `service.unreachable` | `limit.exceeded`
 */
export const httpFetch: HttpFetch = async ({
  url,
  method,
  accept,
  contentType,
  body,
  maxBytes,
  timeoutSeconds,
}) => {
  const unreachable = (why: string, cause?: unknown): CertBankError =>
    new CertBankError('service.unreachable', { service: url }, `${url}: ${why}`, { cause });
  const { protocol, username, password } = new URL(url);
  if (!['http:', 'https:'].includes(protocol) || username !== '' || password !== '') {
    throw unreachable('not a plain http or https URL');
  }
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { accept, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
    });
  } catch (cause) {
    throw unreachable('no answer', cause);
  }
  return readBounded(response, url, maxBytes, unreachable);
};

async function readBounded(
  response: Response,
  url: string,
  maxBytes: number,
  unreachable: (why: string, cause?: unknown) => CertBankError,
): Promise<Uint8Array> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw unreachable(`status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes) {
        throw new CertBankError(
          'limit.exceeded',
          { limit: 'answer', maximum: maxBytes },
          `${url}: the answer is larger than ${maxBytes} bytes`,
        );
      }
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof CertBankError) throw cause;
    throw unreachable('broke off', cause);
  }
  return Buffer.concat(chunks);
}
