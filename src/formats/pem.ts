import { fromBase64, toBase64 } from '../base/bytes.ts';
import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { fromLatin1 } from './asn1/text.ts';

export interface PemBlock {
  label: string;
  der: Uint8Array;
}

function malformed(what: string): CertBankError {
  return new CertBankError('pem.malformed', { what }, `malformed PEM: ${what}`);
}

/** Text encoding with 64 characters a line (RFC 7468 section 2). */
export function encodePem(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';

/**
 * Every block of `text` in its order; text around the blocks is skipped.
 *
 * White space inside a block is ignored (RFC 7468 section 3, the lax form); headers as RFC 1421 had them
 * (`Proc-Type: 4,ENCRYPTED`) are refused, because what follows them is not DER.
 *
 * @throws CertBankError `pem.malformed` | `limit.exceeded`
 */
export function parsePem(text: string): PemBlock[] {
  if (text.length > LIMITS.pemCharacters) {
    throw new CertBankError(
      'limit.exceeded',
      { limit: 'pemCharacters', maximum: LIMITS.pemCharacters, actual: text.length },
      'PEM text too long',
    );
  }
  const blocks: PemBlock[] = [];
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
    const labelStart = at + BEGIN.length;
    const labelEnd = text.indexOf(DASHES, labelStart);
    if (labelEnd < 0) throw malformed('BEGIN line not closed');
    const label = text.slice(labelStart, labelEnd);
    if (!/^[A-Z0-9]+(?:[ -][A-Z0-9]+)*$/.test(label) || label.length > 64) throw malformed('label');
    const bodyStart = labelEnd + DASHES.length;
    const bodyEnd = text.indexOf(DASHES, bodyStart);
    const endLine = `-----END ${label}-----`;
    if (bodyEnd < 0 || !text.startsWith(endLine, bodyEnd)) throw malformed(`no END line for ${label}`);
    const body = text.slice(bodyStart, bodyEnd);
    if (body.includes(':')) throw malformed('header inside a block');
    let der: Uint8Array;
    try {
      der = fromBase64(body.replace(/[ \t\r\n\v\f]+/g, ''));
    } catch (cause) {
      throw new CertBankError('pem.malformed', { what: 'base64' }, 'malformed PEM: base64', { cause });
    }
    blocks.push({ label, der });
    at = bodyEnd + endLine.length;
  }
  return blocks;
}

/**
 * The DER structures in `bytes`, given either as one DER element or as PEM text.
 *
 * @param labels the PEM labels wanted; other blocks are skipped
 * @throws CertBankError `pem.malformed` where neither DER nor a wanted block is found
 */
export function derFrom(bytes: Uint8Array, ...labels: readonly string[]): Uint8Array[] {
  // A DER SEQUENCE begins with 0x30, the digit zero; as text that would not be followed by a length octet.
  if (bytes[0] === 0x30 && (bytes[1]! >= 0x80 || bytes.length === 2 + bytes[1]!)) return [bytes];
  if (bytes.length > LIMITS.pemCharacters) throw malformed('too long');
  const found = parsePem(fromLatin1(bytes)).filter(
    (block) => labels.length === 0 || labels.includes(block.label),
  );
  if (found.length === 0) throw malformed(`neither DER nor PEM ${labels.join(' or ')}`);
  return found.map((block) => block.der);
}
