/**
 * Named upper limits for hostile input. Each is a bound that no honest input
 * known to us reaches; exceeding one raises `limit.exceeded` with its name.
 */
export const LIMITS = {
  /** Nested constructed elements in DER. Real certificates stay below 12. */
  derDepth: 32,
  /** Elements of one BER structure that is rewritten as DER; a content of 64 MiB in 1,000-octet segments has 67,000. */
  berElements: 1_000_000,
  /** One certificate. The largest real ones (many names, PQ keys) stay below 64 KiB. */
  certificateBytes: 256 * 1024,
  /** One PKCS#10 request. */
  requestBytes: 64 * 1024,
  /** One CRL: a million entries take about 49 MB. */
  crlBytes: 256 * 1024 * 1024,
  /** One OCSP request; RFC 5019 clients send about 100 bytes. */
  ocspRequestBytes: 16 * 1024,
  /** CertIDs in one OCSP request. */
  ocspRequestCertificates: 64,
  /** One OCSP response. */
  ocspResponseBytes: 256 * 1024,
  /** OCSP nonce, RFC 9654 section 2.1. */
  ocspNonceBytes: 128,
  /** Serial number, RFC 5280 section 4.1.2.2 says 20; older issuers went a little over. */
  serialBytes: 64,
  /** Attributes in one distinguished name. */
  nameAttributes: 256,
  /** Names in one GeneralNames or subtrees in one NameConstraints. */
  generalNames: 65_536,
  /** Extensions in one certificate or CRL. */
  extensions: 128,
  /** Content bytes of one OBJECT IDENTIFIER. */
  oidBytes: 128,
  /** One private key, encrypted or not: RSA-16384 takes 10 KiB. */
  privateKeyBytes: 32 * 1024,
  /** Iterations of PBKDF2 that one file may ask for in all: some seconds of work. */
  derivationIterations: 10_000_000,
  /** Iterations of the derivation of a PKCS#12 MAC key, about a microsecond each. */
  pkcs12MacIterations: 1_000_000,
  /** One PKCS#12 file. */
  pkcs12Bytes: 1024 * 1024,
  /** RSA modulus, bits. */
  rsaBitsMax: 16_384,
  /** Document uploaded or given for verification. */
  documentBytes: 64 * 1024 * 1024,
  /** One CMS structure without its detached content. */
  cmsBytes: 64 * 1024 * 1024,
  /** Signers and counter-signers in one document. */
  signatures: 256,
  /** Certificates carried in one document. */
  certificatesInDocument: 1024,
  /** Characters of a PEM text. */
  pemCharacters: 64 * 1024 * 1024,
} as const;
