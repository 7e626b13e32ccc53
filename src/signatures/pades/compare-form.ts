import { PdfDictionary, PdfReference, type PdfObject } from '../../formats/pdf/object.ts';
import type { Comparison } from './comparison.ts';
import { compareField } from './compare-field.ts';
import { addSignature } from './compare-signature.ts';
import { fieldTree, type FieldNode } from './field-tree.ts';
import { isVisible, widgetsOf } from './widget.ts';

/** What the pages need to know of the form: whose widgets are whose. */
export interface ComparedForm {
  /** Object numbers of the widgets of fields that were there before; compared with their fields. */
  readonly widgets: ReadonlySet<number>;
  /** Object numbers of the widgets of new signature fields. */
  readonly newWidgets: ReadonlySet<number>;
}

/** Entries of the form with rules of their own. */
const RULED = new Set(['Fields', 'DR', 'DA', 'Q', 'NeedAppearances', 'SigFlags']);

/**
 * Changes of the interactive form: fields may be filled, signature fields added and signed.
 *
 * @source ISO 32000-2 section 12.7
 */
export function compareForm(
  comparison: Comparison,
  old: PdfDictionary,
  renewed: PdfDictionary,
): ComparedForm {
  const widgets = new Set<number>();
  const newWidgets = new Set<number>();
  const before = comparison.before.resolve(old.get('AcroForm'));
  const after = comparison.after.resolve(renewed.get('AcroForm'));
  if (before === undefined && after === undefined) return { widgets, newWidgets };
  if (!(after instanceof PdfDictionary)) {
    comparison.report('never', 'pdf.form', 'the form was removed or is no form any more');
    return { widgets, newWidgets };
  }
  const form = before instanceof PdfDictionary ? before : new PdfDictionary(new Map());

  const fieldsBefore = fieldTree(comparison.before, form.get('Fields'));
  const fieldsAfter = fieldTree(comparison.after, after.get('Fields'));
  comparison.spend(fieldsBefore.fields.size + fieldsAfter.fields.size);
  const known = new Set(fieldsBefore.faults);
  for (const fault of fieldsAfter.faults) {
    if (!known.has(fault)) comparison.report('never', 'pdf.form', fault);
  }
  for (const [name, node] of fieldsBefore.fields) {
    // One that took another number leaves its old one to be anything.
    if (fieldsAfter.fields.get(name)?.reference.number === node.reference.number) {
      comparison.apart.add(node.reference.number);
    }
    for (const { reference } of widgetsOf(comparison.before, node.dictionary)) {
      comparison.apart.add(reference.number);
      widgets.add(reference.number);
    }
    widgets.add(node.reference.number);
  }
  compareSettings(comparison, form, after);
  const shared = sharedAppearances(comparison, fieldsBefore.fields.values());
  for (const [name, node] of fieldsBefore.fields) {
    const successor = fieldsAfter.fields.get(name);
    if (successor === undefined)
      comparison.report('never', 'pdf.field-removed', `the field ${name} was removed`, name);
    else compareField(comparison, name, node, successor, shared);
  }
  for (const [name, node] of fieldsAfter.fields) {
    if (!fieldsBefore.fields.has(name)) addField(comparison, name, node, newWidgets);
  }
  return { widgets, newWidgets };
}

function compareSettings(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): void {
  for (const key of comparison.changedKeys(before, after, RULED)) {
    comparison.report('never', 'pdf.form', `${key} of the form was changed`);
  }
  for (const key of ['DA', 'Q', 'NeedAppearances']) {
    if (!comparison.isSame(before.get(key), after.get(key), key)) {
      comparison.report('form-filling', 'pdf.form', `${key} of the form was updated`);
    }
  }
  if (!comparison.isSame(before.get('DR'), after.get('DR'), 'DR'))
    compareResources(comparison, before, after);
}

/** Resources may be added; a font or encoding that is there stays what it is. */
function compareResources(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): void {
  const old = comparison.before.dictionary(before.get('DR'));
  const renewed = comparison.after.resolve(after.get('DR'));
  if (!(renewed instanceof PdfDictionary)) {
    comparison.report('never', 'pdf.resources', 'the resources of the form were removed');
    return;
  }
  for (const [kind, resources] of old?.entries ?? []) {
    const known = comparison.before.resolve(resources);
    const now = comparison.after.resolve(renewed.get(kind));
    if (!(known instanceof PdfDictionary) || !(now instanceof PdfDictionary)) {
      if (comparison.isSame(resources, renewed.get(kind), 'DR')) continue;
      comparison.report('never', 'pdf.resources', `${kind} of the form's resources was changed`);
      continue;
    }
    for (const [name, resource] of known.entries) {
      if (comparison.isSame(resource, now.get(name), 'DR')) continue;
      comparison.report('never', 'pdf.resources', `${kind} ${name} of the form's resources was redefined`);
    }
  }
  comparison.report('form-filling', 'pdf.resources', 'resources were added to the form');
}

function addField(comparison: Comparison, name: string, node: FieldNode, newWidgets: Set<number>): void {
  const { after } = comparison;
  // Below a field that was there, a new one would change what that field is.
  if (node.type !== 'Sig' || name.includes('.')) {
    comparison.report('never', 'pdf.field-added', `the field ${name} was added`, name);
    return;
  }
  const widgets = widgetsOf(after, node.dictionary);
  for (const { reference } of [node, ...widgets]) newWidgets.add(reference.number);
  if ([node, ...widgets].some(({ dictionary }) => dictionary.has('A') || dictionary.has('AA'))) {
    comparison.report('never', 'pdf.field-added', `the field ${name} was added, which does something`, name);
  }
  const isShown = isVisible(after, node.dictionary);
  comparison.add({
    kind: 'pdf.signature-field-added',
    what: `the signature field ${name} was added`,
    needs: isShown ? 'form-filling' : 'nothing',
    ...(isShown && { field: name, isForbiddenWhenCertified: true }),
  });
  addSignature(comparison, name, node);
}

/** Object numbers of appearance streams that several widgets show: to change one is to change them all. */
function sharedAppearances(comparison: Comparison, fields: Iterable<FieldNode>): ReadonlySet<number> {
  const seen = new Set<number>();
  const shared = new Set<number>();
  const note = (object: PdfObject | undefined): void => {
    if (!(object instanceof PdfReference)) return;
    if (seen.has(object.number)) shared.add(object.number);
    seen.add(object.number);
  };
  for (const { dictionary } of fields) {
    for (const widget of [
      dictionary,
      ...widgetsOf(comparison.before, dictionary).map((kid) => kid.dictionary),
    ]) {
      note(widget.get('AP'));
      const appearance = comparison.before.dictionary(widget.get('AP'));
      for (const state of appearance?.entries.values() ?? []) {
        note(state);
        const states = comparison.before.resolve(state);
        if (states instanceof PdfDictionary) {
          for (const stream of states.entries.values()) note(stream);
        }
      }
    }
  }
  return shared;
}
