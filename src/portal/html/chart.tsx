import type { CertificateStatus } from '../../authority/ports/records.ts';
import { formatNumber, type View } from '../view.ts';

export type StatusCounts = Readonly<Record<CertificateStatus, number>>;

const ORDER: readonly CertificateStatus[] = ['good', 'on-hold', 'revoked'];

const RADIUS = 15.915_494_309;

/**
 * How many certificates stand where, as a ring; the list beside it says the
 * same in words and numbers, so that the ring itself is hidden from screen readers.
 */
export function StatusChart({ view, counts }: { view: View; counts: StatusCounts }) {
  const total = ORDER.reduce((sum, status) => sum + counts[status], 0);
  const arcs = arcsOf(counts, total);
  return (
    <div class="cb-chart">
      <svg viewBox="0 0 42 42" class="cb-ring" aria-hidden="true" focusable="false">
        <circle class="cb-ring-ground" cx="21" cy="21" r={RADIUS} fill="none" stroke-width="5" />
        {arcs.map((arc) => (
          <circle
            key={arc.status}
            class={`cb-ring-${arc.status}`}
            cx="21"
            cy="21"
            r={RADIUS}
            fill="none"
            stroke-width="5"
            stroke-dasharray={`${arc.percent} ${100 - arc.percent}`}
            stroke-dashoffset={25 - arc.start}
          />
        ))}
        <text x="21" y="21.6" text-anchor="middle" class="cb-ring-total">
          {formatNumber(view, total)}
        </text>
        <text x="21" y="25.8" text-anchor="middle" class="cb-ring-word">
          {view.t('chart.certificates')}
        </text>
      </svg>
      <dl class="cb-legend" aria-label={view.t('chart.label')}>
        {ORDER.map((status) => (
          <div key={status}>
            <dt>
              <svg viewBox="0 0 10 10" class={`cb-key cb-key-${status}`} aria-hidden="true" focusable="false">
                <rect width="10" height="10" rx="2" />
              </svg>
              {view.t(`status.${status}`)}
            </dt>
            <dd>{formatNumber(view, counts[status])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function arcsOf(counts: StatusCounts, total: number) {
  if (total === 0) return [];
  let start = 0;
  return ORDER.filter((status) => counts[status] > 0).map((status) => {
    const percent = (counts[status] / total) * 100;
    const arc = { status, percent, start };
    start += percent;
    return arc;
  });
}
