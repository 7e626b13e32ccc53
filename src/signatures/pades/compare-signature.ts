import { isName, PdfDictionary, PdfReference } from '../../formats/pdf/object.ts';
import { nameOf } from '../../formats/pdf/signature-dictionary.ts';
import type { Comparison } from './comparison.ts';
import type { FieldNode } from './field-tree.ts';
import { isVisible } from './widget.ts';

/** A field without a signature got one. */
export function addSignature(comparison: Comparison, name: string, node: FieldNode): void {
  const { after } = comparison;
  const value = node.dictionary.get('V');
  if (value === undefined) return;
  const signature = after.resolve(value);
  if (!(value instanceof PdfReference) || !(signature instanceof PdfDictionary)) {
    comparison.report('never', 'pdf.signature-added', `the value of ${name} is no signature`, name);
    return;
  }
  const isTimestamp =
    isName(after.resolve(signature.get('Type')), 'DocTimeStamp') ||
    nameOf(after.resolve(signature.get('SubFilter'))) === 'ETSI.RFC3161';
  if (isTimestamp && !isVisible(after, node.dictionary)) {
    comparison.report('nothing', 'pdf.timestamp-added', `a document time-stamp was added (${name})`);
  } else comparison.report('form-filling', 'pdf.signature-added', `a signature was added (${name})`, name);
}
