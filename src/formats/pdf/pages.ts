import { LIMITS } from '../../base/limits.ts';
import type { PdfView } from './document.ts';
import { exceeded, malformed } from './failure.ts';
import { isArray, isName, PdfDictionary, PdfReference, type PdfArray } from './object.ts';

export interface PdfPage {
  readonly reference: PdfReference;
  readonly dictionary: PdfDictionary;
}

/**
 * The pages in their order.
 *
 * @throws CertBankError `structure.malformed` for a page tree that goes in a circle or holds something else;
 *   `limit.exceeded`
 * @source ISO 32000-2 section 7.7.3
 */
export function listPages(view: PdfView): PdfPage[] {
  const pages: PdfPage[] = [];
  const seen = new Set<number>();
  const root = view.catalog.get('Pages');
  const open: unknown[] = [root];
  while (open.length > 0) {
    const reference = open.pop();
    if (!(reference instanceof PdfReference)) throw malformed('a page is not a reference');
    if (seen.has(reference.number)) throw malformed('the page tree goes in a circle');
    seen.add(reference.number);
    if (seen.size > LIMITS.pdfObjects) throw exceeded('pdfObjects');
    const node = view.resolve(reference);
    if (!(node instanceof PdfDictionary)) throw malformed('a page is not a dictionary');
    const kids = view.resolve(node.get('Kids'));
    if (isArray(kids) && !isName(node.get('Type'), 'Page')) {
      for (let i = kids.length - 1; i >= 0; i--) open.push(kids[i]);
    } else pages.push({ reference, dictionary: node });
  }
  return pages;
}

/** The annotations of a page; none where there is no array. */
export function annotationsOf(view: PdfView, page: PdfDictionary): PdfArray {
  return view.array(page.get('Annots')) ?? [];
}
