import type { OrderRecord } from '../../authority/ports/records.ts';
import type { View } from '../view.ts';
import { Icon, type IconName } from './icon.tsx';

/** How an order stands at an instant: an order not collected in time has expired, one out of tries is locked. */
export type OrderStanding = OrderRecord['state'] | 'expired' | 'locked';

export function orderStandingOf(
  order: Pick<OrderRecord, 'state' | 'triesLeft' | 'expiresAt'>,
  now: Date,
): OrderStanding {
  if (order.state !== 'registered') return order.state;
  if (order.triesLeft <= 0) return 'locked';
  return now >= order.expiresAt ? 'expired' : 'registered';
}

const LOOKS: Record<OrderStanding, { readonly badge: string; readonly icon: IconName }> = {
  registered: { badge: 'info', icon: 'hourglass' },
  collected: { badge: 'success', icon: 'success' },
  cancelled: { badge: 'error', icon: 'close' },
  expired: { badge: 'warning', icon: 'time' },
  locked: { badge: 'error', icon: 'lock' },
};

export function OrderBadge({ view, standing }: { view: View; standing: OrderStanding }) {
  const look = LOOKS[standing];
  return (
    <span class={`badge badge-${look.badge} cb-badge`}>
      <Icon view={view} name={look.icon} />
      {view.t(`order.state.${standing}`)}
    </span>
  );
}
