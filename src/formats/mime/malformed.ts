import { CertBankError } from '../../base/errors.ts';

/** What every reader in this folder throws for what is no MIME. */
export function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'MIME', what }, `malformed MIME: ${what}`);
}

/** What every reader in this folder throws above one of its limits. */
export function exceeded(limit: string, maximum: number): CertBankError<'limit.exceeded'> {
  return new CertBankError(
    'limit.exceeded',
    { limit, maximum },
    `a message with more than ${maximum} ${limit}`,
  );
}
