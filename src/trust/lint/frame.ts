import { compare, equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import {
  HASH_BYTES,
  signatureScheme,
  type AlgorithmIdentifier,
  type SignatureScheme,
} from '../../formats/algorithms.ts';
import { DerReader } from '../../formats/asn1/der-reader.ts';
import { contextConstructed, contextPrimitive, TAG } from '../../formats/asn1/tag.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { ReportLint } from './finding.ts';

/** RFC 5280 section 4.1.2.2. */
const SERIAL_OCTETS_MAX = 20;
/** 64 bits of chance. */
const SERIAL_OCTETS_MIN = 8;

/** Version, serial number, algorithms and validity. */
export function lintFrame(certificate: Certificate, report: ReportLint): void {
  const raw = rawFields(certificate);
  if (certificate.version < 3) report('version.old', `version ${certificate.version} can have no extensions`);
  if (raw.hasUniqueIdentifiers) report('version.unique-identifiers', 'unique identifiers are obsolete');
  lintSerialNumber(certificate.serialNumber, raw.serialOctets, report);
  lintAlgorithms(certificate, report);
  lintValidity(certificate, raw.timeTags, report);
}

/** What the view does not tell, because nobody needs it to rely on a certificate. */
function rawFields({ toBeSigned }: Certificate) {
  const reader = new DerReader(toBeSigned).enter();
  reader.isNext(contextConstructed(0));
  const serialOctets = reader.next(TAG.integer).content.length;
  reader.next().next();
  const validity = reader.enter();
  const timeTags = [validity.next().tag, validity.next().tag] as const;
  reader.next().next();
  const hasUniqueIdentifiers =
    reader.nextTag === contextPrimitive(1) || reader.nextTag === contextPrimitive(2);
  return { serialOctets, timeTags, hasUniqueIdentifiers };
}

function lintSerialNumber(content: Uint8Array, writtenOctets: number, report: ReportLint): void {
  const isZero = compare(content, Uint8Array.of(0)) === 0;
  if (content[0]! >= 0x80 || isZero)
    report('serial.not-positive', `the serial number is ${isZero ? 'zero' : 'negative'}`);
  if (writtenOctets > content.length)
    report('serial.not-minimal', 'the serial number is written with octets too many');
  if (content.length > SERIAL_OCTETS_MAX)
    report(
      'serial.too-long',
      `the serial number has ${content.length} octets, more than ${SERIAL_OCTETS_MAX}`,
    );
  if (content.length < SERIAL_OCTETS_MIN)
    report('serial.predictable', `a serial number of ${content.length} octets cannot hold 64 random bits`);
}

function lintAlgorithms(certificate: Certificate, report: ReportLint): void {
  let signatureAlgorithm: AlgorithmIdentifier;
  let scheme: SignatureScheme | undefined;
  try {
    signatureAlgorithm = certificate.signatureAlgorithm;
    if (!equal(signatureAlgorithm.der, certificate.innerSignatureAlgorithm.der))
      report('algorithm.mismatch', 'the algorithms inside and outside of what is signed differ');
    scheme = signatureScheme(signatureAlgorithm);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    report('algorithm.parameters', error.message);
    return;
  }
  if (scheme === undefined) {
    report('algorithm.unknown', `the signature algorithm ${signatureAlgorithm.oid} is not known here`);
    return;
  }
  if (scheme.kind === 'rsa-pkcs1' && signatureAlgorithm.parameters === undefined)
    report('algorithm.parameters', 'the parameters of RSASSA-PKCS1-v1_5 are absent instead of NULL');
  if ('hash' in scheme && (scheme.hash === 'SHA-1' || scheme.hash === 'MD5'))
    report('algorithm.weak', `signatures with ${scheme.hash} can be forged`);
  if (scheme.kind === 'rsa-pss') {
    if (scheme.hash !== scheme.mgfHash)
      report('algorithm.pss-unusual', `the mask hash ${scheme.mgfHash} is not the hash ${scheme.hash}`);
    if (scheme.saltLength !== HASH_BYTES[scheme.hash])
      report('algorithm.pss-unusual', `a salt of ${scheme.saltLength} octets is not as long as the hash`);
  }
}

const YEAR_OF_GENERALIZED_TIME = 2050;

function lintValidity(
  { notBefore, notAfter }: Certificate,
  tags: readonly [number, number],
  report: ReportLint,
): void {
  if (notAfter < notBefore) report('validity.reversed', 'the validity ends before it begins');
  for (const [index, at] of [notBefore, notAfter].entries()) {
    const wanted = at.getUTCFullYear() < YEAR_OF_GENERALIZED_TIME ? TAG.utcTime : TAG.generalizedTime;
    if (tags[index] !== wanted) {
      const [field, type] = [
        index === 0 ? 'notBefore' : 'notAfter',
        wanted === TAG.utcTime ? 'UTCTime' : 'GeneralizedTime',
      ];
      report('validity.encoding', `${field} of the year ${at.getUTCFullYear()} is not written as ${type}`);
    }
  }
}
