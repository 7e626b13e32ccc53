import { LIMITS } from '../../base/limits.ts';
import type { PdfView } from '../../formats/pdf/document.ts';
import { exceeded } from '../../formats/pdf/failure.ts';
import { isArray, PdfDictionary, PdfReference, type PdfObject } from '../../formats/pdf/object.ts';
import { nameOf } from '../../formats/pdf/signature-dictionary.ts';
import { textOf } from '../../formats/pdf/text.ts';

/** A field of the form, terminal or not. */
export interface FieldNode {
  readonly reference: PdfReference;
  readonly dictionary: PdfDictionary;
  /** Its own type, or that of the field above it. */
  readonly type: string | undefined;
}

export interface FieldTree {
  /** By fully qualified name. */
  readonly fields: ReadonlyMap<string, FieldNode>;
  /** In what way the tree is not what it should be. */
  readonly faults: readonly string[];
}

/**
 * Every field of the form by its name, strictly: what is out of place is a fault.
 *
 * @source ISO 32000-2 sections 12.7.3 and 12.7.4
 */
export function fieldTree(view: PdfView, list: PdfObject | undefined): FieldTree {
  const fields = new Map<string, FieldNode>();
  const faults: string[] = [];
  const seen = new Set<number>();
  let looks = 0;
  const collect = (
    kids: PdfObject | undefined,
    prefix: string,
    type: string | undefined,
    depth: number,
  ): void => {
    const items = view.resolve(kids);
    if (items === undefined) return;
    if (!isArray(items)) {
      faults.push(`the fields ${prefix} are no array`);
      return;
    }
    if (depth > LIMITS.pdfDepth) throw exceeded('pdfDepth');
    // Fields may share their kids, so that there are more ways through the tree than octets in it.
    looks += items.length;
    if (looks > LIMITS.pdfObjects) throw exceeded('pdfObjects');
    for (const item of items) {
      const dictionary = view.resolve(item);
      if (!(item instanceof PdfReference) || !(dictionary instanceof PdfDictionary)) {
        faults.push(`a field below ${prefix || 'the form'} is no dictionary of its own`);
        continue;
      }
      if (!dictionary.has('T')) {
        if (depth === 0) faults.push('a field has no name');
        continue;
      }
      const partial = textOf(view.resolve(dictionary.get('T')));
      if (partial === undefined || partial.includes('.')) faults.push(`a field has a malformed name`);
      const name = prefix === '' ? (partial ?? '') : `${prefix}.${partial ?? ''}`;
      if (seen.has(item.number) || fields.has(name)) {
        faults.push(`the field ${name} stands there twice`);
        continue;
      }
      seen.add(item.number);
      const own = nameOf(view.resolve(dictionary.get('FT'))) ?? type;
      if (own === undefined && !dictionary.has('Kids')) faults.push(`the field ${name} has no type`);
      fields.set(name, { reference: item, dictionary, type: own });
      if (dictionary.has('Kids')) collect(dictionary.get('Kids'), name, own, depth + 1);
    }
  };
  collect(list, '', undefined, 0);
  return { fields, faults };
}
