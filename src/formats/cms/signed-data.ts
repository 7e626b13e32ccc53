import { equal } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { parseAlgorithm, type AlgorithmIdentifier } from '../algorithms.ts';
import { berToDer } from '../asn1/ber.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, integer, octetString, oid, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { checkSize } from '../signed-structure.ts';
import { Name } from '../x509/name.ts';
import { AttributeSet } from './attribute-set.ts';
import { CONTENT_TYPE } from './oids.ts';

/** RFC 5940 section 2.1: an OCSPResponse. */
const OCSP_RESPONSE = '1.3.6.1.5.5.7.16.2';
/** RFC 6960 section 4.2.1: a BasicOCSPResponse, which CAdES signers put in bare (EN 319 122-1 section 5.4.2.2). */
const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1';

/** How a signer names the certificate; not under the signature. */
export type SignerIdentifier =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: Name; readonly serialNumber: Uint8Array }
  | { readonly kind: 'key-identifier'; readonly keyIdentifier: Uint8Array };

/**
 * One signer's part of SignedData.
 *
 * @source RFC 5652 section 5.3
 */
export class SignerInfo {
  readonly der: Uint8Array;
  readonly version: number;
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes: AttributeSet | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: AttributeSet | undefined;

  /** @param outer cursor before the SignerInfo; moved behind it */
  constructor(outer: DerReader) {
    const reader = outer.enter();
    this.der = outer.element;
    this.version = reader.smallInteger();
    this.identifier = parseIdentifier(reader);
    this.digestAlgorithm = parseAlgorithm(reader);
    this.signedAttributes = reader.isNext(contextConstructed(0)) ? new AttributeSet(reader) : undefined;
    this.signatureAlgorithm = parseAlgorithm(reader);
    this.signature = reader.octetString();
    this.unsignedAttributes = reader.isNext(contextConstructed(1)) ? new AttributeSet(reader) : undefined;
    reader.finish();
  }

  /** The version that the form of the identifier demands. */
  get expectedVersion(): number {
    return this.identifier.kind === 'issuer-and-serial' ? 1 : 3;
  }
}

/** The fields of a SignerInfo up to the signature value, each as it stands there. */
export function signerFields({ der, unsignedAttributes }: SignerInfo): readonly Uint8Array[] {
  const reader = new DerReader(der).enter();
  const fields: Uint8Array[] = [];
  while (!reader.isAtEnd) fields.push(reader.raw());
  return unsignedAttributes === undefined ? fields : fields.slice(0, -1);
}

function parseIdentifier(reader: DerReader): SignerIdentifier {
  if (reader.isNext(contextPrimitive(0))) return { kind: 'key-identifier', keyIdentifier: reader.content };
  const inner = reader.enter();
  const issuer = new Name(inner.raw(TAG.sequence));
  const serialNumber = inner.integer();
  inner.finish();
  return { kind: 'issuer-and-serial', issuer, serialNumber };
}

/**
 * A CMS SignedData in its ContentInfo. Everything in it is a view on the DER.
 *
 * @source RFC 5652 sections 3 and 5.1
 */
export class SignedData {
  readonly der: Uint8Array;
  /** As it came: BER perhaps. */
  readonly source: Uint8Array;
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  /** `undefined`: detached. */
  readonly content: Uint8Array | undefined;
  /** EncapsulatedContentInfo, DER. */
  readonly encapsulated: Uint8Array;
  /** The field with its tag, DER; `undefined` where it is absent. */
  readonly certificatesField: Uint8Array | undefined;
  /** The field with its tag, DER; `undefined` where it is absent. */
  readonly revocationField: Uint8Array | undefined;
  /** CertificateChoices, DER: X.509 certificates and whatever else stands among them. */
  readonly certificateChoices: readonly Uint8Array[];
  /** RevocationInfoChoice, DER. */
  readonly revocationChoices: readonly Uint8Array[];
  /** X.509 certificates, DER. */
  readonly certificates: readonly Uint8Array[];
  /** CertificateList, DER. */
  readonly crls: readonly Uint8Array[];
  /** OCSPResponse, DER. */
  readonly ocspResponses: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
  /** The version that the rest of the structure demands. */
  readonly expectedVersion: number;
  /** The same, before certificates and revocation information are looked at. */
  readonly coreVersion: number;

  constructor(der: Uint8Array, source = der) {
    this.der = der;
    this.source = source;
    const outer = new DerReader(der);
    const contentInfo = outer.enter();
    outer.finish();
    const type = contentInfo.oid();
    if (type !== CONTENT_TYPE.signedData) throw malformed(`content type ${type} is not SignedData`);
    const explicit = contentInfo.enter(contextConstructed(0));
    contentInfo.finish();
    const reader = explicit.enter();
    explicit.finish();

    this.version = reader.smallInteger();
    this.digestAlgorithms = list(reader.enter(TAG.set), 'signatures', parseAlgorithm);
    const encapsulated = reader.enter();
    this.encapsulated = reader.element;
    this.contentType = encapsulated.oid();
    this.content = encapsulated.isAtEnd ? undefined : parseContent(encapsulated.enter(contextConstructed(0)));
    encapsulated.finish();

    const evidence: RevocationInfo = { crls: [], ocspResponses: [], hasOther: false };
    let demanded = 1;
    const certificates = reader.isNext(contextConstructed(0)) ? reader.inside() : undefined;
    this.certificatesField = certificates && reader.element;
    this.certificateChoices = certificates
      ? list(certificates, 'certificatesInDocument', (set) => set.raw())
      : [];
    for (const choice of this.certificateChoices) {
      demanded = Math.max(demanded, certificateVersion(choice[0]!));
    }
    const revocation = reader.isNext(contextConstructed(1)) ? reader.inside() : undefined;
    this.revocationField = revocation && reader.element;
    this.revocationChoices = revocation
      ? list(revocation, 'certificatesInDocument', (set) => readRevocationInfo(set, evidence))
      : [];
    if (evidence.hasOther) demanded = 5;
    this.certificates = this.certificateChoices.filter((choice) => choice[0] === TAG.sequence);
    this.crls = evidence.crls;
    this.ocspResponses = evidence.ocspResponses;
    this.signers = list(reader.enter(TAG.set), 'signatures', (set) => new SignerInfo(set));
    reader.finish();
    // RFC 5652 section 5.1, the rules of CMSVersion.
    if (this.contentType !== CONTENT_TYPE.data || this.signers.some((signer) => signer.version === 3)) {
      this.coreVersion = 3;
    } else this.coreVersion = 1;
    this.expectedVersion = Math.max(demanded, this.coreVersion);
  }
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'SignedData', what }, what);
}

function parseContent(explicit: DerReader): Uint8Array {
  const content = explicit.octetString();
  explicit.finish();
  return content;
}

/** Every element of a SET OF, at most as many as the named limit. */
function list<T>(
  set: DerReader,
  limit: 'signatures' | 'certificatesInDocument',
  read: (set: DerReader) => T,
): T[] {
  const items: T[] = [];
  while (!set.isAtEnd) {
    if (items.length === LIMITS[limit]) {
      throw new CertBankError(
        'limit.exceeded',
        { limit, maximum: LIMITS[limit] },
        `more than ${LIMITS[limit]} ${limit}`,
      );
    }
    items.push(read(set));
  }
  return items;
}

/** CertificateChoices, RFC 5652 section 10.2.2: what each demands of the version. */
function certificateVersion(tag: number): number {
  switch (tag) {
    case TAG.sequence:
    case contextConstructed(0):
      return 1;
    case contextConstructed(1):
      return 3;
    case contextConstructed(2):
      return 4;
    case contextConstructed(3):
      return 5;
    default:
      throw malformed('unknown kind of certificate');
  }
}

interface RevocationInfo {
  crls: Uint8Array[];
  ocspResponses: Uint8Array[];
  hasOther: boolean;
}

/** RevocationInfoChoice, RFC 5652 section 10.2.1; gives the whole of it. */
function readRevocationInfo(set: DerReader, into: RevocationInfo): Uint8Array {
  const choice = set.raw();
  if (set.tag === TAG.sequence) {
    into.crls.push(choice);
    return choice;
  }
  if (set.tag !== contextConstructed(1)) throw malformed('unknown kind of revocation information');
  into.hasOther = true;
  const other = set.inside();
  const format = other.oid();
  const info = other.raw();
  other.finish();
  if (format === OCSP_RESPONSE) into.ocspResponses.push(info);
  if (format === OCSP_BASIC) into.ocspResponses.push(wrapBasicResponse(info));
  return choice;
}

/** What RevocationInfoChoices hold; other kinds are left out. */
export function revocationIn(choices: readonly Uint8Array[]): Pick<SignedData, 'crls' | 'ocspResponses'> {
  const into: RevocationInfo = { crls: [], ocspResponses: [], hasOther: false };
  for (const choice of choices) readRevocationInfo(new DerReader(choice), into);
  return into;
}

/** A RevocationInfoChoice with an OCSPResponse, DER (RFC 5940 section 2.1). */
export const encodeOcspChoice = (response: Uint8Array): Uint8Array =>
  element(contextConstructed(1), oid(OCSP_RESPONSE), response);

/** OCSPResponse { successful, [0] { id-pkix-ocsp-basic, basic } }, RFC 6960 section 4.2.1. */
export function wrapBasicResponse(basic: Uint8Array): Uint8Array {
  const bytes = sequence(oid(OCSP_BASIC), octetString(basic));
  return sequence(integer(0, TAG.enumerated), element(contextConstructed(0), bytes));
}

/**
 * Reads a ContentInfo with SignedData, in DER or, on the outside, in BER.
 *
 * What is not DER is rewritten as DER first; the octets of the content and of every certificate, CRL and OCSP
 * response stay what they were.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
 */
export function parseSignedData(bytes: Uint8Array): SignedData {
  checkSize(bytes, 'cmsBytes', LIMITS.cmsBytes);
  try {
    return new SignedData(bytes);
  } catch (error) {
    if (!isCertBankError(error, 'der.malformed')) throw error;
    const der = berToDer(bytes);
    if (equal(der, bytes)) throw error;
    return new SignedData(der, bytes);
  }
}

const SIGNED_DATA_OID = oid(CONTENT_TYPE.signedData);

/** Whether `bytes` begin as a ContentInfo with SignedData does, in BER or DER. */
export function looksLikeSignedData(bytes: Uint8Array): boolean {
  if (bytes[0] !== TAG.sequence || bytes.length < 2) return false;
  const start = bytes[1]! > 0x80 ? 2 + (bytes[1]! & 0x7f) : 2;
  return equal(bytes.subarray(start, start + SIGNED_DATA_OID.length), SIGNED_DATA_OID);
}
