import type { IncomingMessage } from 'node:http';
import { fromUtf8 } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { readBody } from './raw-response.ts';

/** A PKCS#10 request in PEM or base64 is the largest thing in any of our bodies. */
const MAX_BYTES = 128 * 1024;

const JSON_TYPE = 'application/json';

/**
 * The request's JSON body; `undefined` where there is none.
 *
 * It is read only as far as the limit. Compressed bodies are refused: their size is not known beforehand.
 *
 * @throws CertBankError `input.unsupported-media-type`, `input.too-large`, `text.malformed`, `json.malformed`
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const { headers } = request;
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (isEmpty) return undefined;
  const mediaType = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (mediaType !== JSON_TYPE || encoding !== 'identity') {
    const details = { expected: [JSON_TYPE] };
    throw new CertBankError(
      'input.unsupported-media-type',
      details,
      `send ${JSON_TYPE}, without content encoding`,
    );
  }
  const bytes = await readBody(request, MAX_BYTES);
  if (bytes === undefined) {
    throw new CertBankError(
      'input.too-large',
      { maximum: MAX_BYTES },
      `the body may have at most ${MAX_BYTES} bytes`,
    );
  }
  const text = fromUtf8(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new CertBankError('json.malformed', { what: 'body' }, 'the body is not JSON');
  }
}
