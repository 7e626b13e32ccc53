import { fromLatin1 } from '../../formats/asn1/text.ts';
import { isCertBankError } from '../../base/errors.ts';
import { PdfReference, PdfStream, type PdfObject } from '../../formats/pdf/object.ts';
import { listPages } from '../../formats/pdf/pages.ts';
import { compareForm } from './compare-form.ts';
import { comparePages } from './compare-pages.ts';
import { compareStore } from './compare-store.ts';
import type { Comparison } from './comparison.ts';

/** Entries of the catalog with rules of their own. */
const RULED = new Set(['AcroForm', 'DSS', 'Pages', 'Metadata', 'Extensions', 'MarkInfo', 'Version']);

/**
 * Tells everything that one revision changed of the document as it was before. What is reached from the catalog
 * is the document; objects that nothing leads to are none of it.
 *
 * @source ISO 32000-2 sections 7.5.5 (trailer) and 7.7.2 (catalog); the order of EN 319 142-1 section 5.5
 */
export function compareDocuments(comparison: Comparison): void {
  const { before, after } = comparison;
  const [root, now] = [before.trailer.get('Root'), after.trailer.get('Root')];
  if (root instanceof PdfReference && now instanceof PdfReference && root.number === now.number) {
    comparison.apart.add(root.number);
  }
  const [old, renewed] = [before.catalog, after.catalog];
  if (!comparison.isSame(before.trailer.get('Info'), after.trailer.get('Info'))) {
    if (after.resolve(after.trailer.get('Info')) instanceof PdfStream) {
      comparison.report('never', 'pdf.information', 'the document information became a stream');
    } else comparison.report('nothing', 'pdf.information', 'the document information was updated');
  }
  const pages = listPages(before);
  comparison.spend(pages.length);
  for (const { reference } of pages) comparison.apart.add(reference.number);
  const form = compareForm(comparison, old, renewed);
  comparePages(comparison, old.get('Pages'), renewed.get('Pages'), form);
  compareStore(comparison, old.get('DSS'), renewed.get('DSS'));
  compareMetadata(comparison, old.get('Metadata'), renewed.get('Metadata'));
  for (const key of ['Extensions', 'MarkInfo', 'Version']) {
    if (!comparison.isSame(old.get(key), renewed.get(key), key)) {
      comparison.report('nothing', 'pdf.catalog', `${key} of the document was updated`);
    }
  }
  for (const key of comparison.changedKeys(old, renewed, RULED)) {
    comparison.report('never', 'pdf.catalog', `${key} of the document was changed`);
  }
}

/** XMP may be written anew at any time, and must be XMP; ISO 32000-2 section 14.3.2. */
function compareMetadata(
  comparison: Comparison,
  before: PdfObject | undefined,
  after: PdfObject | undefined,
): void {
  if (comparison.isSame(before, after, 'Metadata')) return;
  const stream = comparison.after.resolve(after);
  if (stream === undefined || stream === null || (stream instanceof PdfStream && isXmp(comparison, stream))) {
    comparison.report('nothing', 'pdf.metadata', 'the metadata were updated');
  } else comparison.report('never', 'pdf.metadata', 'the metadata became something else');
}

function isXmp({ after }: Comparison, stream: PdfStream): boolean {
  try {
    const text = fromLatin1(after.decode(stream));
    return /<([a-zA-Z]+:)?xmpmeta[\s>]/.test(text) && !/<!(DOCTYPE|ENTITY)/.test(text);
  } catch (error) {
    if (isCertBankError(error, 'structure.malformed')) return false;
    throw error;
  }
}
