import type { Request, Router } from 'express';
import { searchBank } from '../../authority/bank/search.ts';
import { isCertBankError } from '../../base/errors.ts';
import { getCertificateFacts } from '../certificate-facts.ts';
import type { PortalDeps } from '../deps.ts';
import type { FieldError } from '../html/alert.tsx';
import { certificatePage } from '../pages/certificate.tsx';
import { searchPage } from '../pages/search.tsx';
import type { View } from '../view.ts';
import { queryOf, sendPage, viewOf } from './exchange.ts';

export const PAGE_SIZE = 20;

export function searchRoutes(router: Router, deps: PortalDeps): void {
  router.get('/search', async (request, response) => {
    const view = viewOf(deps, request);
    const q = queryOf(request, 'q');
    if (q === '') {
      sendPage(request, response, searchPage(view, { q, errors: [] }));
      return;
    }
    try {
      // The public page shows what the public may see, whoever looks at it.
      const actor = { kind: 'public', id: '' } as const;
      const page = await searchBank(deps.authority, { actor, q, page: pageOf(request) });
      const found = { rows: page.items, isFirst: isFirstPage(request), nextCursor: page.nextCursor };
      sendPage(request, response, searchPage(view, { q, errors: [], found }));
    } catch (error) {
      sendPage(request, response, searchPage(view, { q, errors: [searchError(view, error)] }), 422);
    }
  });

  router.get('/certificates', (request, response) => {
    response.redirect(303, `/search?q=${encodeURIComponent(queryOf(request, 'q'))}`);
  });

  router.get('/certificates/:id', async (request, response) => {
    const facts = await getCertificateFacts(deps.authority, request.params.id);
    const { sha256 } = facts.record;
    if (request.params.id !== sha256) {
      response.redirect(303, `/certificates/${sha256}`);
      return;
    }
    sendPage(request, response, certificatePage(viewOf(deps, request), facts));
  });
}

export function pageOf(request: Request): { limit: number; cursor?: string } {
  const cursor = queryOf(request, 'cursor');
  return { limit: PAGE_SIZE, ...(cursor === '' ? {} : { cursor }) };
}

export function isFirstPage(request: Request): boolean {
  return queryOf(request, 'cursor') === '';
}

/** What is wrong with what was searched for; anything else is thrown on. */
export function searchError(view: View, error: unknown): FieldError {
  if (!isCertBankError(error, 'search.invalid')) throw error;
  const { why } = error.details;
  const message =
    why === 'cpr' || why === 'too-short' ? view.t(`search.error.${why}`) : view.t('error.search.invalid');
  return { field: 'q', message };
}
