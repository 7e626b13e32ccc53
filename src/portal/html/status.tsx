import type { CertificateStatus } from '../../authority/ports/records.ts';
import type { View } from '../view.ts';
import { Icon, type IconName } from './icon.tsx';

/** How a certificate stands, as people ask: an expired one is no longer valid whatever its status. */
export type Standing = CertificateStatus | 'expired' | 'not-yet-valid';

export function standingOf(
  certificate: { readonly status: CertificateStatus; readonly notBefore: Date; readonly notAfter: Date },
  now: Date,
): Standing {
  if (certificate.status !== 'good') return certificate.status;
  if (now > certificate.notAfter) return 'expired';
  if (now < certificate.notBefore) return 'not-yet-valid';
  return 'good';
}

const LOOKS: Record<Standing, { readonly badge: string; readonly icon: IconName }> = {
  good: { badge: 'success', icon: 'success' },
  'on-hold': { badge: 'warning', icon: 'warning' },
  revoked: { badge: 'error', icon: 'error' },
  expired: { badge: 'info', icon: 'time' },
  'not-yet-valid': { badge: 'info', icon: 'hourglass' },
};

/** Colour, picture and word together: none of them carries the meaning alone. */
export function StatusBadge({ view, standing }: { view: View; standing: Standing }) {
  const look = LOOKS[standing];
  return (
    <span class={`badge badge-${look.badge} cb-badge`}>
      <Icon view={view} name={look.icon} />
      {view.t(`status.${standing}`)}
    </span>
  );
}
