import { equal, toHex } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, oid as encodeOid, sequence, setOf } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tag.ts';
import { decodeText, ia5String, isTextTag, printableString, utf8String } from '../asn1/text.ts';
import { ATTRIBUTE, attributeName } from './attribute-types.ts';
import { prepare } from './string-preparation.ts';

/** One attribute of a name: what kind, and its value. */
export class NameAttribute {
  readonly oid: string;
  /** The value's tag, such as TAG.utf8String. */
  readonly tag: number;
  /** The text, or `#` and the hexadecimal DER where the value is no (readable) text. */
  readonly value: string;
  readonly isText: boolean;
  readonly #reader: DerReader;

  /** @param reader cursor over the content of the AttributeTypeAndValue */
  constructor(reader: DerReader) {
    this.oid = reader.oid();
    reader.next();
    reader.finish();
    this.#reader = reader;
    this.tag = reader.tag;
    const text = decode(reader);
    this.isText = text !== undefined;
    this.value = text ?? `#${toHex(reader.element)}`;
  }

  /** The value's DER element. */
  get valueDer(): Uint8Array {
    return this.#reader.element;
  }
}

/** A name that does not decode must still be shown and compared: by its octets. */
function decode({ tag, bytes, contentStart, contentEnd }: DerReader): string | undefined {
  if (!isTextTag(tag)) return undefined;
  try {
    return decodeText(tag, bytes, contentStart, contentEnd);
  } catch {
    return undefined;
  }
}

/** One attribute to be written. */
export interface NameAttributeDraft {
  oid: string;
  value: string;
  as: 'utf8' | 'printable' | 'ia5';
}

/**
 * A distinguished name. Its DER is kept; it is read when it is first asked for.
 *
 * @source RFC 5280 section 4.1.2.4
 */
export class Name {
  readonly der: Uint8Array;
  #rdns: readonly (readonly NameAttribute[])[] | undefined;
  #keys: readonly string[] | undefined;

  constructor(der: Uint8Array, rdns?: readonly (readonly NameAttribute[])[]) {
    this.der = der;
    this.#rdns = rdns;
  }

  /**
   * Relative distinguished names in the order of their encoding; most have one attribute.
   *
   * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
   */
  get rdns(): readonly (readonly NameAttribute[])[] {
    return (this.#rdns ??= parseRdns(this.der));
  }

  get isEmpty(): boolean {
    return this.rdns.length === 0;
  }

  /** The value of the first attribute of type `oid`. */
  find(oid: string): string | undefined {
    for (const rdn of this.rdns)
      for (const attribute of rdn) if (attribute.oid === oid) return attribute.value;
    return undefined;
  }

  /** Every attribute, without the boundaries of the RDNs. */
  get attributes(): readonly NameAttribute[] {
    return this.rdns.flat();
  }

  /**
   * One text per RDN; two RDNs match when their texts are equal. Good as keys of a Map.
   *
   * @source RFC 5280 section 7.1
   */
  get matchingKeys(): readonly string[] {
    return (this.#keys ??= this.rdns.map(matchingKey));
  }

  /** The whole name as one key; two names match when their keys are equal. */
  get matchingKey(): string {
    return this.matchingKeys.join('\u0000');
  }

  /** Whether both name the same entity, by the rules of RFC 5280 section 7.1. */
  equals(other: Name): boolean {
    if (equal(this.der, other.der)) return true;
    const [mine, theirs] = [this.matchingKeys, other.matchingKeys];
    return mine.length === theirs.length && mine.every((key, index) => key === theirs[index]);
  }

  /** Whether this name is `base` or stands below it in the directory's tree (RFC 5280 section 4.2.1.10). */
  isWithin(base: Name): boolean {
    const [mine, theirs] = [this.matchingKeys, base.matchingKeys];
    return mine.length >= theirs.length && theirs.every((key, index) => key === mine[index]);
  }

  /** This name with one more RDN, given as the content octets of its SET (RFC 5280 section 4.2.1.13). */
  withRelative(rdnContent: Uint8Array): Name {
    const reader = new DerReader(this.der);
    const content = reader.next(TAG.sequence).content;
    return new Name(sequence(content, element(TAG.set, rdnContent)));
  }

  /** RFC 4514: the last RDN first. */
  toString(): string {
    const texts = this.rdns.map((rdn) => rdn.map(attributeText).join('+'));
    return texts.reverse().join(',');
  }
}

/**
 * A name, read at once.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
 */
export function parseName(der: Uint8Array): Name {
  return new Name(der, parseRdns(der));
}

function parseRdns(der: Uint8Array): NameAttribute[][] {
  const outer = new DerReader(der);
  const reader = outer.enter();
  outer.finish();
  const rdns: NameAttribute[][] = [];
  let left: number = LIMITS.nameAttributes;
  while (!reader.isAtEnd) {
    const set = reader.enter(TAG.set);
    const rdn: NameAttribute[] = [];
    while (!set.isAtEnd) {
      if (--left < 0) {
        const details = { limit: 'nameAttributes', maximum: LIMITS.nameAttributes };
        throw new CertBankError('limit.exceeded', details, 'too many attributes in a name');
      }
      rdn.push(new NameAttribute(set.enter()));
    }
    if (rdn.length === 0) throw emptyRdn(reader.start);
    rdns.push(rdn);
  }
  return rdns;
}

function emptyRdn(offset: number): CertBankError {
  const details = { structure: 'Name', what: 'empty RDN', offset };
  return new CertBankError('structure.malformed', details, 'a relative distinguished name is empty');
}

/** Attributes of one RDN are a set: their order does not count. */
function matchingKey(rdn: readonly NameAttribute[]): string {
  if (rdn.length === 1) return attributeKey(rdn[0]!);
  return rdn.map(attributeKey).sort().join('\u0001');
}

/** Prepared text holds no control characters, so that they can separate. */
function attributeKey(attribute: NameAttribute): string {
  const prepared = attribute.isText ? prepare(attribute.value) : undefined;
  return prepared === undefined
    ? `${attribute.oid}#${toHex(attribute.valueDer)}`
    : `${attribute.oid}=${prepared}`;
}

function attributeText(attribute: NameAttribute): string {
  const type = attributeName(attribute.oid);
  // RFC 4514 section 2.4: a type written as numbers takes its value as '#' and hexadecimal DER.
  if (type === undefined) return `${attribute.oid}=#${toHex(attribute.valueDer)}`;
  return `${type}=${attribute.isText ? escape(attribute.value) : attribute.value}`;
}

/** What almost every value is, in which there is nothing to escape. */
const PLAIN = /^[\w'()./:=?@-](?:[\w '()./:=?@-]*[\w'()./:=?@-])?$/;

/**
 * RFC 4514 section 2.4. Beside what it demands, control and invisible formatting characters are escaped as
 * it allows, so that no name can forge a line of a log or turn around what stands beside it.
 */
function escape(value: string): string {
  if (PLAIN.test(value)) return value;
  return value
    .replace(/[\\"+,;<>]/g, '\\$&')
    .replace(/^[ #]| $/g, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      [...new TextEncoder().encode(character)]
        .map((octet) => `\\${octet.toString(16).padStart(2, '0').toUpperCase()}`)
        .join(''),
    );
}

function encodeAttribute({ oid, value, as }: NameAttributeDraft): Uint8Array {
  const encode = { utf8: utf8String, printable: printableString, ia5: ia5String }[as];
  return sequence(encodeOid(oid), encode(value));
}

/**
 * The DER of a name with these RDNs; attributes of a multi-valued RDN are brought into DER's order.
 *
 * @throws RangeError for an empty RDN, or a value that its string type cannot hold
 */
export function encodeName(rdns: readonly (readonly NameAttributeDraft[])[]): Uint8Array {
  return sequence(
    ...rdns.map((rdn) => {
      if (rdn.length === 0) throw new RangeError('empty RDN');
      return setOf(...rdn.map(encodeAttribute));
    }),
  );
}

/** The common name, or failing that the organisation, or the whole name: what to call the holder. */
export function displayName(name: Name): string {
  return (
    name.find(ATTRIBUTE.CN) ?? name.find(ATTRIBUTE.pseudonym) ?? name.find(ATTRIBUTE.O) ?? name.toString()
  );
}
