import { CertBankError } from '../../base/errors.ts';
import type { PdfFile } from '../../formats/pdf/document.ts';
import { malformed } from '../../formats/pdf/failure.ts';
import { listFields, type FormField } from '../../formats/pdf/form.ts';
import type { PdfDictionary } from '../../formats/pdf/object.ts';
import { isArray, PdfReference, type PdfArray, type PdfObject } from '../../formats/pdf/object.ts';
import { listPages, type PdfPage } from '../../formats/pdf/pages.ts';
import type { PdfUpdate } from '../../formats/pdf/update.ts';
import {
  dictionary,
  name,
  PdfRoom,
  text,
  withEntries,
  WritableDictionary,
  type Writable,
} from '../../formats/pdf/writing.ts';
import { isVisible, rectangleOf, widgetsOf, type Rectangle } from './widget.ts';

/** Digits of one number of ByteRange. */
const DIGITS = 10;

/** Where a signature dictionary goes, and what goes with it. */
export interface SignaturePlace {
  /** Entries of the signature dictionary beside ByteRange and Contents. */
  readonly entries: Readonly<Record<string, Writable | undefined>>;
  readonly reservedBytes: number;
  readonly field?: string | undefined;
  /** Names of new fields begin with it. */
  readonly prefix: string;
  readonly page?: number | undefined;
  readonly rectangle?: Rectangle | undefined;
  /** Entries of the field's lock dictionary, for a new field. */
  readonly lock?: PdfDictionary | undefined;
  /** The catalog is to name the signature as the one that certifies. */
  readonly isCertification?: boolean;
  readonly appearance?: ((update: PdfUpdate, rectangle: Rectangle) => PdfReference) | undefined;
}

/** A file with an empty signature in it. */
export interface PlacedUpdate {
  readonly bytes: Uint8Array;
  /** Of the hexadecimal string with its delimiters. */
  readonly contentsStart: number;
  readonly contentsEnd: number;
}

/**
 * Adds a signature field, or takes one that is there, with a signature dictionary whose value is still zeros and
 * whose byte range is final.
 *
 * @param update what else is to be added at the same time
 * @throws CertBankError `document.locked` for a field that is signed already or is no signature field;
 *   RangeError for a page that does not exist
 * @source ISO 32000-2 sections 12.7.5.5 and 12.8.1
 */
export function placeSignature(
  file: PdfFile,
  update: PdfUpdate,
  place: SignaturePlace,
  identifier: Uint8Array,
): PlacedUpdate {
  const ranges = [0, 1, 2].map(() => new PdfRoom(' '.repeat(DIGITS)));
  const contents = new PdfRoom(`<${'0'.repeat(2 * place.reservedBytes)}>`);
  const signature = update.add(
    new WritableDictionary({ ...place.entries, ByteRange: [0, ...ranges], Contents: contents }),
  );
  const fields = listFields(file.view());
  const known = place.field === undefined ? undefined : fields.find((field) => field.name === place.field);
  const changed = new Changed(file, update);
  if (known === undefined) addField(file, update, changed, place, fields, signature);
  else fillField(file, update, place, known, signature);
  if (place.isCertification === true) {
    const perms = file.view().dictionary(changed.catalog.get('Perms')) ?? dictionary({});
    changed.setCatalog({ Perms: withEntries(perms, { DocMDP: signature }) });
  }
  changed.finish();
  const written = update.write(identifier);
  return fillRanges(written.bytes, written.places, ranges, contents);
}

function fillRanges(
  bytes: Uint8Array,
  places: ReadonlyMap<PdfRoom, number>,
  ranges: readonly PdfRoom[],
  contents: PdfRoom,
): PlacedUpdate {
  const contentsStart = places.get(contents)!;
  const contentsEnd = contentsStart + contents.text.length;
  const values = [contentsStart, contentsEnd, bytes.length - contentsEnd];
  ranges.forEach((room, index) => {
    const digits = String(values[index]!).padStart(DIGITS, ' ');
    for (let i = 0; i < DIGITS; i++) bytes[places.get(room)! + i] = digits.charCodeAt(i);
  });
  return { bytes, contentsStart, contentsEnd };
}

/** The catalog and the form, each written once however much of them changes. */
class Changed {
  readonly #file: PdfFile;
  readonly #update: PdfUpdate;
  catalog: PdfDictionary;
  #form: PdfDictionary;
  #isCatalogChanged = false;

  constructor(file: PdfFile, update: PdfUpdate) {
    const view = file.view();
    this.#file = file;
    this.#update = update;
    this.catalog = view.catalog;
    this.#form = view.dictionary(view.catalog.get('AcroForm')) ?? dictionary({ Fields: [] });
  }

  setCatalog(entries: Readonly<Record<string, PdfObject>>): void {
    this.catalog = withEntries(this.catalog, entries);
    this.#isCatalogChanged = true;
  }

  addField(field: PdfReference): void {
    const fields = this.#form.get('Fields');
    const list: PdfArray = [...(this.#file.view().array(fields) ?? []), field];
    if (fields instanceof PdfReference) this.#update.set(fields, list);
    else this.#form = withEntries(this.#form, { Fields: list });
  }

  finish(): void {
    // Bit 1: there are signatures; bit 2: append only (ISO 32000-2 table 225).
    const form = withEntries(this.#form, { SigFlags: 3 });
    const known = this.catalog.get('AcroForm');
    if (known instanceof PdfReference) this.#update.set(known, form);
    else this.setCatalog({ AcroForm: form });
    const root = this.#file.view().trailer.get('Root');
    if (!(root instanceof PdfReference)) throw malformed('the catalog is no object of its own');
    if (this.#isCatalogChanged) this.#update.set(root, this.catalog);
  }
}

function addField(
  file: PdfFile,
  update: PdfUpdate,
  changed: Changed,
  place: SignaturePlace,
  fields: readonly FormField[],
  signature: PdfReference,
): void {
  const pages = listPages(file.view());
  const page = pages[(place.page ?? 1) - 1];
  if (page === undefined) throw new RangeError(`the document has no page ${place.page ?? 1}`);
  const rectangle = place.rectangle ?? [0, 0, 0, 0];
  const appearance = place.appearance?.(update, rectangle);
  const field = update.add(
    dictionary({
      FT: name('Sig'),
      T: text(place.field ?? freshName(fields, place.prefix)),
      V: signature,
      Type: name('Annot'),
      Subtype: name('Widget'),
      // Printed, and not to be moved (ISO 32000-2 table 167).
      F: 132,
      Rect: rectangle,
      P: page.reference,
      ...(place.lock && { Lock: update.add(place.lock) }),
      ...(appearance && { AP: dictionary({ N: appearance }) }),
    }),
  );
  changed.addField(field);
  addAnnotation(file, update, page, field);
}

function addAnnotation(file: PdfFile, update: PdfUpdate, page: PdfPage, field: PdfReference): void {
  const annotations = page.dictionary.get('Annots');
  const known = file.view().resolve(annotations);
  const list = [...(isArray(known) ? known : []), field];
  if (annotations instanceof PdfReference && isArray(known)) update.set(annotations, list);
  else update.set(page.reference, withEntries(page.dictionary, { Annots: list }));
}

function freshName(fields: readonly FormField[], prefix: string): string {
  const taken = new Set(fields.map((field) => field.name));
  let count = 1;
  while (taken.has(`${prefix}${count}`)) count++;
  return `${prefix}${count}`;
}

function fillField(
  file: PdfFile,
  update: PdfUpdate,
  place: SignaturePlace,
  field: FormField,
  signature: PdfReference,
): void {
  const view = file.view();
  const isSigned = (view.resolve(field.value) ?? null) !== null;
  if (field.type !== 'Sig' || isSigned || field.reference === undefined) {
    const what = isSigned ? 'is signed already' : 'is no signature field';
    throw new CertBankError('document.locked', { what: field.name }, `the field ${field.name} ${what}`);
  }
  // The field is its own widget, or has one (ISO 32000-2 section 12.5.6.19).
  const [kid] = widgetsOf(view, field.dictionary);
  const widget = kid?.dictionary ?? field.dictionary;
  const rectangle = rectangleOf(view, widget.get('Rect'));
  const isShown = rectangle !== undefined && isVisible(view, widget);
  const appearance = isShown ? place.appearance?.(update, rectangle) : undefined;
  const shown = appearance && { AP: dictionary({ N: appearance }) };
  update.set(field.reference, withEntries(field.dictionary, { V: signature, ...(!kid && shown) }));
  if (kid !== undefined && shown !== undefined) update.set(kid.reference, withEntries(kid.dictionary, shown));
}
