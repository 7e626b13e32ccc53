import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';

/** What is not the PDF that it should be; `offset` in the file where it is known. */
export function malformed(what: string, offset?: number): CertBankError<'structure.malformed'> {
  const details = { structure: 'PDF', what, ...(offset !== undefined && { offset }) };
  return new CertBankError(
    'structure.malformed',
    details,
    `PDF: ${what}${offset === undefined ? '' : ` at ${offset}`}`,
  );
}

export function exceeded(
  limit: Extract<keyof typeof LIMITS, `pdf${string}`>,
): CertBankError<'limit.exceeded'> {
  const maximum = LIMITS[limit];
  return new CertBankError('limit.exceeded', { limit, maximum }, `more than ${maximum} of ${limit}`);
}
