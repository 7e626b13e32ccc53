import { isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { PdfView } from './document.ts';
import { exceeded } from './failure.ts';
import { isName, PdfDictionary, PdfName, PdfReference, type PdfObject } from './object.ts';
import { annotationsOf, listPages, type PdfPage } from './pages.ts';
import { textOf } from './text.ts';

/** A terminal field of the form, with what it inherits. */
export interface FormField {
  /** Fully qualified. */
  readonly name: string;
  readonly type: string | undefined;
  readonly dictionary: PdfDictionary;
  readonly reference: PdfReference | undefined;
  /** The value as it stands there, perhaps a reference. */
  readonly value: PdfObject | undefined;
  /** False for a widget on a page that the form does not know. */
  readonly isInForm: boolean;
}

/** No pages where the page tree is malformed: the fields of the form are told nevertheless. */
function pagesOf(view: PdfView): readonly PdfPage[] {
  try {
    return listPages(view);
  } catch (error) {
    if (isCertBankError(error, 'structure.malformed')) return [];
    throw error;
  }
}

interface Inherited {
  readonly name: string;
  readonly type: PdfObject | undefined;
  readonly value: PdfObject | undefined;
  readonly depth: number;
}

/** What was looked at: arrays may be shared, so that there are more ways through a form than octets in it. */
interface Met {
  readonly numbers: Set<number>;
  looks: number;
}

function look(met: Met, count: number): void {
  met.looks += count;
  if (met.looks > LIMITS.pdfObjects) throw exceeded('pdfObjects');
}

/**
 * The terminal fields of the form, also those of page annotations that the form leaves out.
 *
 * @throws CertBankError `structure.malformed` | `limit.exceeded`
 * @source ISO 32000-2 sections 12.7.3 and 12.7.4
 */
export function listFields(view: PdfView): FormField[] {
  const fields: FormField[] = [];
  const met: Met = { numbers: new Set(), looks: 0 };
  const form = view.dictionary(view.catalog.get('AcroForm'));
  const top: Inherited = { name: '', type: undefined, value: undefined, depth: 0 };
  for (const field of view.array(form?.get('Fields')) ?? []) collect(view, field, top, true, met, fields);
  for (const { dictionary } of pagesOf(view)) {
    const annotations = annotationsOf(view, dictionary);
    look(met, annotations.length);
    for (const annotation of annotations) {
      const widget = view.resolve(annotation);
      if (widget instanceof PdfDictionary && isName(view.resolve(widget.get('FT')), 'Sig')) {
        collect(view, annotation, top, false, met, fields);
      }
    }
  }
  return fields;
}

function collect(
  view: PdfView,
  object: PdfObject,
  inherited: Inherited,
  isInForm: boolean,
  met: Met,
  fields: FormField[],
): void {
  if (inherited.depth > LIMITS.pdfDepth) throw exceeded('pdfDepth');
  const reference = object instanceof PdfReference ? object : undefined;
  if (reference !== undefined) {
    if (met.numbers.has(reference.number)) return;
    met.numbers.add(reference.number);
  }
  const dictionary = view.resolve(object);
  if (!(dictionary instanceof PdfDictionary)) return;
  const partial = textOf(view.resolve(dictionary.get('T')));
  const name = [inherited.name, partial].filter((part) => part !== undefined && part !== '').join('.');
  const type = dictionary.get('FT') ?? inherited.type;
  const value = dictionary.get('V') ?? inherited.value;
  const all = view.array(dictionary.get('Kids')) ?? [];
  look(met, 1 + all.length);
  const kids = all.filter((kid) => view.dictionary(kid)?.has('T') === true);
  if (kids.length > 0) {
    for (const kid of kids) {
      collect(view, kid, { name, type, value, depth: inherited.depth + 1 }, isInForm, met, fields);
    }
    return;
  }
  for (const kid of all) if (kid instanceof PdfReference) met.numbers.add(kid.number);
  const kind = view.resolve(type);
  fields.push({
    name,
    type: kind instanceof PdfName ? kind.value : undefined,
    dictionary,
    reference,
    value,
    isInForm,
  });
}
