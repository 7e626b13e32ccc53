import type { Request, RequestHandler } from 'express';
import type { Actor } from '../../authority/access/actor.ts';
import { CertBankError } from '../../base/errors.ts';
import type { Sessions, SignedInAccount } from './session.ts';
import type { Tokens } from './tokens.ts';

/** Who asks, by token or by session. */
export interface Access {
  /** Reads the session of a request that may need one. */
  readonly middleware: RequestHandler;
  /**
   * The account behind a request.
   *
   * @throws CertBankError `access.unauthenticated`; `access.csrf` for a changing request that rests on the
   *   cookie and does not carry the session's token in `X-CSRF-Token`
   */
  account(request: Request): Promise<SignedInAccount>;
  /** The same as an actor of the use cases. */
  actor(request: Request): Promise<Actor>;
  /** The same, or the public for a request with neither token nor session. */
  actorOrPublic(request: Request): Promise<Actor>;
}

export const PUBLIC: Actor = { kind: 'public', id: '' };

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createAccess(sessions: Sessions, tokens: Tokens): Access {
  const account = async (request: Request): Promise<SignedInAccount> => {
    const token = bearerToken(request);
    const found = token === undefined ? sessions.account(request) : await tokens.account(token);
    if (found === undefined) throw new CertBankError('access.unauthenticated', {}, 'sign in first');
    const needsCsrfToken = token === undefined && !SAFE_METHODS.has(request.method);
    if (needsCsrfToken && !sessions.isCsrfTokenValid(request, request.get('x-csrf-token'))) {
      throw new CertBankError('access.csrf', {}, 'the request did not come from a page of ours');
    }
    return found;
  };
  const actor = async (request: Request): Promise<Actor> => {
    const { role, username } = await account(request);
    return { kind: role, id: username };
  };
  return {
    middleware: sessions.middleware,
    account,
    actor,
    async actorOrPublic(request) {
      const isAnonymous =
        request.get('authorization') === undefined && sessions.account(request) === undefined;
      return isAnonymous ? PUBLIC : actor(request);
    },
  };
}

/**
 * The token of `Authorization: Bearer` (RFC 6750 section 2.1).
 *
 * A request that carries the header is judged by it alone: with another scheme or a malformed token it is
 * refused, and never falls back to the cookie.
 */
export function bearerToken(request: Request): string | undefined {
  const header = request.get('authorization');
  if (header === undefined) return undefined;
  const token = /^Bearer +([A-Za-z0-9._~+/-]{1,512}=*)$/i.exec(header)?.[1];
  if (token === undefined) throw new CertBankError('access.unauthenticated', {}, 'send a bearer token');
  return token;
}
