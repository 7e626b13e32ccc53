import { DerMutator } from './mutate-der.ts';
import { decodeLatin1, encodeLatin1 } from './latin1.ts';

const NUMBERS = [
  '0',
  '1',
  '-1',
  '2',
  '255',
  '256',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '-2147483648',
  '4294967295',
  '4294967296',
  '9007199254740992',
  '99999999999999999999',
  '9'.repeat(400),
  '0.5',
  '.',
  '-',
  '00000000000',
];

/** What the grammars of PDF, MIME and PEM are made of. */
const WORDS = [
  'obj',
  'endobj',
  'stream',
  'endstream',
  'xref',
  'trailer',
  'startxref',
  '%%EOF',
  '%PDF-1.7',
  'null',
  'true',
  'R',
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '/Type',
  '/Sig',
  '/Prev',
  '/Kids',
  '/Parent',
  '/Fields',
  '/Length',
  '/Filter/FlateDecode',
  '/DecodeParms<</Predictor 15/Columns 9999999>>',
  '/ByteRange',
  '/Contents',
  '/Size',
  '/Root',
  '/XRefStm',
  '/Extends',
  '\\',
  '#00',
  'Content-Type: multipart/signed; boundary=x',
  'Content-Type: multipart/mixed; boundary="',
  'Content-Type: message/rfc822',
  'Content-Type: application/pkcs7-mime; smime-type=signed-data',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  '=?utf-8?B?////?=',
  '=?x?Q?=00?=',
  '--',
  '=\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  '\0',
  '-----BEGIN CERTIFICATE-----',
  '-----END CERTIFICATE-----',
  '-----BEGIN CMS-----',
  '((((',
  '"',
  ';',
  ',',
  '<a@b>',
  '****',
];
const REPEATS = [2, 10, 65, 1001, 5000];
const MOST_CHARACTERS = 4 * 1024 * 1024;
/** In which a pattern is looked for. */
const WINDOW = 2000;
const MOST_BASE64 = 64 * 1024;

/** Mutates texts by what they are made of: numbers, words, lines, and the DER that they hold in base64 and in hex. */
export function mutateText(original: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  let text = decodeLatin1(original);

  /** One that begins near a place of chance; patterns must not reach further than a line. */
  const occurrence = (pattern: RegExp): { readonly index: number; readonly 0: string } | undefined => {
    const start = below(text.length);
    const match = pattern.exec(text.slice(start, start + WINDOW));
    return match === null ? undefined : { index: start + match.index, 0: match[0] };
  };
  const replace = (match: { readonly index: number; readonly 0: string } | undefined, by: string): void => {
    if (match === undefined) return;
    text = text.slice(0, match.index) + by + text.slice(match.index + match[0].length);
  };
  /** As long as before where that can be, so that offsets behind it stay right. */
  const sameLength = (by: string, length: number): string =>
    below(2) === 0 || by.length > length ? by : by.padEnd(length);

  const once = (): void => {
    switch (below(10)) {
      case 0:
      case 1: {
        const match = occurrence(/\d+/);
        replace(match, sameLength(pick(NUMBERS), match?.[0].length ?? 0));
        return;
      }
      case 2: {
        const match = occurrence(/[^\s]+/);
        const other = below(2) === 0 ? pick(WORDS) : (occurrence(/[^\s]+/)?.[0] ?? '');
        replace(match, sameLength(other, match?.[0].length ?? 0));
        return;
      }
      case 3: {
        const at = below(text.length);
        text = text.slice(0, at) + pick(WORDS).repeat(below(3) === 0 ? pick(REPEATS) : 1) + text.slice(at);
        return;
      }
      case 4: {
        const match = occurrence(/[^\n]*\n/);
        const times = below(3) === 0 ? 0 : pick(REPEATS);
        if (match !== undefined && match[0].length * times < MOST_CHARACTERS)
          replace(match, match[0].repeat(times));
        return;
      }
      case 5: {
        const one = occurrence(/[^\n]*\n/);
        const other = occurrence(/[^\n]*\n/);
        if (other !== undefined) replace(one, other[0]);
        return;
      }
      case 6: {
        const at = below(text.length);
        const to = Math.min(text.length, at + below(2000));
        const part = text.slice(at, to);
        text = text.slice(0, at) + part.repeat(pick([0, 2, 3])) + text.slice(to);
        return;
      }
      case 7: {
        // ISO 32000: references are what makes cycles.
        const match = occurrence(/\d+ 0 R/);
        const other = occurrence(/\d+ 0 R/);
        if (match !== undefined && other !== undefined) replace(match, sameLength(other[0], match[0].length));
        return;
      }
      case 8: {
        const start = text.indexOf('\nM', below(text.length)) + 1;
        const match = /^(?:[A-Za-z0-9+/]{1,76}={0,2}\r?\n)+/.exec(text.slice(start, start + MOST_BASE64));
        const der = match && mutateDer(Buffer.from(match[0], 'base64'), random);
        if (match && der) {
          const lines =
            Buffer.from(der)
              .toString('base64')
              .match(/.{1,64}/g) ?? [];
          replace({ index: start, 0: match[0] }, `${lines.join('\r\n')}\r\n`);
        }
        return;
      }
      default: {
        const start = text.indexOf('<30', below(text.length)) + 1;
        const end = text.indexOf('>', start);
        if (start === 0 || end < 0) return;
        const hex = text.slice(start, end);
        const der = mutateDer(Buffer.from(hex, 'hex'), random);
        if (der !== undefined) {
          replace({ index: start, 0: hex }, Buffer.from(der).toString('hex').padEnd(hex.length, '0'));
        }
      }
    }
  };
  for (let times = 1 + below(3); times > 0; times--) once();
  return encodeLatin1(text);
}

/** `undefined` for what does not begin with DER; what follows it, such as padding, is dropped. */
function mutateDer(octets: Uint8Array, random: () => number): Uint8Array | undefined {
  if (octets[0] !== 0x30 || octets.length < 4) return undefined;
  let length = octets[1]!;
  let header = 2;
  if (length >= 0x80) {
    header += length & 0x7f;
    length = 0;
    for (let i = 2; i < header; i++) length = length * 256 + (octets[i] ?? 0);
  }
  if (header > 6 || header + length > octets.length) return undefined;
  try {
    return new DerMutator(octets.subarray(0, header + length)).mutate(random);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
