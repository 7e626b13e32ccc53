import { PDFDocument, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { parsePdf, type PdfFile } from '../../src/formats/pdf/document.ts';
import { PdfUpdate } from '../../src/formats/pdf/update.ts';
import { extendDocument } from '../../src/signatures/extend-document.ts';
import type { PadesOptions } from '../../src/signatures/pades/pades-options.ts';
import type { SignatureReport, ValidationReport } from '../../src/signatures/report/report.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import {
  validateDocument,
  verifyDocument,
  type DocumentValidation,
} from '../../src/signatures/verify-document.ts';
import type { VerifyDocumentOptions } from '../../src/signatures/verify-options.ts';
import type { EvidenceSource } from '../../src/trust/evidence/source.ts';
import { AT, testPki, type TestPki } from './pki.ts';
import { timestampAuthority, testTimestamper } from './timestamps.ts';

export const engine = nodeEngine();

export interface SampleOptions {
  readonly pages?: number;
  /** Compressed object streams and cross-reference streams; default: neither. */
  readonly hasObjectStreams?: boolean;
  /** Text fields, each with its value. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A PDF made by another library: text on every page, and a form where fields are asked for. */
export async function samplePdf({
  pages = 1,
  hasObjectStreams = false,
  fields = {},
}: SampleOptions = {}): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle('Contract');
  document.setCreationDate(AT);
  document.setModificationDate(AT);
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= pages; page++) {
    document
      .addPage([595, 842])
      .drawText(`We pay 100 kroner. Page ${page}.`, { x: 50, y: 700, size: 12, font });
  }
  const form = document.getForm();
  for (const [index, [name, value]] of Object.entries(fields).entries()) {
    const field = form.createTextField(name);
    field.setText(value);
    field.addToPage(document.getPage(0), { x: 50, y: 600 - 40 * index, width: 200, height: 20 });
  }
  document.context.trailerInfo.ID = document.context.obj([PDFString.of('first'), PDFString.of('first')]);
  return document.save({ useObjectStreams: hasObjectStreams, addDefaultPage: false });
}

export const pdfPki = (): TestPki<'root' | 'tsa' | 'signer' | 'other'> =>
  testPki({
    root: { ca: true },
    tsa: timestampAuthority('root'),
    signer: { issuer: 'root', subject: 'CN=Åse Ærø' },
    other: { issuer: 'root' },
  });

const pki = pdfPki();
export const timestamper = testTimestamper(pki, 'tsa', { at: AT.toISOString() });
export const rootCertificate = pki.der('root');
export const signerCertificate = pki.der('signer');

/** One list, so that asking twice finds nothing new. */
export const rootCrl = pki.crl('root');
const crls: EvidenceSource = {
  issuers: async () => [],
  crls: async () => [rootCrl],
  ocsp: async () => [],
};

/** `bytes` signed by `who`. */
export async function signPdf(
  bytes: Uint8Array,
  pdf: PadesOptions = {},
  who: 'signer' | 'other' = 'signer',
): Promise<Uint8Array> {
  const { privateKey, scheme } = pki.key(who);
  return signDocument(bytes, {
    engine,
    format: 'pades',
    level: 'B',
    signer: nodeSigner(privateKey, scheme),
    certificates: [pki.der(who), pki.der('root')],
    at: AT,
    pdf,
  });
}

export const extendPdf = (bytes: Uint8Array, level: 'T' | 'LT' | 'LTA', at = AT): Promise<Uint8Array> =>
  extendDocument(bytes, { engine, level, timestamper, evidence: crls, anchors: [rootCertificate], at });

const TRUST = { engine, at: AT, name: 'contract.pdf', anchors: [rootCertificate], evidence: crls };

export const verifyPdf = (bytes: Uint8Array): Promise<ValidationReport> => verifyDocument(bytes, TRUST);

/** As `verifyPdf`, with the verdicts. */
export const validatePdf = (
  bytes: Uint8Array,
  options: Partial<VerifyDocumentOptions> = {},
): Promise<DocumentValidation> => validateDocument(bytes, { ...TRUST, ...options });

/** The report about the first signature. */
export async function verifyFirst(bytes: Uint8Array): Promise<SignatureReport> {
  const [first] = (await verifyPdf(bytes)).signatures;
  if (first === undefined) throw new Error('no signature');
  return first;
}

/** `bytes` with an incremental update that `change` fills. */
export function updated(bytes: Uint8Array, change: (update: PdfUpdate, file: PdfFile) => void): Uint8Array {
  const file = parsePdf(bytes);
  const update = new PdfUpdate(file);
  change(update, file);
  return update.write(new Uint8Array(16)).bytes;
}
