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
  /** EN 319 122-1 section 5.2.8; signed, as all above but the counter-signature. */
  contentTimestamp: '1.2.840.113549.1.9.16.2.20',
  /** EN 319 122-1 section 5.3; unsigned, as all below. */
  signatureTimestamp: '1.2.840.113549.1.9.16.2.14',
  /** EN 319 122-1 annex A.1.5.1: over the signature, its time-stamps and references (CAdES-C-timestamp). */
  referencesTimestamp: '1.2.840.113549.1.9.16.2.25',
  /** EN 319 122-1 annex A.1.5.2: over the references alone (time-stamped-certs-crls-references). */
  certsCrlsTimestamp: '1.2.840.113549.1.9.16.2.26',
  /** EN 319 122-1 annex A.1.1 to A.1.4. */
  certificateReferences: '1.2.840.113549.1.9.16.2.21',
  revocationReferences: '1.2.840.113549.1.9.16.2.22',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  /** TS 101 733 V1.4.0, the first form. */
  archiveTimestampV1: '1.2.840.113549.1.9.16.2.27',
  /** EN 319 122-1 annex A.2.4, TS 101 733 V2.2.1 section 6.4.1. */
  archiveTimestampV2: '1.2.840.113549.1.9.16.2.48',
  /** EN 319 122-1 section 5.5.3. */
  archiveTimestampV3: '0.4.0.1733.2.4',
  /** TS 101 733 V2.2.1 section 6.4.2: in the archive time-stamp's own token, as the next two. */
  hashIndex: '0.4.0.1733.2.5',
  hashIndexV2: '0.4.0.19122.1.4',
  /** EN 319 122-1 section 5.5.2. */
  hashIndexV3: '0.4.0.19122.1.5',
  /** RFC 4998 appendix A. */
  evidenceRecordInternal: '1.2.840.113549.1.9.16.2.49',
  evidenceRecordExternal: '1.2.840.113549.1.9.16.2.50',
} as const;
