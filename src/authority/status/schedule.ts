/** How often an authority's CRL is published anew, and how long one may be used. */
export interface CrlSchedule {
  readonly periodSeconds: number;
  readonly validSeconds: number;
}

/**
 * EN 319 411-1 section 6.2.4: a revocation is visible within 60 minutes, a CRL is published at
 * least every 24 hours, that of a root at least yearly. Twelve hours of validity are what OCES
 * CRLs have: time enough to mend a publisher before relying parties stand still.
 */
export const CRL_SCHEDULES: Readonly<Record<'root' | 'issuing', CrlSchedule>> = {
  issuing: { periodSeconds: 30 * 60, validSeconds: 12 * 3600 },
  root: { periodSeconds: 24 * 3600, validSeconds: 90 * 86_400 },
};
