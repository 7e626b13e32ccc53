import { constants } from 'node:fs';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { CertBankError } from '../base/errors.ts';
import type { RandomSource } from '../base/random.ts';
import { Secret } from './secret.ts';

const OTHERS_MAY_DO_ANYTHING = 0o077;
const MAX_BYTES = 4096;

/**
 * The secret kept in `path`; `undefined` when there is no such file.
 *
 * @throws CertBankError `key.unreadable` for a file that others than its owner may read, or that is no secret
 */
export async function readSecretFile(path: string): Promise<Secret | undefined> {
  let file;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CertBankError('key.unreadable', { what: path }, `${path} cannot be read`, { cause: error });
  }
  try {
    const { mode, size } = await file.stat();
    if (mode & OTHERS_MAY_DO_ANYTHING) {
      throw new CertBankError('key.unreadable', { what: path }, `${path} is open to others: chmod 600`);
    }
    const text = size > MAX_BYTES ? '' : (await file.readFile('utf8')).replace(/\r?\n$/, '');
    if (text === '') throw new CertBankError('key.unreadable', { what: path }, `${path} holds no secret`);
    return new Secret(text);
  } finally {
    await file.close();
  }
}

/** The secret kept in `path`, made there (256 random bits, mode 0600, durable) when there is none. */
export async function keepSecretFile(path: string, random: RandomSource): Promise<Secret> {
  const kept = await readSecretFile(path);
  if (kept !== undefined) return kept;
  const made = toHex(random.bytes(32));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${toHex(random.bytes(8))}.new`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${made}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Another process was first; its secret is the one that counts.
    const theirs = await readSecretFile(path);
    if (theirs === undefined) throw error;
    return theirs;
  } finally {
    await unlink(temporary);
  }
  return new Secret(made);
}
