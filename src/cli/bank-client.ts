import { CertBankError, type ErrorCode } from '../base/errors.ts';

const TIMEOUT_MILLISECONDS = 30_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** A bank's REST service as the command line speaks to it. */
export interface BankClient {
  /** The parsed JSON answer. */
  json(method: string, path: string, body?: unknown, token?: string): Promise<unknown>;
  /** The answer's bytes in the media type asked for. */
  bytes(path: string, mediaType: string): Promise<Uint8Array>;
}

async function bounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) {
      throw new CertBankError(
        'limit.exceeded',
        { limit: 'answer', maximum: MAX_ANSWER_BYTES },
        'the answer is too large',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A refusal told by the service, as the error that it was there. */
function refusal(status: number, body: Uint8Array): CertBankError {
  let problem: { code?: unknown; title?: unknown; detail?: unknown };
  try {
    problem = JSON.parse(new TextDecoder().decode(body)) as typeof problem;
  } catch {
    problem = {};
  }
  const text = [problem.detail, problem.title].find((value) => typeof value === 'string');
  if (status >= 500) {
    return new CertBankError(
      'service.unreachable',
      { service: 'bank' },
      text ?? `the bank answered ${status}`,
    );
  }
  return new CertBankError(
    (typeof problem.code === 'string' ? problem.code : 'not-found') as ErrorCode,
    {},
    text ?? `the bank answered ${status}`,
  );
}

/**
 * Speaks to the bank at `url`; answers are bounded in size and time, redirects are not followed.
 *
 * @throws CertBankError `input.invalid` for what is no URL; from what is given back `service.unreachable`, also for
 *   an answer that is no bank's, or the refusal that the bank gave
 */
export function bankClient(url: string): BankClient {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    const issues = [{ path: '--url', message: 'not an http or https URL' }];
    throw new CertBankError('input.invalid', { issues }, `${url} is not an http or https URL`);
  }
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  async function call(path: string, init: RequestInit): Promise<Uint8Array> {
    let response: Response;
    let body: Uint8Array;
    try {
      response = await fetch(new URL(path.replace(/^\//, ''), base), {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      body = await bounded(response);
    } catch (cause) {
      if (cause instanceof CertBankError) throw cause;
      throw new CertBankError('service.unreachable', { service: base.host }, `cannot reach ${base.origin}`, {
        cause,
      });
    }
    if (!response.ok) throw refusal(response.status, body);
    return body;
  }
  return {
    async json(method, path, body, token) {
      const answer = await call(path, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer.length === 0) return null;
      try {
        return JSON.parse(new TextDecoder().decode(answer)) as unknown;
      } catch (cause) {
        const message = `${base.origin} does not answer as a bank does`;
        throw new CertBankError('service.unreachable', { service: base.host }, message, { cause });
      }
    },
    bytes: (path, mediaType) => call(path, { headers: { accept: mediaType } }),
  };
}
