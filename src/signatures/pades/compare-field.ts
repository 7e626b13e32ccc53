import { isName, PdfDictionary, PdfReference, PdfStream, type PdfObject } from '../../formats/pdf/object.ts';
import { addSignature } from './compare-signature.ts';
import type { Comparison } from './comparison.ts';
import type { FieldNode } from './field-tree.ts';
import { widgetsOf } from './widget.ts';

/** Flags and the type of the dictionary: Acrobat writes them at will. */
const BOOKKEEPING = ['Ff', 'Type'];
/** What filling changes: appearance, its state, value, flags of the annotation, default appearance, alignment. */
const FILLING = ['AP', 'AS', 'V', 'F', 'DA', 'Q'];
const RULED = new Set([...BOOKKEEPING, ...FILLING, 'Kids']);
/** Invisible, hidden, not to be viewed; ISO 32000-2 table 167. */
const HIDING = 0x01 | 0x02 | 0x20;

/**
 * Changes of one field that stays.
 *
 * @param shared object numbers of appearances that several widgets show
 * @source ISO 32000-2 section 12.7.4
 */
export function compareField(
  comparison: Comparison,
  name: string,
  before: FieldNode,
  after: FieldNode,
  shared: ReadonlySet<number>,
): void {
  if (before.type !== after.type) {
    comparison.report('never', 'pdf.field-changed', `the field ${name} became one of another type`, name);
  }
  compareDictionaries(comparison, name, before, before.dictionary, after.dictionary, shared);
  const [widgets, others] = [
    widgetsOf(comparison.before, before.dictionary),
    widgetsOf(comparison.after, after.dictionary),
  ];
  if (
    widgets.length !== others.length ||
    widgets.some(({ reference }, index) => reference.number !== others[index]!.reference.number)
  ) {
    comparison.report('never', 'pdf.field-changed', `the widgets of the field ${name} were changed`, name);
    return;
  }
  const [kids, now] = [before.dictionary.get('Kids'), after.dictionary.get('Kids')];
  if ((kids === undefined) !== (now === undefined)) {
    comparison.report('never', 'pdf.field-changed', `the field ${name} got or lost kids`, name);
  }
  widgets.forEach(({ dictionary }, index) =>
    compareDictionaries(comparison, name, before, dictionary, others[index]!.dictionary, shared, {
      before: before.dictionary,
      after: after.dictionary,
    }),
  );
}

function compareDictionaries(
  comparison: Comparison,
  name: string,
  field: FieldNode,
  before: PdfDictionary,
  after: PdfDictionary,
  shared: ReadonlySet<number>,
  owner = { before, after },
): void {
  for (const key of comparison.changedKeys(before, after, RULED)) {
    comparison.report('never', 'pdf.field-changed', `${key} of the field ${name} was changed`, name);
  }
  if (!isTypeKept(comparison, before, after)) {
    comparison.report('never', 'pdf.field-changed', `Type of the field ${name} was changed`, name);
  }
  const changed = FILLING.filter((key) => !comparison.isSame(before.get(key), after.get(key), key));
  if (changed.length === 0) return;
  if (field.type === 'Sig')
    compareSignatureField(comparison, name, field, owner, changed, before, after, shared);
  else compareFilledField(comparison, name, owner, changed, before, after, shared);
}

/** May be added where it is true, and never taken away: it decides how readers see the dictionary. */
function isTypeKept(
  { before: old, after: renewed }: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
): boolean {
  const [type, now] = [old.resolve(before.get('Type')), renewed.resolve(after.get('Type'))];
  if (type === undefined) return now === undefined || isName(now, 'Annot');
  return isName(type, 'Annot') && isName(now, 'Annot');
}

function compareSignatureField(
  comparison: Comparison,
  name: string,
  field: FieldNode,
  owner: { before: PdfDictionary; after: PdfDictionary },
  changed: readonly string[],
  before: PdfDictionary,
  after: PdfDictionary,
  shared: ReadonlySet<number>,
): void {
  if (owner.before.has('V')) {
    const what = owner.after.has('V') ? 'was changed' : 'was removed';
    comparison.report(
      'never',
      'pdf.signature-changed',
      `the signature ${name} ${what} (${changed.join(', ')})`,
      name,
    );
    return;
  }
  if (!owner.after.has('V')) {
    comparison.report(
      'never',
      'pdf.field-changed',
      `the unsigned field ${name} was changed (${changed.join(', ')})`,
      name,
    );
    return;
  }
  checkAppearance(comparison, name, before, after, shared);
  if (changed.includes('V')) addSignature(comparison, name, { ...field, dictionary: after });
}

function compareFilledField(
  comparison: Comparison,
  name: string,
  owner: { before: PdfDictionary; after: PdfDictionary },
  changed: readonly string[],
  before: PdfDictionary,
  after: PdfDictionary,
  shared: ReadonlySet<number>,
): void {
  const isFilled =
    changed.includes('V') ||
    changed.includes('AS') ||
    !comparison.isSame(owner.before.get('V'), owner.after.get('V'), 'V');
  if (!isFilled && changed.includes('AP') && before.has('AP')) {
    const what = `the field ${name} looks different although its value is the same`;
    comparison.report('never', 'pdf.field-appearance', what, name);
    return;
  }
  if (!isFilled && changed.includes('F') && isUncovered(comparison, before, after)) {
    comparison.report('never', 'pdf.field-appearance', `the field ${name} was hidden or shown`, name);
    return;
  }
  checkAppearance(comparison, name, before, after, shared);
  comparison.report('form-filling', 'pdf.field-filled', `the field ${name} was filled or updated`, name);
}

function isUncovered(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): boolean {
  const [flags, now] = [comparison.before.resolve(before.get('F')), comparison.after.resolve(after.get('F'))];
  const hiding = (value: PdfObject | undefined): number => (typeof value === 'number' ? value & HIDING : 0);
  return hiding(flags) !== hiding(now);
}

/** The new appearance must be one, and must not be that of another field too. */
function checkAppearance(
  comparison: Comparison,
  name: string,
  before: PdfDictionary,
  after: PdfDictionary,
  shared: ReadonlySet<number>,
): void {
  if (comparison.isSame(before.get('AP'), after.get('AP'), 'AP')) return;
  const appearance = comparison.after.resolve(after.get('AP'));
  if (appearance === undefined) return;
  if (!(appearance instanceof PdfDictionary)) {
    comparison.report('never', 'pdf.field-appearance', `the appearance of the field ${name} is none`, name);
    return;
  }
  const isTaken = (object: PdfObject | undefined): boolean =>
    object instanceof PdfReference &&
    (shared.has(object.number) || isOtherStream(comparison, object)) &&
    !comparison.isSame(object, object, 'AP');
  const states = [...appearance.entries.values()];
  const known = before.get('AP');
  if (known instanceof PdfReference && comparison.usesBefore(known.number) > 1) {
    const what = `the appearance of the field ${name} is that of something else too`;
    comparison.report('never', 'pdf.field-appearance', what, name);
  }
  if (isTaken(after.get('AP')) || states.some(isTaken)) {
    const what = `the appearance of the field ${name} was put in the place of another`;
    comparison.report('never', 'pdf.field-appearance', what, name);
  }
}

/** A stream that took the number of something that was no stream. */
function isOtherStream(comparison: Comparison, reference: PdfReference): boolean {
  const known = comparison.before.resolve(reference);
  const now = comparison.after.resolve(reference);
  return known !== undefined && known !== null && now instanceof PdfStream !== known instanceof PdfStream;
}
