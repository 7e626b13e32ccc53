import { systemClock } from './base/clock.ts';
import { systemRandom } from './base/random.ts';
import { webRecipientKey, type RecipientKey } from './crypto/recipient-key.ts';
import { webEngine } from './crypto/web-engine.ts';
import { parseCertificate } from './formats/x509/certificate.ts';
import * as library from './signatures/library.ts';

/**
 * The library's face. Everything that it reaches runs in a browser.
 *
 * The default engine is the platform's WebCrypto; in Node, `src/node.ts` takes this file's place.
 */
const platform = /* @__PURE__ */ library.createPlatform({
  engine: () => webEngine(globalThis.crypto.subtle),
  clock: systemClock,
  encryption: () => ({ subtle: globalThis.crypto.subtle, random: systemRandom }),
});

export const verifyDocument = /* @__PURE__ */ library.verifyDocumentOn(platform);
export const validateDocument = /* @__PURE__ */ library.validateDocumentOn(platform);
export const signDocument = /* @__PURE__ */ library.signDocumentOn(platform);
export const prepareSignature = /* @__PURE__ */ library.prepareSignatureOn(platform);
export const extendDocument = /* @__PURE__ */ library.extendDocumentOn(platform);
export const verifyPath = /* @__PURE__ */ library.verifyPathOn(platform);
export const encryptMessage = /* @__PURE__ */ library.encryptMessageOn(platform);
export const decryptMessage = /* @__PURE__ */ library.decryptMessageOn(platform);

/** The private key of `certificate`, both DER, as `decryptMessage` takes it. */
export const recipientKey = (privateKeyPkcs8: Uint8Array, certificate: Uint8Array): RecipientKey =>
  webRecipientKey(globalThis.crypto.subtle, privateKeyPkcs8, parseCertificate(certificate).publicKey);

export { CertBankError, isCertBankError, type ErrorCode, type ErrorDetails } from './base/errors.ts';
export type { Engine, StreamingDigest } from './crypto/engine.ts';
export type { ContentCipher } from './crypto/content-cipher.ts';
export type { DecryptedMessage, DecryptOptions } from './crypto/message-encryption.ts';
export type { RecipientKey } from './crypto/recipient-key.ts';
export type { Signer } from './crypto/signer.ts';
export { importSigner } from './crypto/import-signer.ts';
export { usualScheme } from './crypto/usual-scheme.ts';
export { webEngine } from './crypto/web-engine.ts';
export { webSigner } from './crypto/web-signer.ts';
export type { HashName, SignatureScheme } from './formats/algorithms.ts';
export { certificatesFrom } from './formats/certificate-file.ts';
export { parseCrl, type Crl } from './formats/crl/crl.ts';
export { describeCertificate, type CertificateDescription } from './formats/description/certificate.ts';
export type { Detail, DetailName } from './formats/description/detail.ts';
export { parseOcspResponse, type OcspResponse } from './formats/ocsp/response.ts';
export { encodePem, parsePem, type PemBlock } from './formats/pem.ts';
export { readPkcs12, writePkcs12, type Pkcs12, type Pkcs12Draft } from './formats/pkcs/pkcs12.ts';
export { parseTimestampToken, type TimestampToken } from './formats/tsp/token.ts';
export { parseCertificate, type Certificate } from './formats/x509/certificate.ts';
export { httpTimestamper } from './signatures/ades/http-timestamper.ts';
export type { Piece } from './signatures/ades/facts.ts';
export type { Timestamper } from './signatures/ades/timestamper.ts';
export type {
  EncryptionOptions,
  ExtensionOptions,
  Library,
  PreparationOptions,
  SignatureOptions,
  VerifyOptions,
} from './signatures/library.ts';
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
export type { CadesOptions } from './signatures/cades/cades-options.ts';
export type { SignatureDraft } from './signatures/sign-options.ts';
export { ETSI_TS_119_312, type CryptoPolicy } from './signatures/validation/crypto-policy.ts';
export { STRICT_POLICY, type ValidationPolicy } from './signatures/validation/policy.ts';
export type { Indication, SubIndication } from './signatures/validation/verdict.ts';
export type { DocumentValidation, ValidatedSignature } from './signatures/verify-document.ts';
export type { DetachedContent } from './signatures/verify-options.ts';
export { examineCertificate, type LintProfile } from './trust/lint/examine-certificate.ts';
export type { LintFinding, LintSeverity } from './trust/lint/finding.ts';
export { platformFetch } from './trust/evidence/http.ts';
export type { EvidenceSource } from './trust/evidence/source.ts';
export type { PathRequest, PathResult } from './trust/path/verify-path.ts';
