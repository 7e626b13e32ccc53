import type { IncomingMessage } from 'node:http';
import { CertBankError } from '../../base/errors.ts';
import { readBody } from './raw-response.ts';

/** Path without query; of an absolute-form target (RFC 9112 section 3.2.2) too. */
export function pathOf(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/]*/i, '');
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
}

export function wrongMethod(allowed: string[]): CertBankError<'method-not-allowed'> {
  return new CertBankError('method-not-allowed', { allowed }, `use ${allowed.join(' or ')}`);
}

/** @throws CertBankError `input.unsupported-media-type` for another type than `expected`, or an encoded body */
export function checkMediaType(request: IncomingMessage, expected: string): void {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (mediaType === expected && encoding.toLowerCase() === 'identity') return;
  throw new CertBankError(
    'input.unsupported-media-type',
    { expected: [expected] },
    `send ${expected}, without content encoding`,
  );
}

/**
 * All of a small body.
 *
 * @param what names it in the refusal
 * @throws CertBankError `input.too-large`
 */
export async function readSmallBody(
  request: IncomingMessage,
  maximum: number,
  what: string,
): Promise<Uint8Array> {
  const body = await readBody(request, maximum);
  if (body !== undefined) return body;
  throw new CertBankError('input.too-large', { maximum }, `${what} may have at most ${maximum} bytes`);
}
