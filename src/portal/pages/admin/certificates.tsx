import type { CertificateStatus } from '../../../authority/ports/records.ts';
import { Alert, type FieldError } from '../../html/alert.tsx';
import { CertificateTable, type CertificateRow } from '../../html/certificate-table.tsx';
import { Page } from '../../html/page.tsx';
import { Pagination } from '../../html/pagination.tsx';
import { SearchForm } from '../../html/search-form.tsx';
import type { View } from '../../view.ts';

export interface OfficeSearchModel {
  readonly q: string;
  readonly status: CertificateStatus | undefined;
  readonly errors: readonly FieldError[];
  readonly rows: readonly CertificateRow[];
  readonly isFirst: boolean;
  readonly nextCursor: string | null;
}

const FILTERS: readonly (CertificateStatus | undefined)[] = [undefined, 'good', 'on-hold', 'revoked'];

export function officeSearchPage(view: View, model: OfficeSearchModel) {
  const { t } = view;
  const { q, status } = model;
  const caption = q === '' ? t('office.certificates.all') : t('search.found', { q });
  return (
    <Page
      view={view}
      title={t('office.certificates.title')}
      crumbs={[{ href: '/admin', text: t('admin.title') }]}
      hasErrors={model.errors.length > 0}
    >
      <h1>{t('office.certificates.title')}</h1>
      <p class="cb-lead">{t('office.certificates.lead')}</p>
      <SearchForm view={view} action="/admin/certificates" q={q} errors={model.errors} />
      <nav aria-label={t('search.status')} class="mt-5">
        <ul class="cb-filters">
          {FILTERS.map((filter) => (
            <li key={filter ?? 'any'}>
              <a href={address(q, filter)} aria-current={filter === status ? 'page' : undefined}>
                {filter === undefined ? t('office.certificates.any') : t(`status.${filter}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h2 class="h3">{caption}</h2>
      {model.rows.length === 0 ? (
        <Alert view={view} kind="info" heading={t('search.none', { q })} />
      ) : (
        <CertificateTable view={view} caption={caption} rows={model.rows} base="/admin/certificates" />
      )}
      <Pagination
        view={view}
        base={address(q, status)}
        isFirst={model.isFirst}
        nextCursor={model.nextCursor}
      />
    </Page>
  );
}

function address(q: string, status: CertificateStatus | undefined): string {
  const query = new URLSearchParams({ q, ...(status === undefined ? {} : { status }) });
  return `/admin/certificates?${query.toString()}`;
}
