import { concat, toHex, toUtf8 } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import {
  encodeHashAlgorithm,
  encodeSignatureAlgorithm,
  type SignatureScheme,
} from '../../formats/algorithms.ts';
import {
  encodeAlgorithmProtection,
  encodeContentType,
  encodeMessageDigest,
  encodeSigningCertificateV2,
} from '../../formats/cms/attributes.ts';
import { CONTENT_TYPE } from '../../formats/cms/oids.ts';
import { draftSignedData } from '../../formats/cms/signed-data-draft.ts';
import { digestForScheme } from '../../formats/cms/signer-scheme.ts';
import type { Draft } from '../../formats/draft.ts';
import { parsePdf, type PdfFile } from '../../formats/pdf/document.ts';
import type { PdfDictionary } from '../../formats/pdf/object.ts';
import type { FieldLock } from '../../formats/pdf/signature-dictionary.ts';
import { encodeDate } from '../../formats/pdf/text.ts';
import { PdfUpdate } from '../../formats/pdf/update.ts';
import { dictionary, name, text, type Writable } from '../../formats/pdf/writing.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import { digestPieces } from '../ades/pieces.ts';
import { addAppearance } from './appearance.ts';
import type { PadesOptions } from './pades-options.ts';
import { isLocked, listSignatures } from './placed.ts';
import { placeSignature, type PlacedUpdate } from './signature-update.ts';

export interface PadesDraftOptions {
  readonly engine: Engine;
  readonly scheme: SignatureScheme;
  /** DER; the signer's own first. */
  readonly certificates: readonly Uint8Array[];
  readonly at: Date;
  readonly pdf?: PadesOptions;
}

/** Kept for a time-stamp over the signature, with the certificates of its authority. */
const TIMESTAMP_BYTES = 10 * 1024;
/** Kept for the signed attributes, the signature value and what holds them together. */
const SIGNATURE_BYTES = 4 * 1024;

/**
 * A PAdES-B signature over a PDF that lacks only its value. What the file held stays, octet for octet; the
 * signature is an incremental update behind it.
 *
 * @throws CertBankError `document.unsupported` for an encrypted file; `document.locked` where an earlier signature
 *   forbids it; `structure.malformed`; `limit.exceeded` from `complete` where the room does not suffice;
 *   RangeError for a page or certificate that is not there
 * @source EN 319 142-1 section 6.3 (level B-B): no signing-time attribute, the time stands in M
 */
export async function draftPades(bytes: Uint8Array, options: PadesDraftOptions): Promise<Draft> {
  const { engine, scheme, certificates, at, pdf = {} } = options;
  const [signing] = certificates;
  if (signing === undefined) throw new RangeError('no signing certificate');
  const certificate = parseCertificate(signing);
  const file = parsePdf(bytes);
  checkAllowed(file, pdf);
  const update = new PdfUpdate(file);
  const signerName = pdf.signerName ?? certificate.subject.find(ATTRIBUTE.CN);
  const placed = placeSignature(
    file,
    update,
    {
      entries: entriesOf(pdf, signerName, at),
      reservedBytes: pdf.reservedBytes ?? estimate(certificates),
      field: pdf.field,
      prefix: 'Signature',
      page: pdf.appearance?.page,
      rectangle: pdf.appearance?.rectangle,
      lock: pdf.lock && lockDictionary(pdf.lock, 'SigFieldLock'),
      isCertification: pdf.certify !== undefined,
      appearance: pdf.appearance && showing(pdf, signerName, at),
    },
    await identifierOf(engine, bytes, at),
  );
  const hash = digestForScheme(scheme);
  const draft = draftSignedData({
    contentType: CONTENT_TYPE.data,
    certificates,
    issuer: certificate.issuer.der,
    serialNumber: certificate.serialNumber,
    digest: hash,
    scheme,
    signedAttributes: [
      encodeContentType(CONTENT_TYPE.data),
      encodeMessageDigest(await digestPieces(engine, hash, coveredPieces(placed))),
      await bindCertificate(engine, hash, certificate),
      encodeAlgorithmProtection(encodeHashAlgorithm(hash), encodeSignatureAlgorithm(scheme)),
    ],
  });
  return {
    toBeSigned: draft.toBeSigned,
    complete: (signature) => fillContents(placed, draft.complete(signature)),
  };
}

const bindCertificate = async (
  engine: Engine,
  hash: ReturnType<typeof digestForScheme>,
  { der, issuer, serialNumber }: Certificate,
): Promise<Uint8Array> =>
  encodeSigningCertificateV2(hash, await engine.digest(hash, der), issuer.der, serialNumber);

/** What a signature in this place covers. */
export const coveredPieces = ({ bytes, contentsStart, contentsEnd }: PlacedUpdate): readonly Uint8Array[] => [
  bytes.subarray(0, contentsStart),
  bytes.subarray(contentsEnd),
];

/**
 * The file with `value` in the room kept for it.
 *
 * @throws CertBankError `limit.exceeded` where it is too small
 */
export function fillContents(
  { bytes, contentsStart, contentsEnd }: PlacedUpdate,
  value: Uint8Array,
): Uint8Array {
  const maximum = (contentsEnd - contentsStart - 2) / 2;
  if (value.length > maximum) {
    const message = `the signature takes ${value.length} octets, more than the ${maximum} kept for it`;
    throw new CertBankError(
      'limit.exceeded',
      { limit: 'reservedBytes', maximum, actual: value.length },
      message,
    );
  }
  // Not slice(): that of a Buffer is a view.
  const signed = new Uint8Array(bytes);
  signed.set(toUtf8(toHex(value).padEnd(2 * maximum, '0')), contentsStart + 1);
  return signed;
}

/** 16 octets that differ from version to version of a file. */
export async function identifierOf(engine: Engine, bytes: Uint8Array, at: Date): Promise<Uint8Array> {
  const digest = await engine.digest(
    'SHA-256',
    concat(bytes.subarray(-4096), toUtf8(`${bytes.length} ${at.toISOString()}`)),
  );
  return digest.subarray(0, 16);
}

const estimate = (certificates: readonly Uint8Array[]): number =>
  certificates.reduce((sum, certificate) => sum + certificate.length, SIGNATURE_BYTES + TIMESTAMP_BYTES);

/** Refuses what an earlier signature does not permit: it would be called tampering afterwards. */
function checkAllowed(file: PdfFile, pdf: PadesOptions): void {
  const locked = (what: string): CertBankError => new CertBankError('document.locked', { what }, what);
  const earlier = listSignatures(file, []);
  if (pdf.certify !== undefined && earlier.some(({ isTimestamp }) => !isTimestamp)) {
    throw locked('only the first signature of a document can certify it');
  }
  for (const { permissions, fieldName } of earlier) {
    if (permissions.document === 1) throw locked(`the signature ${fieldName} forbids every change`);
    if (permissions.document !== undefined && pdf.field === undefined && pdf.appearance !== undefined) {
      throw locked(`the signature ${fieldName} forbids new visible signature fields`);
    }
    if (pdf.field !== undefined && isLocked(permissions, pdf.field)) {
      throw locked(`the signature ${fieldName} locks the field ${pdf.field}`);
    }
    if (pdf.field === undefined && permissions.locks.some(({ action }) => action === 'All')) {
      throw locked(`the signature ${fieldName} locks every field`);
    }
  }
}

function entriesOf(
  pdf: PadesOptions,
  signerName: string | undefined,
  at: Date,
): Record<string, Writable | undefined> {
  const references = [...certificationOf(pdf), ...lockReference(pdf)];
  const written = (value: string | undefined): Writable | undefined =>
    value === undefined ? undefined : text(value);
  return {
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    M: text(encodeDate(at)),
    Name: written(signerName),
    Reason: written(pdf.reason),
    Location: written(pdf.location),
    ContactInfo: written(pdf.contact),
    Reference: references.length === 0 ? undefined : references,
  };
}

const LEVELS = { 'no-changes': 1, 'form-filling': 2, annotations: 3 } as const;

/** ISO 32000-2 section 12.8.2.2. */
function certificationOf({ certify }: PadesOptions): PdfDictionary[] {
  if (certify === undefined) return [];
  const parameters = dictionary({ Type: name('TransformParams'), P: LEVELS[certify], V: name('1.2') });
  return [transform('DocMDP', parameters)];
}

/** ISO 32000-2 section 12.8.2.4. */
function lockReference({ lock }: PadesOptions): PdfDictionary[] {
  return lock === undefined ? [] : [transform('FieldMDP', lockDictionary(lock, 'TransformParams'))];
}

const transform = (method: string, parameters: PdfDictionary): PdfDictionary =>
  dictionary({ Type: name('SigRef'), TransformMethod: name(method), TransformParams: parameters });

function lockDictionary(lock: FieldLock, type: 'SigFieldLock' | 'TransformParams'): PdfDictionary {
  return dictionary({
    Type: name(type),
    Action: name(lock.action),
    ...(lock.action !== 'All' && { Fields: lock.fields.map((field) => text(field)) }),
    ...(type === 'TransformParams' && { V: name('1.2') }),
  });
}

function showing(
  { appearance, reason }: PadesOptions,
  signerName: string | undefined,
  at: Date,
): (
  update: PdfUpdate,
  rectangle: readonly [number, number, number, number],
) => ReturnType<typeof addAppearance> {
  const lines = appearance?.lines ?? [
    ...(signerName === undefined ? [] : [signerName]),
    at
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, ' UTC'),
    ...(reason === undefined ? [] : [reason]),
  ];
  const { picture } = appearance ?? {};
  return (update, rectangle) => addAppearance(update, rectangle, { lines, ...(picture && { picture }) });
}
