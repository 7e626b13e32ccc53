import type { Request, Response } from 'express';
import type { PortalDeps } from './deps.ts';
import { problemPage } from './pages/problem.tsx';
import { sendPage, viewOf } from './routes/exchange.ts';

/** What the HTTP layer knows of a refusal. */
export interface BrowserProblem {
  readonly status: number;
  readonly code: string;
}

/**
 * Shows refusals to browsers as pages, in their language. The status and the headers that belong to the
 * refusal are the caller's.
 *
 * @returns false where no page could be made; nothing has been sent then
 */
export function problemRenderer(
  deps: PortalDeps,
): (request: Request, response: Response, problem: BrowserProblem) => boolean {
  return (request, response, problem) => {
    try {
      const { status, code } = problem;
      sendPage(request, response, problemPage(viewOf(deps, request), { status, code }), status);
      return true;
    } catch {
      return false;
    }
  };
}
