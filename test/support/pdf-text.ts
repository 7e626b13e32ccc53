import { concat } from '../../src/base/bytes.ts';
import { fromLatin1 } from '../../src/formats/asn1/text.ts';

/** The octets of a PDF as text, one character an octet. */
export const asText = (bytes: Uint8Array): string => fromLatin1(bytes);

export const asBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** `bytes` with the first `from` replaced by `to`, which may be longer or shorter. @throws where there is none */
export function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = asText(bytes);
  const at = text.lastIndexOf(from);
  if (at < 0) throw new RangeError(`no ${from}`);
  return concat(bytes.subarray(0, at), asBytes(to), bytes.subarray(at + from.length));
}

/** As `replaced`, padded with spaces to the same length, so that every offset stays right. */
export function overwritten(bytes: Uint8Array, from: string, to: string): Uint8Array {
  if (to.length > from.length) throw new RangeError(`${to} is longer than ${from}`);
  return replaced(bytes, from, to.padEnd(from.length));
}

/**
 * A file of objects with a cross-reference table and trailer.
 *
 * @param objects by number, each the text between `obj` and `endobj`
 */
export function handMade(objects: Readonly<Record<number, string>>, trailer: string): Uint8Array {
  let text = '%PDF-1.7\n';
  const lines: string[] = [];
  for (const [number, object] of Object.entries(objects)) {
    lines.push(`${number} 1\n${String(text.length).padStart(10, '0')} 00000 n \n`);
    text += `${number} 0 obj\n${object}\nendobj\n`;
  }
  const start = text.length;
  return asBytes(`${text}xref\n${lines.join('')}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`);
}

/** A document with one page that `objects` may add to or replace parts of. */
export const onePage = (objects: Readonly<Record<number, string>> = {}, trailer = ''): Uint8Array =>
  handMade(
    {
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
      ...objects,
    },
    `<< /Root 1 0 R /Size 100 ${trailer} >>`,
  );
