import { isArray, PdfDictionary, PdfReference, PdfStream, type PdfObject } from '../../formats/pdf/object.ts';
import type { Comparison } from './comparison.ts';

const STORE_KEYS = new Set(['Type', 'VRI', 'Certs', 'CRLs', 'OCSPs']);
const RELATED_KEYS = new Set(['Type', 'TU', 'TS', 'Cert', 'CRL', 'OCSP']);
/** The SHA-1 digest of a signature in upper-case hexadecimal digits (ISO 32000-2 section 12.8.4.3). */
const RELATED_NAME = /^[0-9A-F]{40}$/i;

/**
 * Changes of the document security store. Evidence may be added, and taken out again; nothing else may stand
 * there, and neither the store nor what it says of one signature goes away.
 *
 * @source ISO 32000-2 section 12.8.4.3, EN 319 142-1 section 5.4.2
 */
export function compareStore(
  comparison: Comparison,
  before: PdfObject | undefined,
  after: PdfObject | undefined,
): void {
  if (comparison.isSame(before, after, 'DSS')) return;
  const fault = faultOf(comparison, comparison.before.resolve(before), comparison.after.resolve(after));
  if (fault === undefined)
    comparison.report('nothing', 'pdf.evidence', 'evidence for verification was added');
  else comparison.report('never', 'pdf.evidence', `the store of evidence: ${fault}`);
}

function faultOf(
  comparison: Comparison,
  before: PdfObject | undefined,
  after: PdfObject | undefined,
): string | undefined {
  if (!(after instanceof PdfDictionary)) return after === undefined ? 'was removed' : 'is no dictionary';
  const strange = [...after.entries.keys()].find((key) => !STORE_KEYS.has(key));
  if (strange !== undefined) return `holds ${strange}`;
  for (const key of ['Certs', 'CRLs', 'OCSPs']) {
    const fault = faultOfList(comparison, after.get(key), key);
    if (fault !== undefined) return fault;
  }
  const related = comparison.after.resolve(after.get('VRI'));
  const known = before instanceof PdfDictionary ? comparison.before.resolve(before.get('VRI')) : undefined;
  if (related === undefined) return known === undefined ? undefined : 'VRI was removed';
  if (!(related instanceof PdfDictionary)) return 'VRI is no dictionary';
  return faultOfRelated(comparison, known instanceof PdfDictionary ? known : undefined, related);
}

function faultOfRelated(
  comparison: Comparison,
  before: PdfDictionary | undefined,
  after: PdfDictionary,
): string | undefined {
  for (const name of before?.entries.keys() ?? []) if (!after.has(name)) return `VRI ${name} was removed`;
  for (const [name, entry] of after.entries) {
    if (before?.has(name) === true && comparison.isSame(before.get(name), entry, 'VRI')) continue;
    if (!RELATED_NAME.test(name)) return `VRI ${name} is no digest`;
    const dictionary = comparison.after.resolve(entry);
    if (!(dictionary instanceof PdfDictionary)) return `VRI ${name} is no dictionary`;
    const strange = [...dictionary.entries.keys()].find((key) => !RELATED_KEYS.has(key));
    if (strange !== undefined) return `VRI ${name} holds ${strange}`;
    for (const key of ['Cert', 'CRL', 'OCSP']) {
      const fault = faultOfList(comparison, dictionary.get(key), key);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

/** An array of streams, none of which took the place of something else. */
function faultOfList(comparison: Comparison, list: PdfObject | undefined, key: string): string | undefined {
  if (list === undefined) return undefined;
  const items = comparison.after.resolve(list);
  if (!isArray(items)) return `${key} is no array`;
  for (const item of items) {
    if (!(item instanceof PdfReference) || !(comparison.after.resolve(item) instanceof PdfStream)) {
      return `${key} holds something else than streams`;
    }
    const known = comparison.before.resolve(item);
    if (known !== undefined && known !== null && !comparison.isSame(item, item, key)) {
      return `object ${item.number} took the place of another`;
    }
  }
  return undefined;
}
