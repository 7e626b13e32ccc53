import type { CertificateRecord } from '../authority/ports/records.ts';

/** Uses that KeyUsage names, RFC 5280 section 4.2.1.3, in the order of its bits. */
export const KEY_USES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const;

export type KeyUse = (typeof KEY_USES)[number];

/** What a page says of a certificate. */
export interface CertificateFacts {
  readonly record: CertificateRecord;
  /** `RSA 3072 bit`, `EC P-256`. */
  readonly key: string;
  /** `RSASSA-PSS, SHA-256`. */
  readonly signature: string;
  readonly uses: readonly KeyUse[];
  readonly policies: readonly string[];
  /** From the certificate to the root. */
  readonly chain: readonly ChainEntry[];
}

export interface ChainEntry {
  readonly sha256: string;
  readonly name: string;
  readonly notAfter: Date;
}
