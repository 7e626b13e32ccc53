/** What the validation of a signature comes to, in the words of the standard (EN 319 102-1 section 5.1.3, table 5). */
export type Indication = 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE';

/** What one building block, or the validation of a time-stamp, comes to. */
export type BlockIndication = 'PASSED' | 'FAILED' | 'INDETERMINATE';

/** EN 319 102-1 section 5.1.3, table 6: each belongs to one indication. */
export type FailedSubIndication =
  'FORMAT_FAILURE' | 'HASH_FAILURE' | 'SIG_CRYPTO_FAILURE' | 'REVOKED' | 'EXPIRED' | 'NOT_YET_VALID';

export type IndeterminateSubIndication =
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'POLICY_PROCESSING_ERROR'
  | 'SIGNATURE_POLICY_NOT_AVAILABLE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'REVOCATION_OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND';

export type SubIndication = FailedSubIndication | IndeterminateSubIndication;

/** The building blocks by the names that the standard gives them (EN 319 102-1 sections 5.2, 5.4 to 5.6). */
export type BlockName =
  | 'format checking'
  | 'identification of the signing certificate'
  | 'validation context initialization'
  | 'X.509 certificate validation'
  | 'cryptographic verification'
  | 'signature acceptance validation'
  | 'time-stamp validation'
  | 'past signature validation'
  | 'evidence record validation'
  | 'signatures with time';

/** The validation processes by the names that the standard gives them (EN 319 102-1 sections 5.3 to 5.6). */
export type ProcessName =
  | 'validation of basic signatures'
  | 'validation of a time-stamp'
  | 'validation of signatures with time and long-term material'
  | 'validation of signatures with archive data';

/** Why a block did not pass: a code for programs, the clause it follows from, a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly block: BlockName;
  readonly clause: string;
  readonly message: string;
}

/** The conclusion of one building block. */
export type Conclusion =
  | { readonly indication: 'PASSED' }
  | {
      readonly indication: 'FAILED';
      readonly subIndication: FailedSubIndication;
      readonly reasons: readonly Reason[];
    }
  | {
      readonly indication: 'INDETERMINATE';
      readonly subIndication: IndeterminateSubIndication;
      readonly reasons: readonly Reason[];
    };

export const PASSED: Conclusion = { indication: 'PASSED' };

/** What a block says of itself before its name is put to it. */
export type Why = Omit<Reason, 'block'>;

export function failed(
  block: BlockName,
  subIndication: FailedSubIndication,
  ...whys: readonly Why[]
): Conclusion {
  return { indication: 'FAILED', subIndication, reasons: whys.map((why) => ({ block, ...why })) };
}

export function indeterminate(
  block: BlockName,
  subIndication: IndeterminateSubIndication,
  ...whys: readonly Why[]
): Conclusion {
  return { indication: 'INDETERMINATE', subIndication, reasons: whys.map((why) => ({ block, ...why })) };
}
