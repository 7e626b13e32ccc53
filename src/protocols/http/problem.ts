import { CertBankError, isCertBankError, type ErrorCode } from '../../base/errors.ts';

/** How each code is told over HTTP: the one place where a code becomes a status. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  'der.malformed': 400,
  'structure.malformed': 400,
  'pem.malformed': 400,
  'text.malformed': 400,
  'json.malformed': 400,
  'limit.exceeded': 400,
  'algorithm.unsupported': 422,
  'key.unreadable': 422,
  'key.refused': 422,
  'document.no-signature': 422,
  'document.unsupported': 422,
  'document.content-missing': 422,
  'document.locked': 409,
  'message.not-for-key': 422,
  'message.not-decrypted': 422,
  'message.not-authenticated': 422,
  'recipient.refused': 422,
  'signature.refused': 422,
  'timestamp.refused': 502,
  'evidence.missing': 422,
  'registration.invalid': 422,
  'order.not-found': 404,
  'order.expired': 410,
  'order.locked': 403,
  'order.cancelled': 410,
  'order.already-collected': 409,
  'activation.wrong-code': 403,
  'request.proof-of-possession': 422,
  'request.key-reused': 422,
  'profile.unknown': 422,
  'lint.failed': 422,
  'certificate.not-found': 404,
  'issuer.not-found': 404,
  'crl.not-found': 404,
  'search.invalid': 400,
  'revocation.already-revoked': 409,
  'revocation.not-on-hold': 409,
  'revocation.already-on-hold': 409,
  'revocation.wrong-code': 403,
  'revocation.locked': 403,
  'revocation.reason-invalid': 422,
  'access.unauthenticated': 401,
  'access.denied': 403,
  'access.bad-credentials': 401,
  'access.locked': 403,
  'access.csrf': 403,
  'access.rate-limited': 429,
  'account.invalid': 422,
  'account.not-found': 404,
  'input.invalid': 400,
  'input.too-large': 413,
  'input.unsupported-media-type': 415,
  'not-acceptable': 406,
  'not-found': 404,
  'method-not-allowed': 405,
  'config.invalid': 500,
  'audit.broken': 500,
  'store.conflict': 409,
  'store.unavailable': 503,
  'store.newer': 503,
  'store.not-migrated': 503,
  'service.unreachable': 503,
  'service.not-ready': 503,
  'backup.invalid': 500,
};

/** RFC 9457 problem document. The details of the code are members of it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** The code alone, for programs that switch on it. */
  readonly code: string;
  readonly [member: string]: unknown;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** `type` of a problem: a name that never has to be fetched. */
export function problemType(code: string): string {
  return `urn:certbank:error:${code}`;
}

/**
 * What the client is told about `error`.
 *
 * A refusal below 500 is told with its message and details. Everything else is told as
 * "internal error" and nothing more: a foreign error's text may hold paths, queries or secrets.
 *
 * @source RFC 9457 sections 3.1 and 3.2
 */
export function problemOf(error: unknown): Problem {
  const refusal = isCertBankError(error) ? error : fromMiddleware(error);
  if (refusal === undefined) {
    return { type: problemType('internal'), title: 'Internal error', status: 500, code: 'internal' };
  }
  const status = HTTP_STATUS[refusal.code];
  const problem = {
    type: problemType(refusal.code),
    title: titleOf(refusal.code),
    status,
    code: refusal.code,
  };
  if (status >= 500) return problem;
  // The members named by the standard win over details of the same name.
  return { ...refusal.details, ...problem, detail: refusal.message };
}

/** Headers that belong to a refusal (RFC 9110 sections 10.2.1, 10.2.3 and 11.6.1). */
export function problemHeaders(problem: Problem): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  if (problem.code === 'access.unauthenticated' || problem.code === 'access.bad-credentials') {
    headers['WWW-Authenticate'] = 'Bearer realm="certbank"';
  }
  if (Array.isArray(problem['allowed'])) headers['Allow'] = problem['allowed'].join(', ');
  if (typeof problem['retryAfterSeconds'] === 'number') {
    headers['Retry-After'] = String(problem['retryAfterSeconds']);
  }
  if (problem.status === 503) headers['Retry-After'] = '5';
  return headers;
}

/** The code in words: `order.not-found` is "Order: not found". */
export function titleOf(code: string): string {
  const text = code.replaceAll('-', ' ').replaceAll('.', ': ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Refusals that Express and its body readers raise in their own shape (`http-errors`). */
function fromMiddleware(error: unknown): CertBankError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, type, limit } = error as { status?: unknown; type?: unknown; limit?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 413) {
    const maximum = typeof limit === 'number' ? limit : 0;
    return new CertBankError('input.too-large', { maximum }, `the body may have at most ${maximum} bytes`);
  }
  if (status === 415) {
    const expected = ['identity', 'gzip', 'deflate'];
    return new CertBankError(
      'input.unsupported-media-type',
      { expected },
      'the body has an unknown encoding',
    );
  }
  if (type === 'entity.parse.failed') {
    return new CertBankError('json.malformed', { what: 'body' }, 'the body is not JSON');
  }
  return new CertBankError('input.invalid', { issues: [] }, 'the request is malformed');
}
