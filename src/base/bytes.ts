import { CertBankError } from './errors.ts';

/** One array with the parts after one another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** True when both hold the same bytes. Not constant-time: for public data. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** True when both hold the same bytes, in time that depends on the length alone: for secrets. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Orders as DER orders the elements of a SET OF: bytewise, a prefix first (X.690 section 11.6). */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i]!]!;
  return text;
}

/** @throws CertBankError `text.malformed` for anything but an even number of hexadecimal digits */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new CertBankError('text.malformed', { what: 'hexadecimal' }, 'not hexadecimal');
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Base64 with padding, RFC 4648 section 4. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 32_768));
  }
  return btoa(binary);
}

/**
 * Strict base64 with padding and without white space, RFC 4648 section 4.
 *
 * @throws CertBankError `text.malformed`, also where unused bits are not zero
 */
export function fromBase64(text: string): Uint8Array {
  const malformed = () => new CertBankError('text.malformed', { what: 'base64' }, 'not base64');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw malformed();
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw malformed();
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const last = text.slice(-4);
  if (last.endsWith('=') && toBase64(bytes.subarray(bytes.length - (last.endsWith('==') ? 1 : 2))) !== last) {
    throw malformed();
  }
  return bytes;
}

/** The UTF-8 bytes of `text`. */
export function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** @throws CertBankError `text.malformed` for bytes that are not UTF-8 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CertBankError('text.malformed', { what: 'UTF-8' }, 'not UTF-8', { cause });
  }
}
