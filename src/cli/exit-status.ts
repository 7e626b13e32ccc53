import { isCertBankError, type ErrorCode } from '../base/errors.ts';

/** What the shell learns; 64 to 70 are those of sysexits(3). */
export const EXIT = {
  done: 0,
  /** `verify`: a signature is TOTAL-FAILED. Elsewhere: the request was refused. */
  failed: 1,
  /** `verify`: nothing failed, but a signature is INDETERMINATE. */
  indeterminate: 2,
  noSignature: 3,
  usage: 64,
  malformed: 65,
  unreachable: 69,
  internal: 70,
} as const;

const MALFORMED: readonly ErrorCode[] = [
  'der.malformed',
  'structure.malformed',
  'pem.malformed',
  'text.malformed',
  'json.malformed',
  'limit.exceeded',
  'key.unreadable',
  'algorithm.unsupported',
  'document.unsupported',
  'backup.invalid',
];
const USAGE: readonly ErrorCode[] = ['config.invalid', 'input.invalid', 'document.content-missing'];
const UNREACHABLE: readonly ErrorCode[] = ['service.unreachable', 'store.unavailable', 'service.not-ready'];

/** The exit status that an error stands for. */
export function exitStatusOf(error: unknown): number {
  if (!isCertBankError(error)) return EXIT.internal;
  if (MALFORMED.includes(error.code)) return EXIT.malformed;
  if (USAGE.includes(error.code)) return EXIT.usage;
  if (UNREACHABLE.includes(error.code)) return EXIT.unreachable;
  return error.code === 'document.no-signature' ? EXIT.noSignature : EXIT.failed;
}
