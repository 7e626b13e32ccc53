import { CertBankError } from '../../base/errors.ts';

const LEAST_CHARACTERS = 12;
/** Long passphrases are welcome; megabytes are not. */
const MOST_CHARACTERS = 256;

/** One form of what keyboards and phones type differently, NIST SP 800-63B section 3.1.1.2. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Whether an account may have `password` at all; for the rest of what is asked of passwords see `checkPassword`. */
export function isPossiblePassword(password: string): boolean {
  return password.length > 0 && Array.from(normalisePassword(password)).length <= MOST_CHARACTERS;
}

/**
 * Lets `password` be the password of `username`.
 *
 * Does not check: lists of passwords known from breaches.
 *
 * @throws CertBankError `account.invalid`
 */
export function checkPassword(username: string, password: string): void {
  const invalid = (why: string) =>
    new CertBankError('account.invalid', { field: 'password', why }, `password: ${why}`);
  const normal = normalisePassword(password);
  const { length } = Array.from(normal);
  if (length < LEAST_CHARACTERS) throw invalid(`shorter than ${LEAST_CHARACTERS} characters`);
  if (length > MOST_CHARACTERS) throw invalid(`longer than ${MOST_CHARACTERS} characters`);
  if (normal.toLowerCase().replaceAll(username.toLowerCase(), '').length < LEAST_CHARACTERS / 2) {
    throw invalid('too much like the user name');
  }
  if (new Set(normal).size < 5) throw invalid('too few different characters');
}
