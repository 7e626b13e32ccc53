import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DetachedContent, Piece } from '../node.ts';
import { readBounded, unreadableFile } from './inputs.ts';

/** How far the file is read that is being read, for people who wait. */
export class ReadProgress {
  #read = 0;
  #size = 0;

  begin(size: number): void {
    this.#read = 0;
    this.#size = size;
  }

  advance(octets: number): void {
    this.#read += octets;
  }

  /** Such as `42 % of 1024 MiB`; empty before anything is read. */
  toString(): string {
    if (this.#size === 0) return '';
    const percent = Math.min(100, Math.floor((100 * this.#read) / this.#size));
    return `${percent} % of ${Math.ceil(this.#size / 2 ** 20)} MiB`;
  }
}

/** Above this a file is not held in memory, but read piece by piece whenever it is needed. */
const HELD_BYTES = 16 * 1024 * 1024;

const PIECE_BYTES = 256 * 1024;

/**
 * What a detached signature or a time-stamp covers: a file of any size.
 *
 * @throws CertBankError `input.invalid` for a file that cannot be read, also while it is being read
 */
export async function openContent(
  file: string,
  progress: ReadProgress,
  heldBytes = HELD_BYTES,
): Promise<Piece> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw unreadableFile(file, cause);
  });
  if (size <= heldBytes) return readBounded(file);
  return { stream: () => readPieces(file, size, progress) };
}

/** A file as what a detached signature covers, under its name. */
export async function openDetached(file: string, progress: ReadProgress): Promise<DetachedContent> {
  const [name, content] = [basename(file), await openContent(file, progress)];
  return content instanceof Uint8Array ? { name, bytes: content } : { name, ...content };
}

/** Gives one buffer again and again: each piece holds until the next is asked for. */
async function* readPieces(file: string, size: number, progress: ReadProgress): AsyncGenerator<Uint8Array> {
  progress.begin(size);
  try {
    const handle = await open(file);
    try {
      const buffer = new Uint8Array(PIECE_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(buffer);
        if (bytesRead === 0) return;
        progress.advance(bytesRead);
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
}
