import type { AuthorityDeps } from '../../authority/deps.ts';
import type { StatusCounts } from '../html/chart.tsx';

const KEPT_MS = 60_000;

/** How many certificates stand where, counted at most once a minute however many look at the start page. */
export function publicCounts(deps: Pick<AuthorityDeps, 'ledger' | 'clock'>): () => Promise<StatusCounts> {
  let counted: { readonly at: number; readonly counts: Promise<StatusCounts> } | undefined;
  return () => {
    const now = deps.clock.now().getTime();
    if (counted === undefined || Math.abs(now - counted.at) >= KEPT_MS) {
      const counts = deps.ledger.read.certificates.countByStatus();
      counted = { at: now, counts };
      // A failure is told to those who wait for it, and not kept.
      counts.catch(() => (counted = undefined));
    }
    return counted.counts;
  };
}
