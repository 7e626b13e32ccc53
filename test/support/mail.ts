import { toUtf8 } from '../../src/base/bytes.ts';
import { encodeSubjectAlternativeName } from '../../src/formats/x509/extension-encoders.ts';
import type { Extension } from '../../src/formats/x509/extension.ts';
import { fromLatin1 } from '../../src/formats/asn1/text.ts';

/** Lines as mail has them, each ended by CR LF. */
export const mail = (...lines: readonly string[]): Uint8Array =>
  toUtf8(lines.map((line) => `${line}\r\n`).join(''));

/** Octets as text, one character an octet, and back. */
export const asText = (octets: Uint8Array): string => fromLatin1(octets);
export const asOctets = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

export const ANNA = 'anna@example.dk';

export const emailName = (...addresses: readonly string[]): Extension =>
  encodeSubjectAlternativeName(addresses.map((value) => ({ kind: 'email', value })));

export const LETTER = mail(
  `From: Anna Jensen <${ANNA}>`,
  'To: agency@example.dk',
  'Subject: Agreement',
  'Date: Mon, 1 Jun 2026 12:00:00 +0000',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Agreed: 100 kroner.',
);

/** `message` with the first `from` replaced by `to`. @throws where there is none: a test changes what it means to */
export function replaced(message: Uint8Array, from: string, to: string): Uint8Array {
  const text = asText(message);
  if (!text.includes(from)) throw new Error(`"${from}" is not in the message`);
  return asOctets(text.replace(from, () => to));
}

/** `message` as a part: its Content fields and its body. */
export function asPart(message: Uint8Array): string {
  const text = asText(message);
  return text.slice(text.search(/^Content-Type:/m));
}
