import { CertBankError } from '../../base/errors.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { parseGeneralName, parseGeneralNames, type GeneralName } from './general-name.ts';

/**
 * What each extension says. All functions take the content of the extension's OCTET STRING and throw
 * `structure.malformed`, `der.malformed` or `limit.exceeded`; none judges.
 */

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Uint8Array;
  readonly issuer?: readonly GeneralName[];
  /** Content octets of the INTEGER. */
  readonly serialNumber?: Uint8Array;
}

export interface AccessDescription {
  readonly method: string;
  readonly location: GeneralName;
}

/** Subtrees; an address is given with its mask. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** Bits of keyUsage as `1 << n` (RFC 5280 section 4.2.1.3). */
export const KEY_USAGE = {
  digitalSignature: 1 << 0,
  nonRepudiation: 1 << 1,
  keyEncipherment: 1 << 2,
  dataEncipherment: 1 << 3,
  keyAgreement: 1 << 4,
  keyCertSign: 1 << 5,
  crlSign: 1 << 6,
  encipherOnly: 1 << 7,
  decipherOnly: 1 << 8,
} as const;

/** @source RFC 5280 section 4.2.1.12, RFC 3161, RFC 6960 */
export const KEY_PURPOSE = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

/** @source RFC 5280 section 4.2.2 */
export const ACCESS_METHOD = {
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
} as const;

function malformed(structure: string, what: string): CertBankError {
  return new CertBankError('structure.malformed', { structure, what }, `${structure}: ${what}`);
}

/** A cursor over the one SEQUENCE that is all of `value`. */
export function enterOnly(value: Uint8Array): DerReader {
  const outer = new DerReader(value);
  const inner = outer.enter();
  outer.finish();
  return inner;
}

/** The elements of the SEQUENCE OF that is all of `value`; there must be one or more. */
export function readList<T>(value: Uint8Array, read: (reader: DerReader) => T): T[] {
  const reader = enterOnly(value);
  const list: T[] = [];
  do list.push(read(reader));
  while (!reader.isAtEnd);
  return list;
}

/**
 * Deviation: `cA FALSE` written out, which DER leaves out, is accepted: issuers of qualified certificates and
 * authorities in national trusted lists write it, and it says the same.
 */
export function parseBasicConstraints(value: Uint8Array): BasicConstraints {
  const reader = enterOnly(value);
  const ca = reader.nextTag === TAG.boolean && reader.boolean();
  const pathLength = reader.isAtEnd ? undefined : reader.smallInteger();
  reader.finish();
  return pathLength === undefined ? { ca } : { ca, pathLength };
}

export function parseKeyUsage(value: Uint8Array): number {
  const reader = new DerReader(value);
  const bits = reader.namedBits();
  reader.finish();
  if (bits === 0) throw malformed('KeyUsage', 'no bit is set');
  return bits;
}

export function parseExtendedKeyUsage(value: Uint8Array): string[] {
  return readList(value, (reader) => reader.oid());
}

export function parseKeyIdentifier(value: Uint8Array): Uint8Array {
  const reader = new DerReader(value);
  const identifier = reader.octetString();
  reader.finish();
  return identifier;
}

export function parseAuthorityKeyIdentifier(value: Uint8Array): AuthorityKeyIdentifier {
  const reader = enterOnly(value);
  const keyIdentifier = reader.isNext(contextPrimitive(0)) ? reader.content : undefined;
  const issuer = reader.isNext(contextConstructed(1)) ? parseGeneralNames(reader.inside()) : undefined;
  const serialNumber =
    reader.nextTag === contextPrimitive(2) ? reader.integer(contextPrimitive(2)) : undefined;
  reader.finish();
  return {
    ...(keyIdentifier && { keyIdentifier }),
    ...(issuer && { issuer }),
    ...(serialNumber && { serialNumber }),
  };
}

/** SubjectAltName and IssuerAltName. */
export function parseAlternativeName(value: Uint8Array): GeneralName[] {
  return parseGeneralNames(enterOnly(value));
}

/** AuthorityInfoAccess and SubjectInfoAccess. */
export function parseInfoAccess(value: Uint8Array): AccessDescription[] {
  return readList(value, (list) => {
    const reader = list.enter();
    const method = reader.oid();
    const location = parseGeneralName(reader);
    reader.finish();
    return { method, location };
  });
}

/**
 * RFC 5280 section 4.2.1.10 knows no minimum but 0, which DER leaves out, and no maximum; others are
 * refused, as it asks of those who do not process them.
 */
function parseSubtrees(reader: DerReader): GeneralName[] {
  const names: GeneralName[] = [];
  do {
    const subtree = reader.enter();
    names.push(parseGeneralName(subtree, true));
    if (!subtree.isAtEnd) throw malformed('NameConstraints', 'subtree with minimum or maximum');
  } while (!reader.isAtEnd);
  return names;
}

export function parseNameConstraints(value: Uint8Array): NameConstraints {
  const reader = enterOnly(value);
  if (reader.isAtEnd) throw malformed('NameConstraints', 'neither permitted nor excluded names');
  const permitted = reader.isNext(contextConstructed(0)) ? parseSubtrees(reader.inside()) : [];
  const excluded = reader.isNext(contextConstructed(1)) ? parseSubtrees(reader.inside()) : [];
  reader.finish();
  return { permitted, excluded };
}

/** The NULL of id-pkix-ocsp-nocheck (RFC 6960 section 4.2.2.2.1). */
export function parseOcspNoCheck(value: Uint8Array): true {
  const reader = new DerReader(value);
  reader.null();
  reader.finish();
  return true;
}
