import { CertBankError } from '../base/errors.ts';
import { fromLatin1 } from '../formats/asn1/text.ts';
import { looksLikeSignedData } from '../formats/cms/signed-data.ts';
import { parsePem } from '../formats/pem.ts';
import type { DocumentFormat } from './report/report.ts';

/** PEM labels under which CMS goes: RFC 7468 section 9 and its older name. */
const PEM_LABELS = ['CMS', 'PKCS7'];

const PEM_START = '-----BEGIN ';

/** The namespace of XML signatures (XML Signature section 1.3). */
const XML_SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';

export interface DetectedDocument {
  readonly format: DocumentFormat;
  /** The document without its PEM armour. */
  readonly bytes: Uint8Array;
}

/**
 * What kind of signed document `bytes` are, by their beginning; `undefined` for what holds no signature that is
 * known here.
 *
 * @throws CertBankError `document.unsupported` for kinds of documents in which there may be a signature that
 *   cannot be read here, so that "no signature" is never said of them
 */
export function detectDocument(bytes: Uint8Array): DetectedDocument | undefined {
  if (looksLikeSignedData(bytes)) return { format: 'cades', bytes };
  const start = fromLatin1(bytes.subarray(0, 1024));
  if (start.startsWith(PEM_START)) {
    const block = parsePem(fromLatin1(bytes)).find(({ label }) => PEM_LABELS.includes(label));
    return block && looksLikeSignedData(block.der) ? { format: 'cades', bytes: block.der } : undefined;
  }
  const kind = unsupportedKind(start, bytes);
  if (kind !== undefined) {
    throw new CertBankError(
      'document.unsupported',
      { what: kind },
      `signatures in ${kind} documents cannot be read`,
    );
  }
  return undefined;
}

function unsupportedKind(start: string, bytes: Uint8Array): string | undefined {
  if (start.includes('%PDF-')) return 'PDF';
  if (start.startsWith('PK\u0003\u0004')) return 'ZIP';
  if (/^(\u00ef\u00bb\u00bf)?\s*</.test(start) && fromLatin1(bytes).includes(XML_SIGNATURE)) return 'XML';
  if (/^(content-type|mime-version):/im.test(start) && /multipart\/signed|pkcs7-mime/i.test(start))
    return 'S/MIME';
  return undefined;
}
