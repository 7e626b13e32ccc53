import { ErrorSummary, type FieldError } from '../html/alert.tsx';
import { TextField } from '../html/form.tsx';
import { Instant } from '../html/instant.tsx';
import { OrderBadge, type OrderStanding } from '../html/order-badge.tsx';
import { Page } from '../html/page.tsx';
import { Facts } from '../html/table.tsx';
import type { View } from '../view.ts';

export interface OrderStatus {
  readonly reference: string;
  readonly kind: 'POCES' | 'VOCES';
  readonly standing: OrderStanding;
  readonly expiresAt: Date;
}

export interface OrderModel {
  /** As typed. */
  readonly reference: string;
  readonly errors: readonly FieldError[];
  readonly status?: OrderStatus;
}

export function orderPage(view: View, model: OrderModel) {
  const { t } = view;
  const { status } = model;
  return (
    <Page view={view} title={t('order.title')} hasErrors={model.errors.length > 0}>
      <h1>{t('order.title')}</h1>
      <p class="cb-lead">{t('order.lead')}</p>
      <ErrorSummary view={view} errors={model.errors} />
      <form method="get" action="/order" novalidate>
        <TextField
          name="reference"
          label={t('order.reference')}
          hint={t('order.reference.hint')}
          errors={model.errors}
          value={model.reference}
          width="s"
          maxLength={64}
          class="cb-code-field"
        />
        <button type="submit" class="button button-primary mt-6">
          {t('order.show')}
        </button>
      </form>
      {status !== undefined && (
        <section class="cb-panel" aria-labelledby="order-result">
          <h2 id="order-result">{t('order.result', { reference: status.reference })}</h2>
          <Facts
            rows={[
              [t('order.state'), <OrderBadge view={view} standing={status.standing} />],
              [t('order.kind'), t(`kind.${status.kind}`)],
              ...(status.standing === 'registered'
                ? ([[t('order.expires'), <Instant view={view} at={status.expiresAt} />]] as const)
                : []),
            ]}
          />
          <p>{t(`order.next.${status.standing}`)}</p>
          {status.standing === 'registered' && (
            <a
              class="button button-primary"
              href={`/collect?reference=${encodeURIComponent(status.reference)}`}
            >
              {t('order.collect')}
            </a>
          )}
        </section>
      )}
    </Page>
  );
}
