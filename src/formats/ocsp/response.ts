import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { integer, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { reasonFromValue, type RevocationReason } from '../crl/reason.ts';
import { checkSize, SignedStructure } from '../signed-structure.ts';
import { EXTENSION, ExtensionSet, type Extension } from '../x509/extension.ts';
import { Name } from '../x509/name.ts';
import { parseCertId, type CertId } from './cert-id.ts';
import { parseNonce } from './nonce.ts';
import { readVersion } from './request.ts';

export type OcspResponseStatus =
  'successful' | 'malformedRequest' | 'internalError' | 'tryLater' | 'sigRequired' | 'unauthorized';

/** RFC 6960 section 4.2.1; 4 is not used. */
const STATUS_VALUES: Readonly<Record<OcspResponseStatus, number>> = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
};

/** id-pkix-ocsp-basic. */
export const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';

export type ResponderId =
  | { readonly kind: 'name'; readonly name: Name }
  /** SHA-1 of the content of the BIT STRING in the responder's key. */
  | { readonly kind: 'key'; readonly hash: Uint8Array };

/** The CHOICE CertStatus. */
interface CertStatus {
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt?: Date;
  readonly reason?: RevocationReason;
}

/** What a responder says about one certificate. */
export class SingleResponse {
  readonly certId: CertId;
  readonly status: 'good' | 'revoked' | 'unknown';
  /** There exactly when the status is `revoked`. */
  readonly revokedAt: Date | undefined;
  readonly reason: RevocationReason | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly #extensions: ExtensionSet;

  /** @param reader cursor over the content of the SingleResponse */
  constructor(reader: DerReader) {
    this.certId = parseCertId(reader);
    const { status, revokedAt, reason } = readCertStatus(reader);
    this.status = status;
    this.revokedAt = revokedAt;
    this.reason = reason;
    this.thisUpdate = reader.generalizedTime();
    this.nextUpdate = readNextUpdate(reader);
    // Deviation: an empty list, which RFC 5280 section 4.1 forbids, is accepted: responders write it.
    this.#extensions = ExtensionSet.read(reader, 1, true);
    reader.finish();
  }

  /** @throws CertBankError where they are malformed */
  get extensions(): readonly Extension[] {
    return this.#extensions.all;
  }

  /**
   * From when on the responder keeps the status of expired certificates (RFC 6960 section 4.4.4).
   *
   * @throws CertBankError where it is malformed
   */
  get archiveCutoff(): Date | undefined {
    return this.#extensions.value(EXTENSION.ocspArchiveCutoff, parseArchiveCutoff);
  }
}

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'OCSP response', what, offset }, what);
}

/**
 * A view on one OCSP response: an error, or the signed basic response.
 *
 * @source RFC 6960 section 4.2
 */
export class OcspResponse {
  readonly der: Uint8Array;
  readonly responseStatus: OcspResponseStatus;
  /** There exactly when the status is `successful`. */
  readonly basic: BasicOcspResponse | undefined;

  constructor(der: Uint8Array) {
    checkSize(der, 'ocspResponseBytes', LIMITS.ocspResponseBytes);
    this.der = der;
    const reader = new DerReader(der);
    const outer = reader.enter();
    reader.finish();
    this.responseStatus = readStatus(outer);
    if (this.responseStatus === 'successful') {
      const explicit = outer.enter(contextConstructed(0));
      const bytes = explicit.enter();
      explicit.finish();
      const type = bytes.oid();
      if (type !== BASIC_RESPONSE) throw malformed(`response of type ${type}`, bytes.start);
      const response = bytes.octetString();
      bytes.finish();
      this.basic = new BasicOcspResponse(response);
    }
    outer.finish();
  }
}

function readStatus(reader: DerReader): OcspResponseStatus {
  const value = reader.smallInteger(TAG.enumerated);
  const names = Object.keys(STATUS_VALUES) as OcspResponseStatus[];
  const status = names.find((name) => STATUS_VALUES[name] === value);
  if (status === undefined) throw malformed(`response status ${value}`, reader.start);
  return status;
}

/**
 * A view on a BasicOCSPResponse.
 *
 * Does not check: the signature, that the responder may speak for the issuer, or freshness.
 */
export class BasicOcspResponse extends SignedStructure {
  readonly responderId: ResponderId;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  /** DER of the certificates that the responder sends along. */
  readonly certificates: readonly Uint8Array[];
  readonly #extensions: ExtensionSet;

  constructor(der: Uint8Array) {
    const reader = new DerReader(der);
    const outer = reader.enter();
    reader.finish();
    super(der, outer);
    this.certificates = outer.isNext(contextConstructed(0)) ? readCertificates(outer.inside()) : [];
    outer.finish();

    const tbs = this.enterSigned();
    readVersion(tbs);
    this.responderId = readResponderId(tbs);
    this.producedAt = tbs.generalizedTime();
    const list = tbs.enter();
    const responses: SingleResponse[] = [];
    while (!list.isAtEnd) responses.push(new SingleResponse(list.enter()));
    this.responses = responses;
    this.#extensions = ExtensionSet.read(tbs, 1, true);
    tbs.finish();
  }

  get extensions(): readonly Extension[] {
    return this.#extensions.all;
  }

  get nonce(): Uint8Array | undefined {
    return this.#extensions.value(EXTENSION.ocspNonce, parseNonce);
  }
}

function readCertificates(explicit: DerReader): Uint8Array[] {
  const list = explicit.enter();
  explicit.finish();
  const certificates: Uint8Array[] = [];
  while (!list.isAtEnd) certificates.push(list.raw(TAG.sequence));
  return certificates;
}

/** A CHOICE, and `Name` is another: both kinds are tagged explicitly. */
function readResponderId(tbs: DerReader): ResponderId {
  tbs.next();
  const explicit = tbs.inside();
  let id: ResponderId;
  if (tbs.tag === contextConstructed(1)) id = { kind: 'name', name: new Name(explicit.raw(TAG.sequence)) };
  else if (tbs.tag === contextConstructed(2)) id = { kind: 'key', hash: explicit.octetString() };
  else throw malformed('responder neither by name nor by key', tbs.start);
  explicit.finish();
  return id;
}

function readNextUpdate(reader: DerReader): Date | undefined {
  if (!reader.isNext(contextConstructed(0))) return undefined;
  const explicit = reader.inside();
  const nextUpdate = explicit.generalizedTime();
  explicit.finish();
  return nextUpdate;
}

function readCertStatus(reader: DerReader): CertStatus {
  reader.next();
  switch (reader.tag) {
    case contextPrimitive(0):
    case contextPrimitive(2):
      if (reader.contentStart !== reader.contentEnd) throw reader.malformed('null has content');
      return { status: reader.tag === contextPrimitive(0) ? 'good' : 'unknown' };
    case contextConstructed(1): {
      const info = reader.inside();
      const revokedAt = info.generalizedTime();
      if (!info.isNext(contextConstructed(0))) {
        info.finish();
        return { status: 'revoked', revokedAt };
      }
      const explicit = info.inside();
      const value = explicit.smallInteger(TAG.enumerated);
      explicit.finish();
      info.finish();
      const reason = reasonFromValue(value);
      if (reason === undefined) throw malformed(`reason ${value}`, explicit.start);
      return { status: 'revoked', revokedAt, reason };
    }
    default:
      throw malformed('unknown kind of status', reader.start);
  }
}

function parseArchiveCutoff(value: Uint8Array): Date {
  const reader = new DerReader(value);
  const at = reader.generalizedTime();
  reader.finish();
  return at;
}

/** @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  return new OcspResponse(der);
}

/** A response that only says what is wrong; it is not signed. */
export function encodeOcspError(status: Exclude<OcspResponseStatus, 'successful'>): Uint8Array {
  return sequence(integer(STATUS_VALUES[status], TAG.enumerated));
}
