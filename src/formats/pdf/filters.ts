import { Unzlib } from 'fflate';
import { LIMITS } from '../../base/limits.ts';
import { exceeded, malformed } from './failure.ts';
import {
  dictionaryOf,
  isArray,
  PdfName,
  type PdfDictionary,
  type PdfObject,
  type PdfStream,
} from './object.ts';

/** What one document may still unfold to. */
export interface DecodingBudget {
  left: number;
}

type Resolve = (object: PdfObject | undefined) => PdfObject | undefined;

const SLICE = 16 * 1024;

/**
 * The content of a stream that is not filtered or by FlateDecode alone: the filter of every stream that
 * cross-references, objects, metadata and evidence stand in.
 *
 * @throws CertBankError `structure.malformed`, also for another filter; `limit.exceeded`
 * @source ISO 32000-2 sections 7.3.8 and 7.4.4
 */
export function decodeStream(stream: PdfStream, resolve: Resolve, budget: DecodingBudget): Uint8Array {
  const filters = listOf(resolve(stream.dictionary.get('Filter')));
  const parameters = listOf(resolve(stream.dictionary.get('DecodeParms')));
  if (filters.length > 4) throw malformed('a stream has too many filters');
  let content = stream.encoded;
  filters.forEach((filter, index) => {
    const name = resolve(filter);
    if (!(name instanceof PdfName) || !['FlateDecode', 'Fl'].includes(name.value)) {
      throw malformed(`a stream has the filter ${name instanceof PdfName ? name.value : '?'}`);
    }
    content = inflate(content, budget);
    const predictor = dictionaryOf(resolve(parameters[index]));
    if (predictor !== undefined) content = undoPredictor(content, predictor, resolve);
  });
  return content;
}

const listOf = (object: PdfObject | undefined): readonly PdfObject[] => {
  if (isArray(object)) return object;
  return object === undefined || object === null ? [] : [object];
};

function inflate(encoded: Uint8Array, budget: DecodingBudget): Uint8Array {
  const allowed = Math.min(budget.left, Math.max(1024 * 1024, encoded.length * LIMITS.pdfDecodingRatio));
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const unfolding = new Unzlib((part) => {
      length += part.length;
      if (length > allowed) throw exceeded('pdfDecodedBytes');
      parts.push(part);
    });
    for (let at = 0; at < encoded.length; at += SLICE) {
      unfolding.push(encoded.subarray(at, at + SLICE), at + SLICE >= encoded.length);
    }
  } catch (cause) {
    if (length > allowed) throw exceeded('pdfDecodedBytes');
    throw Object.assign(malformed('a stream cannot be decompressed'), { cause });
  } finally {
    // What led nowhere was work as well.
    budget.left -= length;
  }
  const content = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}

/** PNG predictors; ISO 32000-2 section 7.4.4.4. */
function undoPredictor(content: Uint8Array, parameters: PdfDictionary, resolve: Resolve): Uint8Array {
  const predictor = small(parameters, 'Predictor', 1, resolve);
  if (predictor === 1) return content;
  if (predictor < 10 || predictor > 15) throw malformed(`a stream has the predictor ${predictor}`);
  const bits = small(parameters, 'Colors', 1, resolve) * small(parameters, 'BitsPerComponent', 8, resolve);
  const pixel = Math.max(1, bits >> 3);
  const row = Math.ceil((small(parameters, 'Columns', 1, resolve) * bits) / 8);
  if (row > content.length) {
    if (content.length === 0) return content;
    throw malformed('a row is longer than its stream');
  }
  const rows = Math.ceil(content.length / (row + 1));
  const plain = new Uint8Array(rows * row);
  for (let y = 0; y < rows; y++) {
    const from = y * (row + 1);
    const type = content[from]!;
    const to = y * row;
    const available = Math.min(row, content.length - from - 1);
    for (let x = 0; x < available; x++) {
      const left = x >= pixel ? plain[to + x - pixel]! : 0;
      const up = y > 0 ? plain[to + x - row]! : 0;
      const corner = x >= pixel && y > 0 ? plain[to + x - row - pixel]! : 0;
      plain[to + x] = content[from + 1 + x]! + predicted(type, left, up, corner);
    }
  }
  return plain;
}

function predicted(type: number, left: number, up: number, corner: number): number {
  switch (type) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const estimate = left + up - corner;
      const [a, b, c] = [left, up, corner].map((value) => Math.abs(estimate - value)) as [
        number,
        number,
        number,
      ];
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      throw malformed(`a row has the predictor ${type}`);
  }
}

function small(parameters: PdfDictionary, key: string, otherwise: number, resolve: Resolve): number {
  const value = resolve(parameters.get(key)) ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 1_000_000) {
    throw malformed(`${key} of a stream is out of range`);
  }
  return value;
}
