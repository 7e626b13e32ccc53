import { CertBankError } from '../base/errors.ts';
import { fromLatin1 } from '../formats/asn1/text.ts';
import { looksLikeSignedData } from '../formats/cms/signed-data.ts';
import { looksLikeMessage } from '../formats/mime/entity.ts';
import { looksLikePdf } from '../formats/pdf/document.ts';
import { parsePem } from '../formats/pem.ts';
import type { DocumentFormat } from './report/report.ts';

/** The labels under which CMS goes in PEM (RFC 7468 sections 8 and 9); text may stand before it (section 2). */
const PEM = /-----BEGIN (CMS|PKCS7)-----/;

/** How far into a text the PEM armour is looked for. */
const PEM_WITHIN = 4096;

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
 * @throws CertBankError `pem.malformed`; `document.unsupported` for kinds of documents in which there may be a signature that
 *   cannot be read here, so that "no signature" is never said of them
 */
export function detectDocument(bytes: Uint8Array): DetectedDocument | undefined {
  if (looksLikeSignedData(bytes)) return { format: 'cades', bytes };
  if (looksLikePdf(bytes)) return { format: 'pades', bytes };
  if (looksLikeMessage(bytes)) return { format: 'smime', bytes };
  const start = fromLatin1(bytes.subarray(0, PEM_WITHIN));
  const label = PEM.exec(start)?.[1];
  if (label !== undefined) return { format: 'cades', bytes: unarmour(bytes, label) };
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

/** @throws CertBankError `pem.malformed` unless there is exactly one block: a second would go unseen */
function unarmour(bytes: Uint8Array, label: string): Uint8Array {
  const blocks = parsePem(fromLatin1(bytes)).filter((block) => block.label === label);
  const [only] = blocks;
  if (only === undefined || blocks.length > 1) {
    throw new CertBankError(
      'pem.malformed',
      { what: 'more than one signature' },
      'more than one signature in PEM',
    );
  }
  return only.der;
}

function unsupportedKind(start: string, bytes: Uint8Array): string | undefined {
  if (start.startsWith('PK\u0003\u0004')) return 'ZIP';
  if (/^(\u00ef\u00bb\u00bf)?\s*</.test(start) && fromLatin1(bytes).includes(XML_SIGNATURE)) return 'XML';
  if (/^(content-type|mime-version):/im.test(start) && /multipart\/signed|pkcs7-mime/i.test(start))
    return 'mail (not at its beginning)';
  return undefined;
}
