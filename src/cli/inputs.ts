import { open } from 'node:fs/promises';
import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';

/**
 * The bytes of a file, at most LIMITS.documentBytes.
 *
 * @throws CertBankError `limit.exceeded`, or `input.invalid` for a file that cannot be read
 */
export async function readBounded(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size > LIMITS.documentBytes) {
        throw new CertBankError(
          'limit.exceeded',
          { limit: 'documentBytes', maximum: LIMITS.documentBytes, actual: size },
          `${file} is larger than ${LIMITS.documentBytes} bytes`,
        );
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof CertBankError) throw cause;
    throw unreadableFile(file, cause);
  }
}

/** What is said of a file that the system does not give. */
export function unreadableFile(file: string, cause: unknown): CertBankError<'input.invalid'> {
  const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
  const details = { issues: [{ path: file, message: why }] };
  return new CertBankError('input.invalid', details, `${file} ${why}`, { cause });
}

/** Takes an option that may be given several times. */
export const collectOption = (value: string, before: readonly string[]): string[] => [...before, value];

/** @throws CertBankError `input.invalid` for what is no instant of RFC 3339 */
export function parseInstant(option: string, text: string): Date {
  const at = new Date(text);
  if (
    !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ||
    Number.isNaN(at.getTime())
  ) {
    throw new CertBankError(
      'input.invalid',
      { issues: [{ path: option, message: 'not RFC 3339' }] },
      `${option} wants an instant such as 2026-01-31T12:00:00Z`,
    );
  }
  return at;
}
