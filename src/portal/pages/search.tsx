import { Alert, type FieldError } from '../html/alert.tsx';
import { CertificateTable, type CertificateRow } from '../html/certificate-table.tsx';
import { Icon } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import { Pagination } from '../html/pagination.tsx';
import { SearchForm } from '../html/search-form.tsx';
import type { View } from '../view.ts';

export interface SearchModel {
  readonly q: string;
  readonly errors: readonly FieldError[];
  /** Absent before anything was searched for. */
  readonly found?: {
    readonly rows: readonly CertificateRow[];
    readonly isFirst: boolean;
    readonly nextCursor: string | null;
  };
}

export function searchPage(view: View, model: SearchModel) {
  const { t } = view;
  const { q, found } = model;
  return (
    <Page view={view} title={t('search.title')} hasErrors={model.errors.length > 0}>
      <h1>{t('search.title')}</h1>
      <p class="cb-lead">{t('search.lead')}</p>
      <SearchForm view={view} action="/search" q={q} errors={model.errors} />
      <p>
        <a class="function-link" href="/inspect">
          <Icon view={view} name="document" />
          {t('inspect.link')}
        </a>
      </p>
      {found !== undefined && found.rows.length === 0 && (
        <Alert view={view} kind="info" heading={t('search.none', { q })}>
          <p>{t('search.none.text')}</p>
        </Alert>
      )}
      {found !== undefined && found.rows.length > 0 && (
        <section aria-labelledby="found">
          <h2 id="found" class="h3">
            {t('search.found', { q })}
          </h2>
          <CertificateTable
            view={view}
            caption={t('search.found', { q })}
            rows={found.rows}
            base="/certificates"
          />
          <Pagination
            view={view}
            base={`/search?q=${encodeURIComponent(q)}`}
            isFirst={found.isFirst}
            nextCursor={found.nextCursor}
          />
        </section>
      )}
    </Page>
  );
}
