import { CertBankError, type ErrorCode } from '../../src/base/errors.ts';

/** The error that `action` throws. @throws when it throws none */
export function thrown(action: () => unknown): unknown {
  let value: unknown;
  try {
    value = action();
  } catch (error) {
    return error;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}

/** The code of the CertBankError that `action` throws. @throws for any other error, or none */
export function codeOf(action: () => unknown): ErrorCode {
  const error = thrown(action);
  if (error instanceof CertBankError) return error.code;
  throw error;
}
