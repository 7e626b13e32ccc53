import { open, unlink, writeFile } from 'node:fs/promises';
import { CertBankError } from '../base/errors.ts';

/**
 * Writes what a command made; a file that is there is replaced.
 *
 * @throws CertBankError `input.invalid` for a file that cannot be written
 */
export async function writeOut(file: string, bytes: Uint8Array, mode = 0o666): Promise<void> {
  await writeFile(file, bytes, { mode }).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
}

/**
 * Makes the new file before `make` gives what goes into it, for work that cannot be done twice: a key that was
 * certified must not be lost for want of a place. When `make` fails the file is taken away again.
 *
 * @throws CertBankError `input.invalid` for a file that is there already or cannot be made, and what `make` throws
 */
export async function writeNew<T extends { readonly bytes: Uint8Array }>(
  file: string,
  make: () => Promise<T>,
): Promise<T> {
  const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
  try {
    const made = await make().catch(async (error: unknown) => {
      await unlink(file);
      throw error;
    });
    await handle.writeFile(made.bytes);
    await handle.sync();
    return made;
  } finally {
    await handle.close();
  }
}

function unwritable(file: string, cause: unknown): CertBankError<'input.invalid'> {
  const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
  const why = exists ? 'exists already; it is not overwritten' : 'cannot be written';
  const details = { issues: [{ path: '--out', message: why }] };
  return new CertBankError('input.invalid', details, `${file} ${why}`, { cause });
}
