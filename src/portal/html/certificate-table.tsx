import type { CertificateKind, CertificateRecord } from '../../authority/ports/records.ts';
import type { View } from '../view.ts';
import { Day } from './instant.tsx';
import { StatusBadge, standingOf } from './status.tsx';
import { Table } from './table.tsx';

export type CertificateRow = Pick<
  CertificateRecord,
  | 'sha256'
  | 'commonName'
  | 'organisation'
  | 'email'
  | 'kind'
  | 'status'
  | 'notBefore'
  | 'notAfter'
  | 'isListed'
>;

export function CertificateTable(props: {
  readonly view: View;
  readonly caption: string;
  readonly rows: readonly CertificateRow[];
  /** Where a certificate's page is, without its SHA-256. */
  readonly base: string;
}) {
  const { view } = props;
  const { t } = view;
  return (
    <Table
      caption={props.caption}
      columns={[
        { heading: t('search.name') },
        { heading: t('search.kind') },
        { heading: t('search.until') },
        { heading: t('search.status') },
      ]}
      rows={props.rows.map((row) => ({
        key: row.sha256,
        cells: [
          <>
            <a href={`${props.base}/${row.sha256}`}>{row.commonName}</a>
            {below(row).map((line) => (
              <span key={line} class="cb-below">
                {line}
              </span>
            ))}
            {!row.isListed && <span class="cb-below">{t('search.unlisted')}</span>}
          </>,
          t(`kind.${row.kind satisfies CertificateKind}`),
          <Day view={view} at={row.notAfter} />,
          <StatusBadge view={view} standing={standingOf(row, view.now)} />,
        ],
      }))}
    />
  );
}

function below(row: CertificateRow): string[] {
  return [row.organisation, row.email].filter((line) => line !== null && line !== row.commonName) as string[];
}
