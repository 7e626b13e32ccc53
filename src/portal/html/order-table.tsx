import { stateOf, type OrderView } from '../../authority/enrollment/order.ts';
import type { View } from '../view.ts';
import { PostForm } from './form.tsx';
import { Day } from './instant.tsx';
import { OrderBadge } from './order-badge.tsx';
import { Table } from './table.tsx';

export function OrderTable(props: {
  readonly view: View;
  readonly orders: readonly OrderView[];
  readonly caption: string;
  readonly mayCancel: boolean;
}) {
  const { view } = props;
  const { t } = view;
  return (
    <Table
      caption={props.caption}
      columns={[
        { heading: t('registrations.reference') },
        { heading: t('registrations.name') },
        { heading: t('registrations.kind') },
        { heading: t('registrations.created') },
        { heading: t('registrations.state') },
        { heading: t('registrations.action') },
      ]}
      rows={props.orders.map((order) => ({
        key: order.id,
        cells: [
          <span class="cb-hex">{order.reference}</span>,
          <>
            {order.registration.commonName}
            {order.registration.organisation !== null && (
              <span class="cb-below">{order.registration.organisation}</span>
            )}
          </>,
          t(`kind.${order.registration.kind}`),
          <Day view={view} at={order.createdAt} />,
          <OrderBadge view={view} standing={stateOf(order, view.now)} />,
          <OrderAction view={view} order={order} mayCancel={props.mayCancel} />,
        ],
      }))}
    />
  );
}

function OrderAction({ view, order, mayCancel }: { view: View; order: OrderView; mayCancel: boolean }) {
  const { t } = view;
  const { reference } = order;
  if (order.certificateSha256 !== null) {
    return (
      <a
        href={`/admin/certificates/${order.certificateSha256}`}
        aria-label={t('registrations.show.one', { reference })}
      >
        {t('registrations.show')}
      </a>
    );
  }
  if (!mayCancel || order.state !== 'registered') return <>–</>;
  return (
    <PostForm view={view} action={`/admin/registrations/${reference}/cancel`} class="cb-inline-form">
      <button
        type="submit"
        class="button button-secondary cb-small"
        aria-label={t('registrations.cancel.one', { reference })}
      >
        {t('registrations.cancel')}
      </button>
    </PostForm>
  );
}
