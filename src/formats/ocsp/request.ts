import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { sequence } from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { checkSize } from '../signed-structure.ts';
import { encodeTaggedExtensions, EXTENSION, ExtensionSet, type Extension } from '../x509/extension.ts';
import { parseGeneralName } from '../x509/general-name.ts';
import { parseCertId, type CertId } from './cert-id.ts';
import { encodeNonce, parseNonce } from './nonce.ts';

/** One question of a request. */
export interface SingleRequest {
  readonly certId: CertId;
  /** Extensions of this question alone. */
  readonly extensions: readonly Extension[];
}

/**
 * A view on one OCSP request.
 *
 * Does not check: the signature that a request may carry.
 *
 * @source RFC 6960 section 4.1
 */
export class OcspRequest {
  readonly der: Uint8Array;
  /** One or more questions, in their order. */
  readonly requests: readonly SingleRequest[];
  /** To be repeated in the answer. */
  readonly nonce: Uint8Array | undefined;
  readonly isSigned: boolean;
  readonly #extensions: ExtensionSet;

  constructor(der: Uint8Array) {
    checkSize(der, 'ocspRequestBytes', LIMITS.ocspRequestBytes);
    this.der = der;
    const reader = new DerReader(der);
    const outer = reader.enter();
    reader.finish();
    const tbs = outer.enter();
    this.isSigned = outer.isNext(contextConstructed(0));
    if (this.isSigned) readSignature(outer.inside());
    outer.finish();

    readVersion(tbs);
    if (tbs.isNext(contextConstructed(1))) {
      const requestor = tbs.inside();
      parseGeneralName(requestor);
      requestor.finish();
    }
    this.requests = readRequests(tbs.enter());
    this.#extensions = ExtensionSet.read(tbs, 2);
    tbs.finish();
    this.nonce = this.#extensions.value(EXTENSION.ocspNonce, parseNonce);
  }

  get extensions(): readonly Extension[] {
    return this.#extensions.all;
  }
}

/** @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` */
export function parseOcspRequest(der: Uint8Array): OcspRequest {
  return new OcspRequest(der);
}

/**
 * `[0] EXPLICIT Version DEFAULT v1` of requests and responses.
 *
 * Deviation: version 1 written out is accepted, though DER leaves it out; responders are known to write it.
 *
 * @throws CertBankError `structure.malformed` for any other version
 */
export function readVersion(reader: DerReader): void {
  if (reader.nextTag !== contextConstructed(0)) return;
  const explicit = reader.enter(contextConstructed(0));
  const version = explicit.smallInteger();
  explicit.finish();
  if (version !== 0) throw malformed(`OCSP version ${version + 1}`, reader.start);
}

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'OCSP', what, offset }, what);
}

/** The shape of `Signature`, which nobody checks: we answer everybody. */
function readSignature(explicit: DerReader): void {
  const signature = explicit.enter();
  explicit.finish();
  signature.next(TAG.sequence);
  signature.next(TAG.bitString);
  signature.isNext(contextConstructed(0));
  signature.finish();
}

function readRequests(list: DerReader): SingleRequest[] {
  const requests: SingleRequest[] = [];
  while (!list.isAtEnd) {
    if (requests.length === LIMITS.ocspRequestCertificates) {
      const details = { limit: 'ocspRequestCertificates', maximum: LIMITS.ocspRequestCertificates };
      throw new CertBankError('limit.exceeded', details, 'request asks about too many certificates');
    }
    const reader = list.enter();
    const certId = parseCertId(reader);
    const extensions = reader.isAtEnd ? NONE : ExtensionSet.read(reader, 0).all;
    reader.finish();
    requests.push({ certId, extensions });
  }
  if (requests.length === 0) throw malformed('request asks nothing', list.end);
  return requests;
}

const NONE: readonly Extension[] = [];

/**
 * An unsigned request.
 *
 * @param certIds DER of each CertID, see `encodeCertId`
 * @throws RangeError for no CertID, or a nonce of the wrong length
 */
export function encodeOcspRequest({
  certIds,
  nonce,
}: {
  certIds: readonly Uint8Array[];
  nonce?: Uint8Array | undefined;
}): Uint8Array {
  if (certIds.length === 0) throw new RangeError('a request asks about one certificate or more');
  const requests = sequence(...certIds.map((certId) => sequence(certId)));
  return sequence(sequence(requests, encodeTaggedExtensions(2, nonce ? [encodeNonce(nonce)] : [])));
}
