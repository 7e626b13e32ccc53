import type { Request, RequestHandler } from 'express';
import type { AuthorityDeps } from '../authority/deps.ts';
import type { ValidationReport } from '../signatures/report/report.ts';
import type { Assets } from './assets.ts';
import type { Account } from './view.ts';

/** The browser's session, kept by the server; the portal knows it by these five questions. */
export interface PortalSessions {
  /** Reads the session of the request; runs before every route of the portal. */
  readonly middleware: RequestHandler;
  /** Who is signed in, `undefined` for the public. */
  account(request: Request): Account | undefined;
  /** Begins a fresh session (new identifier) for `account`. */
  signIn(request: Request, account: Account): Promise<void>;
  /** Ends the session. */
  signOut(request: Request): Promise<void>;
  /** The token that this session's forms carry; begins a session where there is none. */
  csrfToken(request: Request): string;
  /** Whether a form came from this session, compared in constant time. */
  isCsrfTokenValid(request: Request, token: unknown): boolean;
}

export interface UploadedFile {
  /** As the browser names it; shown, never used as a path. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A `multipart/form-data` body. */
export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  /** In the order of the body, empty file fields left out. */
  readonly files: readonly (UploadedFile & { readonly field: string })[];
}

export interface PortalDeps {
  readonly authority: AuthorityDeps;
  readonly sessions: PortalSessions;
  /** The files that `scripts/build-portal.ts` made: where they lie and what they are called. */
  readonly assetsDirectory: string;
  readonly assets: Assets;
  /** Limits requests that carry a code or a password; only the refused ones count. */
  readonly throttleSecrets: RequestHandler;
  /**
   * The parts of a `multipart/form-data` body, bounded.
   *
   * @throws CertBankError `input.too-large`, `input.invalid`, `input.unsupported-media-type`, `service.not-ready`
   */
  readonly withUpload: (request: Request, use: (upload: Upload) => Promise<void>) => Promise<void>;
  /** The report on `document`, by this bank's anchors and its own evidence. */
  readonly verify: (document: UploadedFile, contents: readonly UploadedFile[]) => Promise<ValidationReport>;
}
