import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { decodeText, isTextTag } from '../asn1/text.ts';
import { checkSize, SignedStructure } from '../signed-structure.ts';
import { parseExtensions, type Extension } from './extension.ts';
import { parseName, type Name } from './name.ts';
import { PublicKey } from './public-key.ts';
import { REQUEST_ATTRIBUTE, type RequestAttribute } from './request-attributes.ts';

/**
 * A view on a PKCS#10 certification request.
 *
 * Does not check: the signature, which proves that the sender holds the private key.
 *
 * @source RFC 2986 section 4
 */
export class CertificateRequest extends SignedStructure {
  readonly subject: Name;
  readonly publicKey: PublicKey;
  readonly attributes: readonly RequestAttribute[];

  constructor(der: Uint8Array) {
    checkSize(der, 'requestBytes', LIMITS.requestBytes);
    const reader = new DerReader(der);
    const outer = reader.enter();
    reader.finish();
    super(der, outer);
    outer.finish();

    const info = new DerReader(this.toBeSigned).enter();
    if (info.smallInteger() !== 0) throw malformed('version is not 1', info.start);
    this.subject = parseName(info.raw(TAG.sequence));
    this.publicKey = new PublicKey(info.raw(TAG.sequence));
    // RFC 2986 makes the attributes a field that is always there; some clients leave it out when empty.
    this.attributes = info.isNext(contextConstructed(0)) ? readAttributes(info.inside()) : [];
    info.finish();
  }

  /** The extensions that the applicant asks for; a wish, never copied unseen. */
  get requestedExtensions(): readonly Extension[] {
    const value = this.#single(REQUEST_ATTRIBUTE.extensionRequest);
    if (value === undefined) return [];
    const reader = new DerReader(value);
    // An empty list asks for nothing; browsers' libraries have been seen to write one.
    if (value.length === 2 && value[0] === TAG.sequence) return [];
    const extensions = parseExtensions(reader);
    reader.finish();
    return extensions;
  }

  get challengePassword(): string | undefined {
    const value = this.#single(REQUEST_ATTRIBUTE.challengePassword);
    if (value === undefined) return undefined;
    const reader = new DerReader(value).next();
    if (!isTextTag(reader.tag)) throw malformed('challenge password is no text');
    return decodeText(reader.tag, reader.content);
  }

  /** Both attributes that we read are SINGLE VALUE. */
  #single(oid: string): Uint8Array | undefined {
    const attribute = this.attributes.find((candidate) => candidate.oid === oid);
    if (attribute === undefined) return undefined;
    if (attribute.values.length !== 1) throw malformed(`attribute ${oid} has several values`);
    return attribute.values[0];
  }
}

function malformed(what: string, offset?: number): CertBankError {
  const details = { structure: 'CertificationRequest', what, ...(offset !== undefined && { offset }) };
  return new CertBankError('structure.malformed', details, what);
}

function readAttributes(reader: DerReader): RequestAttribute[] {
  const attributes: RequestAttribute[] = [];
  while (!reader.isAtEnd) {
    const inner = reader.enter();
    const oid = inner.oid();
    const set = inner.enter(TAG.set);
    inner.finish();
    const values: Uint8Array[] = [];
    do values.push(set.raw());
    while (!set.isAtEnd);
    if (attributes.some((other) => other.oid === oid))
      throw malformed(`attribute ${oid} occurs twice`, reader.start);
    if (attributes.length === LIMITS.extensions) {
      const details = { limit: 'extensions', maximum: LIMITS.extensions };
      throw new CertBankError('limit.exceeded', details, 'too many attributes');
    }
    attributes.push({ oid, values });
  }
  return attributes;
}

/** @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` */
export function parseRequest(der: Uint8Array): CertificateRequest {
  return new CertificateRequest(der);
}
