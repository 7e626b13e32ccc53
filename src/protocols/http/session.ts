import { createHash, timingSafeEqual } from 'node:crypto';
import { csrfSync } from 'csrf-sync';
import { Router, type Request, type RequestHandler } from 'express';
import session from 'express-session';
import type { AccountStore } from '../../authority/ports/ledger.ts';
import type { AccountRecord, Role } from '../../authority/ports/records.ts';
import { toHex } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import type { RandomSource } from '../../base/random.ts';
import { TableSessionStore, type SessionTable } from './session-store.ts';

export interface SignedInAccount {
  readonly username: string;
  readonly role: Role;
}

/** What is remembered of a sign-in, in a session or under a token. */
export interface SignIn {
  readonly username: string;
  /** Of the password at sign-in: a changed password, or an account removed and made again, ends the sign-in. */
  readonly passwordMark: string;
  /** RFC 3339. */
  readonly since: string;
}

declare module 'express-session' {
  interface SessionData {
    signIn?: SignIn;
  }
}

/** A session ends after this long without a request, and after the other in any case. */
const IDLE_MS = 60 * 60_000;
export const SIGN_IN_MS = 12 * 60 * 60_000;

const SESSION_ID_BYTES = 32;
const CSRF_TOKEN_BYTES = 32;

export interface SessionDeps {
  readonly table: SessionTable;
  readonly accounts: Pick<AccountStore, 'find'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Signs the cookie. */
  readonly cookieSecret: string;
  /** Whether clients reach us by https; the cookie is then sent over https alone. */
  readonly isHttps: boolean;
}

/** Cookie sessions: what the portal and the API know of a browser. */
export interface Sessions {
  readonly middleware: RequestHandler;
  account(request: Request): SignedInAccount | undefined;
  signIn(request: Request, account: { readonly username: string }): Promise<void>;
  signOut(request: Request): Promise<void>;
  csrfToken(request: Request): string;
  isCsrfTokenValid(request: Request, token: unknown): boolean;
}

/**
 * Sessions on the table, with a cookie that scripts cannot read and other sites cannot send along.
 *
 * The account is looked up anew for every request: one that was removed, or whose password or role
 * changed, is signed out or has its new role at once.
 */
export function createSessions(deps: SessionDeps): Sessions {
  const accounts = new WeakMap<Request, SignedInAccount>();
  const csrf = csrfSync({ size: CSRF_TOKEN_BYTES });
  const middleware = Router();
  middleware.use(
    session({
      store: new TableSessionStore(deps.table, deps.clock, IDLE_MS),
      genid: () => toHex(deps.random.bytes(SESSION_ID_BYTES)),
      secret: deps.cookieSecret,
      // Behind https there is a proxy in front of us, and its word decides only whether the cookie may be set.
      ...(deps.isHttps ? { proxy: true } : {}),
      name: deps.isHttps ? '__Host-certbank' : 'certbank',
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: { httpOnly: true, sameSite: 'lax', secure: deps.isHttps, path: '/', maxAge: IDLE_MS },
    }),
  );
  middleware.use(async (request, _response, next) => {
    const { signIn } = request.session;
    // A request may come by here twice: through the API to the pages.
    if (signIn !== undefined && !accounts.has(request)) {
      const account = await accountOf(deps, signIn);
      if (account === undefined) delete request.session.signIn;
      else accounts.set(request, account);
    }
    next();
  });
  return {
    middleware,
    account: (request) => accounts.get(request),
    async signIn(request, { username }) {
      const record = await deps.accounts.find(username);
      if (record === undefined) throw new RangeError('no such account');
      await regenerate(request);
      request.session.signIn = signInOf(record, deps.clock.now());
      accounts.set(request, { username: record.username, role: record.role });
      await save(request);
    },
    async signOut(request) {
      accounts.delete(request);
      await regenerate(request);
    },
    csrfToken: (request) => csrf.generateToken(request),
    isCsrfTokenValid: (request, token) => {
      const expected = csrf.getTokenFromState(request);
      return typeof token === 'string' && typeof expected === 'string' && isSameSecret(token, expected);
    },
  };
}

export function signInOf(account: AccountRecord, at: Date): SignIn {
  return { username: account.username, passwordMark: markOf(account), since: at.toISOString() };
}

/** The account that signed in, as it is now; `undefined` when the sign-in holds no longer. */
export async function accountOf(
  deps: { readonly accounts: Pick<AccountStore, 'find'>; readonly clock: Clock },
  signIn: SignIn,
): Promise<SignedInAccount | undefined> {
  const age = deps.clock.now().getTime() - Date.parse(signIn.since);
  if (!(age >= 0 && age < SIGN_IN_MS)) return undefined;
  const account = await deps.accounts.find(signIn.username);
  if (account === undefined || !isSameSecret(markOf(account), signIn.passwordMark)) return undefined;
  return { username: account.username, role: account.role };
}

function markOf(account: AccountRecord): string {
  return createHash('sha256').update(account.passwordHash).digest('hex').slice(0, 32);
}

/** Compared as hashes, so that neither content nor length shows in the time. */
function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}

/** A new session identifier and an empty session: a fixed or stolen identifier is worth nothing after it. */
async function regenerate(request: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error) =>
      error === undefined || error === null ? resolve() : reject(asError(error)),
    );
  });
}

async function save(request: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.save((error) =>
      error === undefined || error === null ? resolve() : reject(asError(error)),
    );
  });
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('the session could not be kept', { cause });
}
