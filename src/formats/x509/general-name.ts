import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, oid as encodeOid, sequence } from '../asn1/der-writer.ts';
import { encodeOid as oidContent } from '../asn1/oid.ts';
import { contextConstructed, contextPrimitive } from '../asn1/tag.ts';
import { fromLatin1, ia5String, isAscii } from '../asn1/text.ts';
import { parseName, type Name } from './name.ts';

/** @source RFC 5280 section 4.2.1.6 */
export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: Name }
  /** Four or sixteen octets; in name constraints address and mask, eight or thirty-two. */
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  /** `value`: the DER element inside `[0] EXPLICIT`. */
  | { readonly kind: 'other'; readonly oid: string; readonly value: Uint8Array }
  | { readonly kind: 'registeredId'; readonly oid: string }
  /** Kept whole, tag included: nobody is known to use them. */
  | { readonly kind: 'x400' | 'ediParty'; readonly der: Uint8Array };

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'GeneralName', what, offset }, what);
}

function text(reader: DerReader): string {
  const { bytes, contentStart, contentEnd } = reader;
  if (!isAscii(bytes, contentStart, contentEnd)) throw malformed('name is not ASCII', reader.start);
  return fromLatin1(bytes, contentStart, contentEnd);
}

/**
 * Reads the next element of `reader` as a GeneralName.
 *
 * Does not check: that a DNS name, address or URI is well-formed beyond being ASCII.
 *
 * @param isConstraint inside name constraints, where an address comes with its mask
 */
export function parseGeneralName(reader: DerReader, isConstraint = false): GeneralName {
  reader.next();
  switch (reader.tag) {
    case contextConstructed(0): {
      const inner = reader.inside();
      const oid = inner.oid();
      const explicit = inner.enter(contextConstructed(0));
      inner.finish();
      const value = explicit.raw();
      explicit.finish();
      return { kind: 'other', oid, value };
    }
    case contextPrimitive(1):
      return { kind: 'email', value: text(reader) };
    case contextPrimitive(2):
      return { kind: 'dns', value: text(reader) };
    case contextConstructed(3):
      return { kind: 'x400', der: reader.element };
    case contextConstructed(4): {
      // A CHOICE is always tagged explicitly.
      const explicit = reader.inside();
      const name = parseName(explicit.raw());
      explicit.finish();
      return { kind: 'directory', name };
    }
    case contextConstructed(5):
      return { kind: 'ediParty', der: reader.element };
    case contextPrimitive(6):
      return { kind: 'uri', value: text(reader) };
    case contextPrimitive(7): {
      const bytes = reader.content;
      if (isConstraint ? !isAddressAndMask(bytes) : bytes.length !== 4 && bytes.length !== 16) {
        throw malformed('malformed IP address', reader.start);
      }
      return { kind: 'ip', bytes };
    }
    case contextPrimitive(8): {
      const oids = new DerReader(reader.bytes, reader.start, reader.contentEnd);
      return { kind: 'registeredId', oid: oids.oid(contextPrimitive(8)) };
    }
    default:
      throw malformed('unknown kind of name', reader.start);
  }
}

/** RFC 5280 section 4.2.1.10: masks as in RFC 4632, ones followed by zeros. */
function isAddressAndMask(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  let isZeroFromHere = false;
  for (const octet of bytes.subarray(bytes.length / 2)) {
    if (isZeroFromHere && octet !== 0) return false;
    // The complement of ones followed by zeros is one less than a power of two.
    const zeros = 0xff & ~octet;
    if ((zeros & (zeros + 1)) !== 0) return false;
    if (octet !== 0xff) isZeroFromHere = true;
  }
  return true;
}

/**
 * The names inside a GeneralNames, of which there must be one or more.
 *
 * @param reader cursor over the content of the SEQUENCE
 * @throws CertBankError `structure.malformed` | `der.malformed` | `limit.exceeded`
 */
export function parseGeneralNames(reader: DerReader): GeneralName[] {
  const names: GeneralName[] = [];
  do {
    if (names.length === LIMITS.generalNames) {
      const details = { limit: 'generalNames', maximum: LIMITS.generalNames };
      throw new CertBankError('limit.exceeded', details, 'too many names');
    }
    names.push(parseGeneralName(reader));
  } while (!reader.isAtEnd);
  return names;
}

/** @throws RangeError for a value that the form cannot hold */
export function encodeGeneralName(name: GeneralName): Uint8Array {
  switch (name.kind) {
    case 'email':
      return ia5String(name.value, contextPrimitive(1));
    case 'dns':
      return ia5String(name.value, contextPrimitive(2));
    case 'uri':
      return ia5String(name.value, contextPrimitive(6));
    case 'directory':
      return element(contextConstructed(4), name.name.der);
    case 'ip':
      return element(contextPrimitive(7), name.bytes);
    case 'other':
      return element(contextConstructed(0), encodeOid(name.oid), element(contextConstructed(0), name.value));
    case 'registeredId':
      return element(contextPrimitive(8), oidContent(name.oid));
    case 'x400':
    case 'ediParty':
      return name.der;
  }
}

export const encodeGeneralNames = (names: readonly GeneralName[]): Uint8Array =>
  sequence(...names.map(encodeGeneralName));
