import { toBase64, toUtf8 } from '../../base/bytes.ts';
import { malformed } from './malformed.ts';

/** RFC 2045 section 6.1. */
export type TransferEncoding = '7bit' | '8bit' | 'binary' | 'base64' | 'quoted-printable';

const ENCODINGS: readonly string[] = ['7bit', '8bit', 'binary', 'base64', 'quoted-printable'];

/** @throws CertBankError `structure.malformed` for an encoding that RFC 2045 does not define */
export function parseTransferEncoding(value: string | undefined): TransferEncoding {
  const encoding = (value ?? '7bit').replace(/\s*\([^()]*\)\s*/g, '').toLowerCase();
  if (!ENCODINGS.includes(encoding)) throw malformed('unknown transfer encoding');
  return encoding as TransferEncoding;
}

/**
 * The octets that `body` stands for.
 *
 * Deviation from RFC 2045 section 6.8: characters outside the alphabet are refused in base64, not skipped.
 *
 * @throws CertBankError `structure.malformed`
 * @source RFC 2045 sections 6.7 and 6.8
 */
export function decodeTransfer(encoding: TransferEncoding, body: Uint8Array): Uint8Array {
  if (encoding === 'base64') return decodeBase64(body);
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body;
}

/** Base64 in lines of 76 characters that end with CR LF. */
export function encodeBase64Lines(octets: Uint8Array): Uint8Array {
  const lines: string[] = [];
  const LINE = 57;
  for (let at = 0; at < octets.length; at += LINE) lines.push(toBase64(octets.subarray(at, at + LINE)));
  return toUtf8(lines.map((line) => `${line}\r\n`).join(''));
}

const SKIPPED = -2;
const PADDING = -3;

/** Value of each octet in base64; -1 for what has no place there. */
const VALUES = new Int8Array(256).fill(-1);
const ALPHABET = toUtf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
for (const [value, octet] of ALPHABET.entries()) VALUES[octet] = value;
for (const octet of toUtf8(' \t\r\n')) VALUES[octet] = SKIPPED;
VALUES['='.charCodeAt(0)] = PADDING;

function decodeBase64(body: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(Math.floor((body.length * 3) / 4));
  let to = 0;
  let bits = 0;
  let pending = 0;
  let padding = 0;
  for (let at = 0; at < body.length; at++) {
    const value = VALUES[body[at]!]!;
    if (value === SKIPPED) continue;
    if (value === PADDING) {
      padding++;
      continue;
    }
    if (value === -1 || padding > 0) throw malformed('base64');
    pending = ((pending << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      decoded[to++] = (pending >> bits) & 0xff;
    }
  }
  // 0 bits left go with no padding, 4 with two, 2 with one; 6 are no octet.
  const hasFit = bits === 0 ? padding === 0 : padding === bits / 2 && bits < 6;
  if (!hasFit || (pending & ((1 << bits) - 1)) !== 0) throw malformed('base64');
  return decoded.subarray(0, to);
}

function decodeQuotedPrintable(body: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(body.length);
  let to = 0;
  /** Behind the last octet that is no white space: what follows it at the end of a line was added on the way. */
  let solid = 0;
  for (let at = 0; at < body.length;) {
    const octet = body[at]!;
    if (octet === 0x3d) {
      const afterSpace = skipSpace(body, at + 1);
      const lineEnd = lineEndAt(body, afterSpace);
      if (lineEnd > 0) {
        at = afterSpace + lineEnd;
      } else {
        decoded[to++] = hexOctet(body, at + 1);
        at += 3;
      }
      solid = to;
      continue;
    }
    const lineEnd = lineEndAt(body, at);
    if (lineEnd > 0) {
      to = solid;
      for (let i = 0; i < lineEnd; i++) decoded[to++] = body[at + i]!;
      at += lineEnd;
      solid = to;
      continue;
    }
    const isSpace = octet === 0x20 || octet === 0x09;
    if (octet > 0x7e || (octet < 0x20 && !isSpace)) throw malformed('quoted-printable');
    decoded[to++] = octet;
    if (!isSpace) solid = to;
    at++;
  }
  return decoded.subarray(0, solid);
}

function skipSpace(body: Uint8Array, at: number): number {
  while (body[at] === 0x20 || body[at] === 0x09) at++;
  return at;
}

/** Octets of the line end at `at`; 0 where there is none. */
function lineEndAt(body: Uint8Array, at: number): number {
  if (body[at] === 0x0a) return 1;
  return body[at] === 0x0d && body[at + 1] === 0x0a ? 2 : 0;
}

function hexOctet(body: Uint8Array, at: number): number {
  const text = String.fromCharCode(body[at] ?? 0, body[at + 1] ?? 0);
  if (!/^[0-9A-Fa-f]{2}$/.test(text)) throw malformed('quoted-printable');
  return Number.parseInt(text, 16);
}
