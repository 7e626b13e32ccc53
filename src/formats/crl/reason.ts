/** CRLReason by its standard names (RFC 5280 section 5.3.1). */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'removeFromCRL'
  | 'privilegeWithdrawn'
  | 'aACompromise';

/** ENUMERATED values; 7 is not used. */
const VALUES: Readonly<Record<RevocationReason, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
};

const NAMES = new Map(Object.entries(VALUES).map(([name, value]) => [value, name as RevocationReason]));

/** The reason with this ENUMERATED value, or `undefined` for a value that is not defined. */
export function reasonFromValue(value: number): RevocationReason | undefined {
  return NAMES.get(value);
}

export function reasonValue(reason: RevocationReason): number {
  return VALUES[reason];
}
