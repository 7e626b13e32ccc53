import { CertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { HashName } from '../../formats/algorithms.ts';
import type { Piece } from './facts.ts';

/**
 * The digest over `pieces`, one after another; what is streamed is read once and never held.
 *
 * @throws CertBankError `algorithm.unsupported`; `document.content-missing` where octets are known by digests
 *   alone and none of them is of this hash function
 */
export async function digestPieces(
  engine: Engine,
  hash: HashName,
  pieces: readonly Piece[],
): Promise<Uint8Array> {
  const [only] = pieces;
  if (pieces.length === 1 && only instanceof Uint8Array) return engine.digest(hash, only);
  if (pieces.length === 1 && only !== undefined && 'digests' in only) {
    const digest = only.digests[hash];
    if (digest === undefined) throw missing(hash);
    return digest;
  }
  const streaming = engine.startDigest(hash);
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) streaming.update(piece);
    else if ('stream' in piece) for await (const part of piece.stream()) streaming.update(part);
    else throw missing(hash);
  }
  return streaming.digest();
}

/** The octets themselves, where each piece holds them. */
export function heldOctets(pieces: readonly Piece[]): readonly Uint8Array[] | undefined {
  const held = pieces.filter((piece) => piece instanceof Uint8Array);
  return held.length === pieces.length ? held : undefined;
}

/**
 * A document of which every octet is needed.
 *
 * @throws TypeError for one that is not at hand
 */
export function heldDocument(document: Piece): Uint8Array {
  if (document instanceof Uint8Array) return document;
  throw new TypeError('only a detached CAdES signature is made over a document that is not at hand');
}

const missing = (hash: HashName): CertBankError<'document.content-missing'> =>
  new CertBankError(
    'document.content-missing',
    { what: `its ${hash} digest` },
    `the content is known by digests alone, and none of them is by ${hash}`,
  );
