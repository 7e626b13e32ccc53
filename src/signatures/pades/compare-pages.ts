import { LIMITS } from '../../base/limits.ts';
import { malformed } from '../../formats/pdf/failure.ts';
import {
  isArray,
  isName,
  PdfDictionary,
  PdfName,
  PdfReference,
  type PdfObject,
} from '../../formats/pdf/object.ts';
import type { ComparedForm } from './compare-form.ts';
import type { Comparison } from './comparison.ts';
import { areaOf, rectangleOf, roomOf } from './widget.ts';

/** A widget may take this share of its page before it is taken to hide what is there. */
const LARGE = 0.4;

/**
 * Annotations that mark what is there without hiding it or looking like it.
 *
 * @source ISO 32000-2 section 12.5.6, table 171; of the others each can draw anything anywhere
 */
const MARKS = new Set(['Text', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Popup']);

interface Node {
  readonly before: PdfObject | undefined;
  readonly after: PdfObject | undefined;
  readonly depth: number;
}

/**
 * Changes of the pages: none but widgets of new signature fields among their annotations, and marks where the
 * document may be annotated.
 *
 * @source ISO 32000-2 sections 7.7.3 and 12.5
 */
export function comparePages(
  comparison: Comparison,
  before: PdfObject | undefined,
  after: PdfObject | undefined,
  form: ComparedForm,
): void {
  const pages: { old: PdfDictionary; renewed: PdfDictionary }[] = [];
  const seen = new Set<number>();
  const nodes: Node[] = [{ before, after, depth: 0 }];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (!(node.before instanceof PdfReference)) throw malformed('a page is not a reference');
    if (!(node.after instanceof PdfReference) || node.after.number !== node.before.number) {
      comparison.report('never', 'pdf.page-tree', `the page tree was changed at page ${pages.length + 1}`);
      return;
    }
    if (seen.has(node.before.number) || node.depth > LIMITS.pdfDepth) {
      throw malformed('the page tree goes in a circle');
    }
    seen.add(node.before.number);
    const old = comparison.before.resolve(node.before);
    const renewed = comparison.after.resolve(node.after);
    if (!(old instanceof PdfDictionary)) throw malformed('a page is not a dictionary');
    if (!(renewed instanceof PdfDictionary)) {
      comparison.report('never', 'pdf.page-tree', `page ${pages.length + 1} is no page any more`);
      return;
    }
    const kids = comparison.before.resolve(old.get('Kids'));
    if (!isArray(kids)) {
      pages.push({ old, renewed });
      continue;
    }
    const others = comparison.after.resolve(renewed.get('Kids'));
    if (!isArray(others) || others.length !== kids.length) {
      comparison.report('never', 'pdf.page-tree', 'pages were added, removed or moved');
      return;
    }
    for (const key of comparison.changedKeys(old, renewed, new Set(['Kids']))) {
      comparison.report('never', 'pdf.page-tree', `${key} of the page tree was changed`);
    }
    for (let i = kids.length - 1; i >= 0; i--) {
      nodes.push({ before: kids[i], after: others[i], depth: node.depth + 1 });
    }
  }
  pages.forEach(({ old, renewed }, index) => comparePage(comparison, old, renewed, index + 1, form));
}

const PAGE_RULED = new Set(['Annots']);

function comparePage(
  comparison: Comparison,
  old: PdfDictionary,
  renewed: PdfDictionary,
  number: number,
  form: ComparedForm,
): void {
  for (const key of comparison.changedKeys(old, renewed, PAGE_RULED)) {
    comparison.report('never', 'pdf.page', `${key} of page ${number} was changed`);
  }
  const before = listOf(comparison.before.resolve(old.get('Annots')));
  const after = listOf(comparison.after.resolve(renewed.get('Annots')));
  if (before === undefined || after === undefined) {
    if (!comparison.isSame(old.get('Annots'), renewed.get('Annots'), 'Annots')) {
      comparison.report('never', 'pdf.annotation', `the annotations of page ${number} were changed`);
    }
    return;
  }
  comparison.spend(before.length + after.length);
  const known = new Map(before.map((item) => [keyOf(item), item]));
  const kept = after.filter((item) => known.has(keyOf(item)));
  if (kept.length !== before.length || kept.some((item, index) => keyOf(item) !== keyOf(before[index]!))) {
    comparison.report('never', 'pdf.annotation', `annotations of page ${number} were removed or reordered`);
  }
  const widgets: PdfDictionary[] = [];
  for (const item of after) {
    const key = keyOf(item);
    if (known.has(key)) compareAnnotation(comparison, known.get(key), item, number, form);
    else if (item instanceof PdfReference && form.newWidgets.has(item.number)) {
      const widget = comparison.after.resolve(item);
      if (widget instanceof PdfDictionary) widgets.push(widget);
    } else addAnnotation(comparison, item, number);
  }
  addWidgets(comparison, widgets, number, renewed);
}

const listOf = (object: PdfObject | undefined): readonly PdfObject[] | undefined =>
  object === undefined || object === null ? [] : isArray(object) ? object : undefined;

/** References are known by their number; an annotation that stands there itself by that it is there. */
const keyOf = (item: PdfObject): string | PdfObject =>
  item instanceof PdfReference ? `${item.number} ${item.generation}` : item;

function compareAnnotation(
  comparison: Comparison,
  old: PdfObject | undefined,
  item: PdfObject,
  number: number,
  form: ComparedForm,
): void {
  if (item instanceof PdfReference && form.widgets.has(item.number)) return;
  if (comparison.isSame(old, item, '')) return;
  const needs = isMark(comparison, item) ? 'annotating' : 'never';
  comparison.report(needs, 'pdf.annotation', `an annotation of page ${number} was changed`);
}

function addAnnotation(comparison: Comparison, item: PdfObject, number: number): void {
  const annotation = comparison.after.resolve(item);
  const subtype =
    annotation instanceof PdfDictionary ? comparison.after.resolve(annotation.get('Subtype')) : undefined;
  const kind = subtype instanceof PdfName ? subtype.value : 'unknown';
  const needs = isMark(comparison, item) ? 'annotating' : 'never';
  comparison.report(needs, 'pdf.annotation', `an annotation (${kind}) was added to page ${number}`);
}

/** Widgets of new signature fields leave the page to be seen. */
function addWidgets(
  comparison: Comparison,
  widgets: readonly PdfDictionary[],
  number: number,
  page: PdfDictionary,
): void {
  const { after } = comparison;
  if (widgets.some((widget) => !isName(after.resolve(widget.get('Subtype')), 'Widget'))) {
    comparison.report('never', 'pdf.annotation', `a new signature field on page ${number} is no widget`);
  }
  const hidden = widgets.reduce((sum, widget) => sum + roomOf(after, widget), 0);
  if (hidden > 0 && hidden > LARGE * areaOfPage(comparison, page)) {
    comparison.report('never', 'pdf.overlay', `new signature fields hide much of page ${number}`);
  }
}

function isMark(comparison: Comparison, item: PdfObject): boolean {
  const annotation = comparison.after.resolve(item);
  const subtype =
    annotation instanceof PdfDictionary ? comparison.after.resolve(annotation.get('Subtype')) : undefined;
  return subtype instanceof PdfName && MARKS.has(subtype.value);
}

/** What is shown of a page: the smaller of its boxes; nothing where one is malformed, or MediaBox missing. */
function areaOfPage(comparison: Comparison, page: PdfDictionary): number {
  const areas = ['MediaBox', 'CropBox'].map((key) => {
    const box = inherited(comparison, page, key);
    if (box === undefined) return key === 'MediaBox' ? 0 : Infinity;
    const rectangle = rectangleOf(comparison.after, box);
    return rectangle === undefined ? 0 : areaOf(rectangle);
  });
  return Math.min(...areas);
}

function inherited({ after }: Comparison, page: PdfDictionary, key: string): PdfObject | undefined {
  let node: PdfDictionary | undefined = page;
  for (let depth = 0; node !== undefined && depth < LIMITS.pdfDepth; depth++) {
    const value = node.get(key);
    if (value !== undefined) return value;
    node = after.dictionary(node.get('Parent'));
  }
  return undefined;
}
