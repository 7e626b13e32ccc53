import type { BankCounts } from '../../../authority/bank/count.ts';
import type { OrderView } from '../../../authority/enrollment/order.ts';
import { Alert } from '../../html/alert.tsx';
import { StatusChart } from '../../html/chart.tsx';
import { Done, type DoneName } from '../../html/done.tsx';
import { Icon } from '../../html/icon.tsx';
import { Instant } from '../../html/instant.tsx';
import { OrderTable } from '../../html/order-table.tsx';
import { Page } from '../../html/page.tsx';
import { Facts } from '../../html/table.tsx';
import { formatNumber, type View } from '../../view.ts';

export interface DashboardModel {
  readonly counts: BankCounts;
  readonly orders: readonly OrderView[];
  readonly mayRegister: boolean;
  readonly done: DoneName | undefined;
}

export function dashboardPage(view: View, model: DashboardModel) {
  const { t } = view;
  const { counts } = model;
  return (
    <Page view={view} title={t('admin.title')}>
      <h1>{t('admin.title')}</h1>
      <Done view={view} done={model.done} />
      <div class="row">
        <section class="col-12 col-lg-6">
          <div class="cb-panel">
            <h2>{t('office.certificates.title')}</h2>
            <StatusChart view={view} counts={counts.certificates} />
          </div>
        </section>
        <section class="col-12 col-lg-6">
          <div class="cb-panel">
            <h2>{t('registrations.title')}</h2>
            <Facts
              rows={(['registered', 'collected', 'cancelled'] as const).map((state) => [
                t(`order.state.${state}`),
                formatNumber(view, counts.orders[state]),
              ])}
            />
            {model.mayRegister && (
              <p>
                <a class="button button-primary" href="/admin/registrations/new">
                  <Icon view={view} name="person-add" />
                  {t('registrations.new')}
                </a>
              </p>
            )}
          </div>
        </section>
      </div>
      <section class="cb-panel">
        <h2>{t('admin.orders')}</h2>
        {model.orders.length === 0 ? (
          <p>{t('registrations.none')}</p>
        ) : (
          <OrderTable view={view} orders={model.orders} caption={t('admin.orders')} mayCancel={false} />
        )}
        <p>
          <a class="function-link" href="/admin/registrations">
            <Icon view={view} name="chevron-right" />
            {t('admin.orders.all')}
          </a>
        </p>
      </section>
      <div class="row">
        {counts.authorities.map((authority) => (
          <section class="col-12 col-lg-6" key={authority.id}>
            <div class="cb-panel">
              <h2>
                {t('admin.crl')}: {authority.id}
              </h2>
              <CrlState view={view} crl={authority.crl} />
            </div>
          </section>
        ))}
      </div>
    </Page>
  );
}

/** How fresh a revocation list is; an old one says so loudly. */
export function CrlState({ view, crl }: { view: View; crl: BankCounts['authorities'][number]['crl'] }) {
  const { t } = view;
  if (crl === null) return <Alert view={view} kind="warning" heading={t('admin.crl.none')} />;
  return (
    <>
      {crl.nextUpdate < view.now && <Alert view={view} kind="error" heading={t('admin.crl.late')} />}
      <Facts
        rows={[
          [t('admin.crl.number'), String(crl.number)],
          [t('admin.crl.this'), <Instant view={view} at={crl.thisUpdate} />],
          [t('admin.crl.next'), <Instant view={view} at={crl.nextUpdate} />],
        ]}
      />
    </>
  );
}
