/** Content types of RFC 5652 and RFC 3161. */
export const CONTENT_TYPE = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
} as const;

/** Attribute types. */
export const ATTRIBUTE = {
  /** RFC 5652 section 11.1. */
  contentType: '1.2.840.113549.1.9.3',
  /** RFC 5652 section 11.2. */
  messageDigest: '1.2.840.113549.1.9.4',
  /** RFC 5652 section 11.3. */
  signingTime: '1.2.840.113549.1.9.5',
  /** RFC 5652 section 11.4; unsigned. */
  counterSignature: '1.2.840.113549.1.9.6',
  /** RFC 2634 section 5.4: by SHA-1. */
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  /** RFC 5035 section 3. */
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  /** EN 319 122-1 section 5.2.9. */
  signaturePolicy: '1.2.840.113549.1.9.16.2.15',
  /** RFC 6211 section 2. */
  algorithmProtection: '1.2.840.113549.1.9.52',
} as const;
