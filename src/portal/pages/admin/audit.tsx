import type { AuditRecord } from '../../../authority/ports/records.ts';
import { Alert } from '../../html/alert.tsx';
import { PostForm } from '../../html/form.tsx';
import { Icon } from '../../html/icon.tsx';
import { Instant } from '../../html/instant.tsx';
import { Page } from '../../html/page.tsx';
import { Pagination } from '../../html/pagination.tsx';
import { Table } from '../../html/table.tsx';
import type { View } from '../../view.ts';

export interface AuditModel {
  readonly records: readonly AuditRecord[];
  readonly isFirst: boolean;
  readonly nextCursor: string | null;
  /** What the check of the chain gave, when it was asked for. */
  readonly check?: { readonly records: number } | { readonly brokenAt: number };
}

export function auditPage(view: View, model: AuditModel) {
  const { t } = view;
  return (
    <Page view={view} title={t('audit.title')} crumbs={[{ href: '/admin', text: t('admin.title') }]}>
      <h1>{t('audit.title')}</h1>
      <p class="cb-lead">{t('audit.lead')}</p>
      {model.check !== undefined && <CheckResult view={view} check={model.check} />}
      <PostForm view={view} action="/admin/audit/verify">
        <button type="submit" class="button button-primary">
          <Icon view={view} name="list-check" />
          {t('audit.verify')}
        </button>
      </PostForm>
      <Table
        caption={t('audit.caption')}
        columns={[
          { heading: t('audit.sequence'), isRight: true },
          { heading: t('audit.at') },
          { heading: t('audit.actor') },
          { heading: t('audit.action') },
          { heading: t('audit.object') },
          { heading: t('audit.details') },
        ]}
        rows={model.records.map((record) => ({
          key: String(record.sequence),
          cells: [
            String(record.sequence),
            <Instant view={view} at={record.at} />,
            record.actor,
            <code>{record.action}</code>,
            <AuditObject record={record} />,
            record.details === '{}' ? '' : <code class="cb-break">{record.details}</code>,
          ],
        }))}
      />
      <Pagination view={view} base="/admin/audit" isFirst={model.isFirst} nextCursor={model.nextCursor} />
    </Page>
  );
}

function CheckResult({ view, check }: { view: View; check: NonNullable<AuditModel['check']> }) {
  const { t } = view;
  return 'brokenAt' in check ? (
    <Alert view={view} kind="error" heading={t('audit.broken')} isUrgent>
      <p>{t('audit.broken.text', { sequence: check.brokenAt })}</p>
    </Alert>
  ) : (
    <Alert view={view} kind="success" heading={t('audit.ok')} isUrgent>
      <p>{t('audit.ok.text', { count: check.records })}</p>
    </Alert>
  );
}

function AuditObject({ record }: { record: AuditRecord }) {
  if (!/^[0-9a-f]{64}$/.test(record.object)) return <>{record.object}</>;
  return (
    <a class="cb-hex" href={`/admin/certificates/${record.object}`}>
      {record.object.slice(0, 12)}…
    </a>
  );
}
