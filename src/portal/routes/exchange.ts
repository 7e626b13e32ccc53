import express, { type Request, type RequestHandler, type Response } from 'express';
import type { VNode } from 'preact';
import { actorOf } from '../../authority/accounts/account.ts';
import type { Actor } from '../../authority/access/actor.ts';
import { CertBankError } from '../../base/errors.ts';
import type { PortalDeps } from '../deps.ts';
import { renderPage } from '../html/render.ts';
import { chooseLanguage, isLanguage, LANGUAGE_COOKIE } from '../language.ts';
import { translator } from '../translate.ts';
import type { View } from '../view.ts';

const PUBLIC: Actor = { kind: 'public', id: '' };

const YEAR_MS = 365 * 86_400_000;

/** What the page that answers `request` needs to know. */
export function viewOf(deps: PortalDeps, request: Request): View {
  const language = chooseLanguage({
    query: request.query['lang'],
    cookies: request.headers.cookie,
    accepted: request.headers['accept-language'],
  });
  return {
    language,
    t: translator(language),
    path: request.originalUrl.slice(0, 2048),
    assets: deps.assets,
    now: deps.authority.clock.now(),
    account: deps.sessions.account(request),
    csrfToken: () => deps.sessions.csrfToken(request),
  };
}

/** Who asks: the account that is signed in, or the public. */
export function actorOfRequest(deps: PortalDeps, request: Request): Actor {
  const account = deps.sessions.account(request);
  return account === undefined ? PUBLIC : actorOf(account);
}

/** Sends a page; one that depends on who asks is never kept by a cache. */
export function sendPage(request: Request, response: Response, page: VNode, status = 200): void {
  const wish = request.query['lang'];
  if (isLanguage(wish)) {
    response.cookie(LANGUAGE_COOKIE, wish, {
      sameSite: 'lax',
      path: '/',
      maxAge: YEAR_MS,
      httpOnly: true,
      secure: request.secure,
    });
  }
  response
    .status(status)
    .set({ 'Cache-Control': 'no-store', Vary: 'Accept, Accept-Language, Cookie' })
    .type('html')
    .send(renderPage(page));
}

const MAX_FORM_BYTES = 32 * 1024;

/**
 * Reads a posted form and makes sure that it comes from a page of this session.
 *
 * @throws CertBankError `access.csrf`
 */
export function postedForm(deps: PortalDeps): RequestHandler[] {
  return [
    express.urlencoded({ extended: false, limit: MAX_FORM_BYTES, parameterLimit: 32, inflate: false }),
    (request, _response, next) => {
      checkCsrf(deps, request, fieldsOf(request)['_csrf']);
      next();
    },
  ];
}

/** @throws CertBankError `access.csrf` */
export function checkCsrf(deps: PortalDeps, request: Request, token: unknown): void {
  if (!deps.sessions.isCsrfTokenValid(request, token)) {
    throw new CertBankError('access.csrf', {}, 'the form did not come from a page of this session');
  }
}

/** A field of a posted form as one line of text; absent and repeated ones are empty. */
export function fieldOf(request: Request, name: string): string {
  const value = fieldsOf(request)[name];
  return typeof value === 'string' ? value.trim().slice(0, 1024) : '';
}

/** A password as it was typed, spaces and all. */
export function passwordOf(request: Request, name: string): string {
  const value = fieldsOf(request)[name];
  return typeof value === 'string' ? value.slice(0, 1024) : '';
}

/** A parameter of the query as one line of text. */
export function queryOf(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value.trim().slice(0, 512) : '';
}

function fieldsOf(request: Request): Readonly<Record<string, unknown>> {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
