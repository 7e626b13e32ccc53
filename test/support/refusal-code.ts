import { isCertBankError, type ErrorCode } from '../../src/base/errors.ts';
import { refusal } from './refusal.ts';

/** The code of the CertBankError that `promise` rejects with. @throws for any other outcome */
export async function refusalCode(promise: Promise<unknown>): Promise<ErrorCode> {
  const error = await refusal(promise);
  if (!isCertBankError(error)) throw error;
  return error.code;
}
