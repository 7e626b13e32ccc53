import { toHex } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { oid } from '../../formats/asn1/der-writer.ts';
import { encodeAttribute } from '../../formats/cms/attribute-set.ts';
import { addUnsignedAttributes, rewriteSignedData } from '../../formats/cms/signed-data-rewrite.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { parsePdf, type PdfFile } from '../../formats/pdf/document.ts';
import { PdfDictionary, PdfReference, PdfStream, type PdfObject } from '../../formats/pdf/object.ts';
import { PdfUpdate } from '../../formats/pdf/update.ts';
import { dictionary, name, withEntries } from '../../formats/pdf/writing.ts';
import type { CarriedEvidence, SignatureFacts } from '../ades/facts.ts';
import { digestPieces } from '../ades/pieces.ts';
import type { ExtendOptions } from '../extend-options.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { readCms } from './cms.ts';
import { listSignatures, TIMESTAMP_SUB_FILTER, type PlacedSignature } from './placed.ts';
import { readPades } from './read.ts';
import { coveredPieces, fillContents, identifierOf } from './sign.ts';
import { placeSignature } from './signature-update.ts';

/** The hash function of the time-stamps that are asked for. */
const HASH: HashName = 'SHA-256';
/** Kept for a document time-stamp with the certificates of its authority. */
const TOKEN_BYTES = 16 * 1024;

/**
 * A signed PDF raised to a level, by incremental updates alone: a time-stamp (T), the evidence that its
 * verification needs (LT), and a document time-stamp over everything (LTA), which may be repeated.
 *
 * The time-stamp of T goes into the signature where that is the last thing in the file and has room left;
 * otherwise a document time-stamp stands for it, because a later signature covers the earlier one's octets.
 *
 * @throws CertBankError `document.no-signature`; `document.locked`; `evidence.missing`; `timestamp.refused`;
 *   `document.unsupported`; `structure.malformed`; `limit.exceeded`
 * @source EN 319 142-1 sections 5.4, 5.5 and 6.3
 */
export async function extendPades(bytes: Uint8Array, options: ExtendOptions): Promise<Uint8Array> {
  const { signatures } = readPades(bytes, undefined);
  if (signatures.length === 0) {
    throw new CertBankError('document.no-signature', { format: 'pades' }, 'the document has no signature');
  }
  let extended = signatures.every(isStamped) ? bytes : await addTimestamp(bytes, options);
  if (options.level === 'T') return extended;
  extended = await addEvidence(extended, options);
  return options.level === 'LT' ? extended : addDocumentTimestamp(extended, options);
}

const isStamped = ({ timestamps }: SignatureFacts): boolean =>
  timestamps.some(({ type }) => type === 'signature' || type === 'document');

async function addTimestamp(bytes: Uint8Array, options: ExtendOptions): Promise<Uint8Array> {
  const file = parsePdf(bytes);
  const placed = listSignatures(file, []).filter(({ isTimestamp }) => !isTimestamp);
  const last = placed.at(-1);
  const isOnly = placed.length === 1 && last?.coverage?.isWholeFile === true;
  const inside = isOnly ? await stampInside(bytes, last, options) : undefined;
  return inside ?? addDocumentTimestamp(bytes, options);
}

/** `undefined` where the room does not suffice. */
async function stampInside(
  bytes: Uint8Array,
  { signature, coverage }: PlacedSignature,
  { engine, timestamper }: ExtendOptions,
): Promise<Uint8Array | undefined> {
  if (coverage === undefined || signature.contents === undefined) return undefined;
  if (signature.subFilter !== 'ETSI.CAdES.detached') return undefined;
  const room = (coverage.gapEnd - coverage.gapStart - 2) / 2;
  const cms = readCms(signature.contents.bytes, []);
  if (cms === undefined) return undefined;
  const token = await timestamper.timestamp(HASH, await engine.digest(HASH, cms.signer.signature));
  const attribute = encodeAttribute(oid(ATTRIBUTE.signatureTimestamp), token);
  const signer = addUnsignedAttributes(cms.signer, [attribute], 'sorted');
  const stamped = rewriteSignedData(cms.signedData, { signers: [signer] });
  if (stamped.length > room) return undefined;
  return fillContents({ bytes, contentsStart: coverage.gapStart, contentsEnd: coverage.gapEnd }, stamped);
}

/** A document time-stamp over all that is there; ISO 32000-2 section 12.8.5. */
async function addDocumentTimestamp(
  bytes: Uint8Array,
  { engine, timestamper, at }: ExtendOptions,
): Promise<Uint8Array> {
  const file = parsePdf(bytes);
  const entries = {
    Type: name('DocTimeStamp'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name(TIMESTAMP_SUB_FILTER),
  };
  const placed = placeSignature(
    file,
    new PdfUpdate(file),
    { entries, reservedBytes: TOKEN_BYTES, prefix: 'Timestamp' },
    await identifierOf(engine, bytes, at),
  );
  const digest = await digestPieces(engine, HASH, coveredPieces(placed));
  return fillContents(placed, await timestamper.timestamp(HASH, digest));
}

/** The document security store with what it lacks, and for each signature what concerns it. */
async function addEvidence(bytes: Uint8Array, options: ExtendOptions): Promise<Uint8Array> {
  const { signatures } = readPades(bytes, undefined);
  const gathered = await gatherEvidence(signatures, options);
  const file = parsePdf(bytes);
  const view = file.view();
  const store = view.dictionary(view.catalog.get('DSS')) ?? dictionary({ Type: name('DSS') });
  const update = new PdfUpdate(file);
  const added = addStreams(update, gathered);
  if (added.every(([, references]) => references.length === 0) && view.catalog.has('DSS')) return bytes;
  const entries: Record<string, PdfObject> = {};
  for (const [key, references] of added) {
    const known = view.array(store.get(key)) ?? [];
    if (known.length + references.length > 0) entries[key] = [...known, ...references];
  }
  const known = view.dictionary(store.get('VRI'));
  const related = new Map<string, PdfObject>(known?.entries);
  for (const placed of listSignatures(file, [])) {
    const digest =
      placed.signature.contents && (await options.engine.digest('SHA-1', placed.signature.contents.bytes));
    if (digest === undefined) continue;
    const key = toHex(digest).toUpperCase();
    if (!related.has(key)) related.set(key, dictionary(relatedEntries(added)));
  }
  entries['VRI'] = new PdfDictionary(related);
  writeStore(file, update, withEntries(store, entries));
  return update.write(await identifierOf(options.engine, bytes, options.at)).bytes;
}

type Added = readonly (readonly ['Certs' | 'CRLs' | 'OCSPs', readonly PdfReference[]])[];

function addStreams(update: PdfUpdate, { certificates, crls, ocspResponses }: CarriedEvidence): Added {
  const add = (ders: readonly Uint8Array[]): PdfReference[] =>
    ders.map((der) => update.add(new PdfStream(dictionary({}), der)));
  return [
    ['Certs', add(certificates)],
    ['CRLs', add(crls)],
    ['OCSPs', add(ocspResponses)],
  ];
}

/** In VRI the names are in the singular (ISO 32000-2 table 262). */
function relatedEntries(added: Added): Record<string, PdfObject | undefined> {
  return Object.fromEntries(
    added.map(([key, references]) => [key.slice(0, -1), references.length === 0 ? undefined : references]),
  );
}

function writeStore(file: PdfFile, update: PdfUpdate, store: PdfDictionary): void {
  const view = file.view();
  const known = view.catalog.get('DSS');
  if (known instanceof PdfReference) {
    update.set(known, store);
    return;
  }
  const root = view.trailer.get('Root');
  if (root instanceof PdfReference) update.set(root, withEntries(view.catalog, { DSS: update.add(store) }));
}
