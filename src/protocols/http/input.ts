import type { z } from 'zod';
import { CertBankError } from '../../base/errors.ts';

/**
 * `value` as `schema` describes it.
 *
 * @param where named in each issue's path: `body`, `query` or `path`
 * @throws CertBankError `input.invalid` with one issue for each fault; values are never repeated
 */
export function checkInput<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.slice(0, MAX_ISSUES).map((issue) => ({
    path: [where, ...issue.path].map(String).join('.').slice(0, 200),
    message: issue.message.slice(0, 200),
  }));
  const first = issues[0];
  throw new CertBankError(
    'input.invalid',
    { issues },
    first === undefined ? 'the input is invalid' : `${first.path}: ${first.message}`,
  );
}

/** A body with thousands of faults is told the first of them. */
const MAX_ISSUES = 20;
