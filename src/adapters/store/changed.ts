import { CertBankError } from '../../base/errors.ts';

/** @throws CertBankError `store.conflict` unless a statement changed exactly one row */
export function checkOneChanged(changed: number, what: string): void {
  if (changed !== 1) {
    throw new CertBankError(
      'store.conflict',
      { what },
      `there is no such ${what}, or it is not as it should be`,
    );
  }
}
