import { systemClock } from './base/clock.ts';
import { webEngine } from './crypto/web-engine.ts';
import { createLibrary } from './signatures/library.ts';

/**
 * The library's face. Everything that it reaches runs in a browser.
 *
 * The default engine is the platform's WebCrypto; in Node, `src/node.ts` takes this file's place.
 */
const library = createLibrary({ engine: () => webEngine(globalThis.crypto.subtle), clock: systemClock });

export const verifyDocument = library.verifyDocument;
export const validateDocument = library.validateDocument;
export const signDocument = library.signDocument;
export const prepareSignature = library.prepareSignature;
export const verifyPath = library.verifyPath;

export { CertBankError, isCertBankError, type ErrorCode, type ErrorDetails } from './base/errors.ts';
export type { Engine, StreamingDigest } from './crypto/engine.ts';
export type { Signer } from './crypto/signer.ts';
export { webEngine } from './crypto/web-engine.ts';
export { webSigner } from './crypto/web-signer.ts';
export type { HashName, SignatureScheme } from './formats/algorithms.ts';
export { parseCrl, type Crl } from './formats/crl/crl.ts';
export { parseOcspResponse, type OcspResponse } from './formats/ocsp/response.ts';
export { encodePem, parsePem, type PemBlock } from './formats/pem.ts';
export { readPkcs12, writePkcs12, type Pkcs12, type Pkcs12Draft } from './formats/pkcs/pkcs12.ts';
export { parseTimestampToken, type TimestampToken } from './formats/tsp/token.ts';
export { parseCertificate, type Certificate } from './formats/x509/certificate.ts';
export { httpTimestamper } from './signatures/ades/http-timestamper.ts';
export type { Timestamper } from './signatures/ades/timestamper.ts';
export type { Library, PreparationOptions, SignatureOptions, VerifyOptions } from './signatures/library.ts';
export type * from './signatures/report/detail.ts';
export { detailedReport } from './signatures/report/detailed.ts';
export { etsiReport } from './signatures/report/etsi-xml.ts';
export type { ReportLanguage } from './signatures/report/meanings.ts';
export { pdfReport } from './signatures/report/pdf.ts';
export type * from './signatures/report/report.ts';
export {
  describeReport,
  printReportText,
  type ReportText,
  type SignatureText,
  type TextFact,
} from './signatures/report/text.ts';
export type { SignatureDraft } from './signatures/sign-options.ts';
export { ETSI_TS_119_312, type CryptoPolicy } from './signatures/validation/crypto-policy.ts';
export { STRICT_POLICY, type ValidationPolicy } from './signatures/validation/policy.ts';
export type { Indication, SubIndication } from './signatures/validation/verdict.ts';
export type { DocumentValidation, ValidatedSignature } from './signatures/verify-document.ts';
export type { DetachedContent } from './signatures/verify-options.ts';
export type { EvidenceSource } from './trust/evidence/source.ts';
export type { PathRequest, PathResult } from './trust/path/verify-path.ts';
