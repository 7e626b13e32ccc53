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
  /** One time-stamp request; the usual ones have about 80. */
  timestampRequestBytes: 4 * 1024,
  /** One time-stamp response: a token with its authority's certificates takes 3 to 8 KiB. */
  timestampResponseBytes: 256 * 1024,
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
  /** Attributes of one signer, and their values; those of archives renewed for decades have some hundred. */
  attributes: 4096,
  /** Certificates carried in one document. */
  certificatesInDocument: 1024,
  /** One evidence record; a time-stamp with its certificates and CRLs takes some 10 KiB to 1 MiB. */
  evidenceRecordBytes: 16 * 1024 * 1024,
  /** Chains in one evidence record: hash functions last for decades. */
  evidenceRecordChains: 32,
  /** Archive time-stamps in the evidence records of one document: one renewal a year for a century. */
  archiveTimestamps: 128,
  /** Hash values in the reduced hash trees of one evidence record; that of a binary tree has some 30. */
  hashtreeHashes: 65_536,
  /** Evidence records in one document. */
  evidenceRecords: 16,
  /** Nested arrays and dictionaries in one PDF object. */
  pdfDepth: 64,
  pdfNameCharacters: 1024,
  /** Objects in one PDF, over all of its revisions; documents of thousands of pages have some 100,000. */
  pdfObjects: 1_000_000,
  /** Cross-reference sections, one or two a revision. */
  pdfRevisions: 512,
  /** Octets that the streams which are read of one PDF (objects, cross-references, metadata) may unfold to. */
  pdfDecodedBytes: 256 * 1024 * 1024,
  /** Times its size that a stream above 1 MiB may unfold to. */
  pdfDecodingRatio: 200,
  /** Entries in the lists of one document security store, those for single signatures included. */
  pdfStoreEntries: 65_536,
  /** Objects of a PDF that are looked at twice, before and after, over all of its revisions. */
  pdfComparisons: 10_000_000,
  /** Header of one message or part; those of much-forwarded mail have some 30 KiB. */
  mimeHeaderBytes: 256 * 1024,
  /** Fields in one header. */
  mimeFields: 1000,
  /** Parts of one message, those of enclosed messages included. */
  mimeParts: 1000,
  /** Parts within parts; a triple-wrapped message with attachments has 5. */
  mimeDepth: 16,
  /** Recipients of one encrypted message. */
  recipients: 1024,
  /** Characters of a PEM text. */
  pemCharacters: 64 * 1024 * 1024,
} as const;
