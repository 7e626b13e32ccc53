import type { Request } from 'express';
import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { readBody } from './raw-response.ts';

export interface UploadedFile {
  /** Name of the form field. */
  readonly field: string;
  /** As the client names it: shown, never used as a path. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A `multipart/form-data` body. */
export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  /** In the order of the body, empty file fields left out. */
  readonly files: readonly UploadedFile[];
}

/** A document and its detached contents are a handful of parts. */
const MAX_PARTS = 64;
const MAX_NAME = 255;

/** Documents sent in, held in memory until they are answered. */
export interface Uploads {
  /**
   * Lets `use` work on a request's raw body, at most as large as a document may be.
   *
   * @throws CertBankError `input.too-large`, `service.not-ready`, and what `use` throws
   */
  readonly withDocument: <T>(request: Request, use: (bytes: Uint8Array) => Promise<T>) => Promise<T>;
  /**
   * Lets `use` work on the parts of a `multipart/form-data` body. Its size and the number of parts are bounded before
   * the platform's own reader sees it.
   *
   * @throws CertBankError `input.too-large`, `input.invalid`, `input.unsupported-media-type`, `service.not-ready`,
   *   and what `use` throws
   * @source RFC 7578
   */
  readonly withUpload: <T>(request: Request, use: (upload: Upload) => Promise<T>) => Promise<T>;
}

/**
 * Readers of documents that together hold at most `maxHeldBytes`; what is over it is turned away.
 * Counted is what has arrived, so slow senders cannot take the place of others, until the work on it is done and the
 * answer is away: who sends a document and leaves has not given its memory back.
 */
export function createUploads(maxHeldBytes: number = 4 * LIMITS.documentBytes): Uploads {
  let heldBytes = 0;
  const withDocument: Uploads['withDocument'] = async (request, use) => {
    let ownBytes = 0;
    const release = (): void => {
      heldBytes -= ownBytes;
      ownBytes = 0;
    };
    try {
      return await use(await readDocument(request, (count) => (ownBytes += count)));
    } finally {
      if (request.res === undefined || request.res.closed) release();
      else request.res.once('close', release);
    }
  };
  const readDocument = async (request: Request, hold: (count: number) => void): Promise<Uint8Array> => {
    const body = await readBody(request, LIMITS.documentBytes, (count) => {
      if (heldBytes + count > maxHeldBytes) {
        throw new CertBankError(
          'service.not-ready',
          { what: 'uploads' },
          'too many documents at once; try again',
        );
      }
      heldBytes += count;
      hold(count);
    });
    if (body !== undefined) return body;
    const maximum = LIMITS.documentBytes;
    throw new CertBankError('input.too-large', { maximum }, `the body may have at most ${maximum} bytes`);
  };
  const withUpload: Uploads['withUpload'] = async (request, use) => {
    const contentType = request.headers['content-type'] ?? '';
    const boundary = BOUNDARY.exec(contentType);
    if (boundary === null) {
      const expected = ['multipart/form-data'];
      throw new CertBankError('input.unsupported-media-type', { expected }, 'send multipart/form-data');
    }
    return withDocument(request, async (body) => {
      checkPartCount(body, `--${boundary[1] ?? boundary[2]!}`);
      return use(await readParts(body, contentType));
    });
  };
  return { withDocument, withUpload };
}

async function readParts(body: Uint8Array, contentType: string): Promise<Upload> {
  const fields = new Map<string, string>();
  const files: UploadedFile[] = [];
  for (const [field, value] of await parseForm(body, contentType)) {
    if (typeof value === 'string') fields.set(field, value);
    else if (value.size > 0 || value.name !== '') {
      const bytes = new Uint8Array(await value.arrayBuffer());
      files.push({ field, name: value.name.slice(0, MAX_NAME), bytes });
    }
  }
  return { fields, files };
}

const BOUNDARY = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;

function checkPartCount(body: Uint8Array, delimiter: string): void {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let count = 0;
  for (let at = buffer.indexOf(delimiter); at !== -1; at = buffer.indexOf(delimiter, at + delimiter.length)) {
    count += 1;
    if (count > MAX_PARTS + 1) throw invalid(`at most ${MAX_PARTS} parts`);
  }
}

async function parseForm(body: Uint8Array, contentType: string): Promise<FormData> {
  try {
    return await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { 'Content-Type': contentType },
    }).formData();
  } catch {
    throw invalid('is not well-formed multipart/form-data');
  }
}

function invalid(message: string): CertBankError {
  return new CertBankError('input.invalid', { issues: [{ path: 'body', message }] }, `the body: ${message}`);
}
