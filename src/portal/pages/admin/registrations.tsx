import type { OrderView } from '../../../authority/enrollment/order.ts';
import { Alert, ErrorSummary, type FieldError } from '../../html/alert.tsx';
import { Done, type DoneName } from '../../html/done.tsx';
import { Icon } from '../../html/icon.tsx';
import { OrderTable } from '../../html/order-table.tsx';
import { Page } from '../../html/page.tsx';
import { Pagination } from '../../html/pagination.tsx';
import type { View } from '../../view.ts';

export interface RegistrationsModel {
  readonly orders: readonly OrderView[];
  readonly isFirst: boolean;
  readonly nextCursor: string | null;
  readonly mayRegister: boolean;
  readonly done: DoneName | undefined;
  readonly errors: readonly FieldError[];
}

export function registrationsPage(view: View, model: RegistrationsModel) {
  const { t } = view;
  return (
    <Page view={view} title={t('registrations.title')} crumbs={[{ href: '/admin', text: t('admin.title') }]}>
      <h1>{t('registrations.title')}</h1>
      <p class="cb-lead">{t('registrations.lead')}</p>
      <Done view={view} done={model.done} />
      <ErrorSummary view={view} errors={model.errors} />
      {model.mayRegister && (
        <p>
          <a class="button button-primary" href="/admin/registrations/new">
            <Icon view={view} name="person-add" />
            {t('registrations.new')}
          </a>
        </p>
      )}
      {model.orders.length === 0 ? (
        <Alert view={view} kind="info" heading={t('registrations.none')} />
      ) : (
        <OrderTable
          view={view}
          orders={model.orders}
          caption={t('registrations.title')}
          mayCancel={model.mayRegister}
        />
      )}
      <Pagination
        view={view}
        base="/admin/registrations"
        isFirst={model.isFirst}
        nextCursor={model.nextCursor}
      />
    </Page>
  );
}
