import { DerReader } from '../asn1/der-reader.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { Crl } from '../crl/crl.ts';
import { OcspResponse } from '../ocsp/response.ts';
import { derFrom } from '../pem.ts';
import { Certificate } from '../x509/certificate.ts';
import { CertificateRequest } from '../x509/request.ts';
import { describeCertificate, type CertificateDescription } from './certificate.ts';
import { describeCrl, type CrlDescription } from './crl.ts';
import { describeOcspResponse, type OcspResponseDescription } from './ocsp-response.ts';
import { describeRequest, type RequestDescription } from './request.ts';

/** One structure of a public-key infrastructure. */
export type PkiStructure = Certificate | CertificateRequest | Crl | OcspResponse;

export type StructureDescription =
  CertificateDescription | RequestDescription | CrlDescription | OcspResponseDescription;

/** Labels under which they stand in PEM (RFC 7468 sections 5 to 7). */
const LABELS = [
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'CERTIFICATE REQUEST',
  'NEW CERTIFICATE REQUEST',
  'X509 CRL',
  'OCSP RESPONSE',
];

/**
 * The structures in `bytes`, which are one DER element or PEM, in their order. What each is, its shape tells;
 * a label that says otherwise does not count.
 *
 * @throws CertBankError `pem.malformed`, or why a structure cannot be read as what its shape says it is
 */
export function parseStructures(bytes: Uint8Array): PkiStructure[] {
  return derFrom(bytes, ...LABELS).map(parseStructure);
}

/** What `structure` says; see the function of its kind. */
export function describeStructure(structure: PkiStructure): StructureDescription {
  if (structure instanceof Certificate) return describeCertificate(structure);
  if (structure instanceof CertificateRequest) return describeRequest(structure);
  return structure instanceof Crl ? describeCrl(structure) : describeOcspResponse(structure);
}

const isTime = (tag: number | undefined): boolean => tag === TAG.utcTime || tag === TAG.generalizedTime;

/**
 * An OCSP response begins with an ENUMERATED. The first elements of what is signed tell the others: a CRL has a
 * time as its third or fourth, a request has attributes or nothing where a certificate of version 1 has its
 * validity, and all other certificates begin with a tagged version.
 */
function parseStructure(der: Uint8Array): PkiStructure {
  const outer = new DerReader(der).enter();
  if (outer.nextTag === TAG.enumerated) return new OcspResponse(der);
  const signed = outer.enter();
  const tags: number[] = [];
  while (!signed.isAtEnd && tags.length < 4) tags.push(signed.next().tag);
  if (isTime(tags[2]) || isTime(tags[3])) return new Crl(der);
  const isRequest = tags[0] === TAG.integer && tags[3] !== TAG.sequence;
  return isRequest && (tags[3] === undefined || tags[3] === contextConstructed(0))
    ? new CertificateRequest(der)
    : new Certificate(der);
}
