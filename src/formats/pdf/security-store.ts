import { LIMITS } from '../../base/limits.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { PdfView } from './document.ts';
import { exceeded } from './failure.ts';
import { PdfStream, type PdfDictionary, type PdfObject } from './object.ts';

/** The evidence of a document security store, DER. */
export interface SecurityStore {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
  /** VRI/TS, DER. */
  readonly timestamps: readonly Uint8Array[];
}

/**
 * Everything that the document security store of one revision holds, with its VRI dictionaries; `undefined`
 * where there is none. What cannot be read is left out: it proves nothing.
 *
 * @param known content by its stream, so that each is unfolded once
 * @throws CertBankError `limit.exceeded` above LIMITS.pdfStoreEntries
 * @source ISO 32000-2 section 12.8.4.3; EN 319 142-1 section 5.4.2
 */
export function readSecurityStore(
  view: PdfView,
  known: Map<PdfStream, Uint8Array>,
): SecurityStore | undefined {
  const store = view.dictionary(view.catalog.get('DSS'));
  if (store === undefined) return undefined;
  const streams = {
    certificates: new Set<PdfStream>(),
    crls: new Set<PdfStream>(),
    ocspResponses: new Set<PdfStream>(),
    timestamps: new Set<PdfStream>(),
  };
  // Arrays may be shared, so that there are more ways through a store than octets in it.
  let looks = 0;
  const add = (to: Set<PdfStream>, dictionary: PdfDictionary, key: string): void => {
    const items = view.array(dictionary.get(key)) ?? [];
    looks += 1 + items.length;
    if (looks > LIMITS.pdfStoreEntries) throw exceeded('pdfStoreEntries');
    for (const item of items) collect(view, item, to);
  };
  add(streams.certificates, store, 'Certs');
  add(streams.crls, store, 'CRLs');
  add(streams.ocspResponses, store, 'OCSPs');
  for (const entry of view.dictionary(store.get('VRI'))?.entries.values() ?? []) {
    const related = view.dictionary(entry);
    if (related === undefined) continue;
    add(streams.certificates, related, 'Cert');
    add(streams.crls, related, 'CRL');
    add(streams.ocspResponses, related, 'OCSP');
    collect(view, related.get('TS'), streams.timestamps);
  }
  const decoded = (set: Set<PdfStream>): Uint8Array[] =>
    [...set].flatMap((stream) => decode(view, stream, known) ?? []);
  return {
    certificates: decoded(streams.certificates),
    crls: decoded(streams.crls),
    ocspResponses: decoded(streams.ocspResponses),
    timestamps: decoded(streams.timestamps),
  };
}

function collect(view: PdfView, object: PdfObject | undefined, to: Set<PdfStream>): void {
  const stream = view.resolve(object);
  if (stream instanceof PdfStream && to.size < LIMITS.certificatesInDocument) to.add(stream);
}

function decode(view: PdfView, stream: PdfStream, known: Map<PdfStream, Uint8Array>): Uint8Array | undefined {
  const before = known.get(stream);
  if (before !== undefined) return before;
  try {
    const content = view.decode(stream);
    known.set(stream, content);
    return content;
  } catch (error) {
    if (isCertBankError(error, 'structure.malformed')) return undefined;
    throw error;
  }
}
