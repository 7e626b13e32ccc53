/** Weights of the modulus-11 check of a CVR number; the last belongs to the check digit. */
const WEIGHTS = [2, 7, 6, 5, 4, 3, 2, 1];

/**
 * Whether `text` is a CVR number: eight digits, the first not zero, with a right check digit.
 *
 * Does not check: that such a company exists.
 *
 * @source Erhvervsstyrelsen, "Modulus 11-kontrol af CVR-numre"
 */
export function isCvr(text: string): boolean {
  if (!/^[1-9]\d{7}$/.test(text)) return false;
  return WEIGHTS.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0) % 11 === 0;
}

const NATIONAL_TRADE_REGISTER = 'NTRDK-';

/** The organizationIdentifier of a Danish company (ETSI EN 319 412-1 section 5.1.4). */
export const organizationIdentifier = (cvr: string): string => `${NATIONAL_TRADE_REGISTER}${cvr}`;

/**
 * The CVR number in an organizationIdentifier, or `undefined` for an identifier of another register or country.
 *
 * Does not check: the check digit (see `isCvr`).
 */
export function cvrFromOrganizationIdentifier(text: string): string | undefined {
  return /^NTRDK-(\d{8})$/.exec(text)?.[1];
}
