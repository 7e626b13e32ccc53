import { constants } from 'node:fs';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { toHex } from '../../base/bytes.ts';
import type { RandomSource } from '../../base/random.ts';
import { unreadable } from '../../crypto/verification-key.ts';

const SUFFIX = '.key.pem';

/** Letters that mean nothing to any file system, so that a name cannot leave the directory. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** PEM of the longest private key. */
const MAX_FILE_BYTES = 2 * LIMITS.privateKeyBytes;

const OTHERS_MAY_DO_ANYTHING = 0o077;
const OTHERS_MAY_WRITE = 0o022;

/**
 * A directory of small secret files, each written once: whole and durable, or not at all.
 *
 * @throws RangeError for a name of other characters than lower-case letters, digits and inner hyphens
 */
export class KeyDirectory {
  readonly #path: string;
  readonly #random: RandomSource;

  constructor(path: string, random: RandomSource) {
    this.#path = resolve(path);
    this.#random = random;
  }

  async has(name: string): Promise<boolean> {
    return (await statOf(this.#fileOf(name))) !== undefined;
  }

  /** @throws CertBankError `store.conflict` when the name is taken */
  async write(name: string, text: string): Promise<void> {
    const target = this.#fileOf(name);
    await this.#makeDirectory();
    const mode = (await stat(this.#path)).mode;
    if (mode & OTHERS_MAY_WRITE) throw unreadable('the key directory is writable by others: chmod 700');

    const temporary = join(this.#path, `.${name}.${toHex(this.#random.bytes(8))}.new`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      // Unlike a rename, a link never replaces what is there.
      await link(temporary, target);
    } catch (cause) {
      if (hasCode(cause, 'EEXIST')) throw taken(name);
      throw cause;
    } finally {
      await unlink(temporary);
    }
    await syncDirectory(this.#path);
  }

  /** @throws CertBankError `key.unreadable` when the file is missing, too long, or open to others */
  async read(name: string): Promise<string> {
    const path = this.#fileOf(name);
    let file;
    try {
      file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (cause) {
      throw unreadable(hasCode(cause, 'ENOENT') ? `no key named ${name}` : `key file of ${name}`, cause);
    }
    try {
      const found = await file.stat();
      if (!found.isFile() || found.size > MAX_FILE_BYTES)
        throw unreadable(`key file of ${name} is no key file`);
      if (found.mode & OTHERS_MAY_DO_ANYTHING)
        throw unreadable(`key file of ${name} is open to others: chmod 600`);
      return await file.readFile('latin1');
    } finally {
      await file.close();
    }
  }

  async list(): Promise<string[]> {
    let entries: string[];
    try {
      entries = await readdir(this.#path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
    return entries
      .filter((entry) => entry.endsWith(SUFFIX))
      .map((entry) => entry.slice(0, -SUFFIX.length))
      .filter((name) => NAME.test(name))
      .sort();
  }

  /** Each new directory is durable only when the one that holds it is. */
  async #makeDirectory(): Promise<void> {
    const first = await mkdir(this.#path, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = this.#path; made.length >= first.length; made = dirname(made))
      await syncDirectory(dirname(made));
  }

  #fileOf(name: string): string {
    if (!NAME.test(name)) throw new RangeError('key names have lower-case letters, digits and inner hyphens');
    return join(this.#path, name + SUFFIX);
  }
}

export function taken(name: string): CertBankError<'store.conflict'> {
  return new CertBankError('store.conflict', { what: `key ${name}` }, `there is a key named ${name} already`);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function statOf(path: string): Promise<object | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown }).code === code;
}
