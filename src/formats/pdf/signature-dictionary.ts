import type { PdfView } from './document.ts';
import type { PdfDictionary } from './object.ts';
import { isArray, isName, PdfName, PdfString, type PdfObject } from './object.ts';
import { dateOf, textOf } from './text.ts';

/** What a signature forbids later revisions (ISO 32000-2 section 12.8.2). */
export interface Permissions {
  /** DocMDP: 1 no changes, 2 form filling and signing, 3 annotations too. */
  readonly document?: 1 | 2 | 3;
  /** FieldMDP and field locks, each locking some fields. */
  readonly locks: readonly FieldLock[];
}

export type FieldLock =
  { readonly action: 'All' } | { readonly action: 'Include' | 'Exclude'; readonly fields: readonly string[] };

/** A signature dictionary as it stands there; what is missing or of another type is `undefined`. */
export interface SignatureDictionary {
  readonly dictionary: PdfDictionary;
  readonly type: string | undefined;
  readonly subFilter: string | undefined;
  readonly byteRange: readonly number[] | undefined;
  readonly contents: PdfString | undefined;
  readonly claimedTime: Date | undefined;
  /** `Cert`, for adbe.x509.rsa_sha1. */
  readonly certificates: readonly Uint8Array[];
  readonly permissions: Permissions;
  /** Transform methods named that are not known here. */
  readonly unknownTransforms: readonly string[];
}

/**
 * Reads a signature dictionary.
 *
 * Does not check: that its parts are there or agree.
 *
 * @source ISO 32000-2 section 12.8.1, table 255; 12.8.2.2 and 12.8.2.4
 */
export function readSignatureDictionary(view: PdfView, dictionary: PdfDictionary): SignatureDictionary {
  const get = (key: string): PdfObject | undefined => view.resolve(dictionary.get(key));
  const contents = get('Contents');
  const transforms = readTransforms(view, get('Reference'));
  return {
    dictionary,
    type: nameOf(get('Type')),
    subFilter: nameOf(get('SubFilter')),
    byteRange: integersOf(view, get('ByteRange')),
    contents: contents instanceof PdfString ? contents : undefined,
    claimedTime: dateOf(get('M')),
    certificates: stringsOf(view, get('Cert')),
    ...transforms,
  };
}

export const nameOf = (object: PdfObject | undefined): string | undefined =>
  object instanceof PdfName ? object.value : undefined;

function integersOf(view: PdfView, object: PdfObject | undefined): readonly number[] | undefined {
  if (!isArray(object)) return undefined;
  const numbers = object.map((item) => view.resolve(item));
  return numbers.every((item) => typeof item === 'number') ? numbers : undefined;
}

function stringsOf(view: PdfView, object: PdfObject | undefined): Uint8Array[] {
  const items = isArray(object) ? object.map((item) => view.resolve(item)) : [object];
  return items.flatMap((item) => (item instanceof PdfString ? [item.bytes] : []));
}

function readTransforms(
  view: PdfView,
  references: PdfObject | undefined,
): Pick<SignatureDictionary, 'permissions' | 'unknownTransforms'> {
  let document: 1 | 2 | 3 | undefined;
  const locks: FieldLock[] = [];
  const unknownTransforms: string[] = [];
  for (const item of isArray(references) ? references : []) {
    const reference = view.dictionary(item);
    const parameters = view.dictionary(reference?.get('TransformParams'));
    const method = nameOf(view.resolve(reference?.get('TransformMethod')));
    if (method === 'DocMDP') document = stricter(document, permissionOf(view.resolve(parameters?.get('P'))));
    else if (method === 'FieldMDP') locks.push(readLock(view, parameters));
    else if (method !== undefined) unknownTransforms.push(method);
  }
  return { permissions: { ...(document !== undefined && { document }), locks }, unknownTransforms };
}

/** The level of DocMDP; ISO 32000-2 table 257: 2 where it is left out. What is none of them allows nothing. */
export function permissionOf(object: PdfObject | undefined): 1 | 2 | 3 {
  if (object === undefined || object === 2) return 2;
  return object === 3 ? 3 : 1;
}

export function stricter(a: 1 | 2 | 3 | undefined, b: 1 | 2 | 3 | undefined): 1 | 2 | 3 | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** ISO 32000-2 tables 236 and 259; what is malformed locks everything. */
export function readLock(view: PdfView, parameters: PdfDictionary | undefined): FieldLock {
  const action = view.resolve(parameters?.get('Action'));
  const list = view.array(parameters?.get('Fields'));
  const fields = list?.flatMap((item) => textOf(view.resolve(item)) ?? []);
  if (fields === undefined || fields.length !== list?.length) return { action: 'All' };
  if (isName(action, 'Include')) return { action: 'Include', fields };
  if (isName(action, 'Exclude')) return { action: 'Exclude', fields };
  return { action: 'All' };
}

/** Whether a lock holds for a field: it is named itself, or a field above it is. */
export function isLockedBy(lock: FieldLock, name: string): boolean {
  if (lock.action === 'All') return true;
  const isNamed = lock.fields.some((field) => name === field || name.startsWith(`${field}.`));
  return lock.action === 'Include' ? isNamed : !isNamed;
}
