import { compare } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, setOf } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tag.ts';

/** One attribute: its type and its values, each a raw DER element. */
export interface Attribute {
  readonly oid: string;
  readonly values: readonly Uint8Array[];
  readonly der: Uint8Array;
}

/**
 * The signed or the unsigned attributes of a signer.
 *
 * @source RFC 5652 section 5.3
 */
export class AttributeSet {
  /** As it stands in the SignerInfo, with its context tag. */
  readonly der: Uint8Array;
  readonly attributes: readonly Attribute[];

  /**
   * @param reader cursor whose last element is the set
   * @throws CertBankError `der.malformed`; `limit.exceeded` above LIMITS.attributes
   */
  constructor(reader: DerReader) {
    this.der = reader.element;
    const inner = reader.inside();
    const attributes: Attribute[] = [];
    const count = { seen: 0 };
    while (!inner.isAtEnd) attributes.push(parseAttribute(inner, count));
    this.attributes = attributes;
  }

  /** Every attribute of one type; more than one is for the caller to judge. */
  all(oid: string): readonly Attribute[] {
    return this.attributes.filter((attribute) => attribute.oid === oid);
  }

  /**
   * What a signature over these attributes is made over: the DER SET OF, whatever order the attributes were
   * written in. A signer who signs the order that he wrote, where it is not the order of DER, does not sign this
   * structure; some libraries accept him nevertheless, the standard and we do not.
   *
   * @source RFC 5652 section 5.4: an EXPLICIT SET OF tag in place of the IMPLICIT [0], DER
   */
  get toBeSigned(): Uint8Array {
    const parts = this.attributes.map((attribute) => attribute.der);
    const isSorted = parts.every((part, index) => index === 0 || compare(parts[index - 1]!, part) <= 0);
    if (!isSorted) return setOf(...parts);
    // Not slice(): that of a Buffer is a view, and the document would be changed.
    const retagged = new Uint8Array(this.der);
    retagged[0] = TAG.set;
    return retagged;
  }
}

function parseAttribute(reader: DerReader, count: { seen: number }): Attribute {
  look(count);
  const inner = reader.enter();
  const der = reader.element;
  const oid = inner.oid();
  const set = inner.enter(TAG.set);
  const values: Uint8Array[] = [];
  while (!set.isAtEnd) {
    look(count);
    values.push(set.raw());
  }
  inner.finish();
  return { oid, values, der };
}

function look(count: { seen: number }): void {
  const maximum = LIMITS.attributes;
  if (++count.seen <= maximum) return;
  throw new CertBankError(
    'limit.exceeded',
    { limit: 'attributes', maximum },
    `more than ${maximum} attributes`,
  );
}

/**
 * Whether `content` could pass for signed attributes: a SET OF Attribute and nothing else.
 * Someone who moves the signed attributes of a signature into the content and leaves the attributes out gets a
 * signature that verifies over them; such content is never honest.
 *
 * @source RFC 5652 section 5.4; "Best practices for CMS SignedData with regards to signed attributes" (IETF LAMPS)
 */
export function looksLikeSignedAttributes(content: Uint8Array): boolean {
  if (content[0] !== TAG.set) return false;
  try {
    const reader = new DerReader(content);
    const set = new AttributeSet(reader.next(TAG.set));
    return reader.isAtEnd && set.attributes.length > 0;
  } catch (error) {
    if (isCertBankError(error)) return false;
    throw error;
  }
}

/** An attribute with one value, DER. */
export function encodeAttribute(type: Uint8Array, value: Uint8Array): Uint8Array {
  return element(TAG.sequence, type, element(TAG.set, value));
}
