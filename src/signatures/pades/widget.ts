import type { PdfView } from '../../formats/pdf/document.ts';
import { isArray, PdfDictionary, PdfReference, type PdfObject } from '../../formats/pdf/object.ts';

export type Rectangle = readonly [number, number, number, number];

/** Four numbers; ISO 32000-2 section 7.9.5. */
export function rectangleOf(view: PdfView, object: PdfObject | undefined): Rectangle | undefined {
  const corners = view.resolve(object);
  if (!isArray(corners) || corners.length !== 4) return undefined;
  const [a, b, c, d] = corners.map((corner) => view.resolve(corner));
  if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number' || typeof d !== 'number') {
    return undefined;
  }
  return [a, b, c, d];
}

export const areaOf = ([left, bottom, right, top]: Rectangle): number =>
  Math.abs(right - left) * Math.abs(top - bottom);

/** How much of a page a widget takes: all of it, where readers differ in what its rectangle is. */
export function roomOf(view: PdfView, widget: PdfDictionary): number {
  if ((view.resolve(widget.get('Rect')) ?? null) === null) return 0;
  const rectangle = rectangleOf(view, widget.get('Rect'));
  return rectangle === undefined ? Infinity : areaOf(rectangle);
}

/** Whether a field, or a widget of it, takes any room on a page. */
export function isVisible(view: PdfView, field: PdfDictionary): boolean {
  return (
    roomOf(view, field) > 0 || widgetsOf(view, field).some(({ dictionary }) => roomOf(view, dictionary) > 0)
  );
}

/** The widgets that are kids of a field and no fields themselves; ISO 32000-2 section 12.7.4.1. */
export function widgetsOf(
  view: PdfView,
  field: PdfDictionary,
): { readonly reference: PdfReference; readonly dictionary: PdfDictionary }[] {
  return (view.array(field.get('Kids')) ?? []).flatMap((kid) => {
    const dictionary = view.resolve(kid);
    if (!(kid instanceof PdfReference) || !(dictionary instanceof PdfDictionary) || dictionary.has('T'))
      return [];
    return [{ reference: kid, dictionary }];
  });
}
