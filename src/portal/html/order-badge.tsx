import type { OrderStatus } from '../../authority/enrollment/order.ts';
import type { View } from '../view.ts';
import { Icon, type IconName } from './icon.tsx';

export type OrderStanding = OrderStatus['state'];

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
