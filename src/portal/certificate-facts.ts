import { fetchCertificate } from '../authority/bank/fetch.ts';
import type { AuthorityDeps } from '../authority/deps.ts';
import type { CertificateRecord } from '../authority/ports/records.ts';
import { signatureScheme, type SignatureScheme } from '../formats/algorithms.ts';
import { ATTRIBUTE } from '../formats/x509/attribute-types.ts';
import { parseCertificate, type Certificate } from '../formats/x509/certificate.ts';
import { KEY_USAGE } from '../formats/x509/extension-values.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';

/** Uses of KeyUsage that the page has words for, RFC 5280 section 4.2.1.3. */
const KEY_USES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'crlSign',
] as const satisfies readonly (keyof typeof KEY_USAGE)[];

export type KeyUse = (typeof KEY_USES)[number];

/** What a page says of a certificate. */
export interface CertificateFacts {
  readonly record: CertificateRecord;
  /** `RSA 3072`, `EC P-256`. */
  readonly key: string;
  /** `RSASSA-PSS, SHA-256`. */
  readonly signature: string;
  readonly uses: readonly KeyUse[];
  readonly policies: readonly string[];
  /** From the certificate to the root. */
  readonly chain: readonly ChainEntry[];
}

export interface ChainEntry {
  readonly name: string;
  readonly notAfter: Date;
}

/**
 * The certificate with this SHA-256 or serial number, in a page's words.
 *
 * @throws CertBankError `certificate.not-found`
 */
export async function getCertificateFacts(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers'>,
  id: string,
): Promise<CertificateFacts> {
  const { certificate: record, chain } = await fetchCertificate(deps, id);
  const certificate = parseCertificate(record.der);
  const usage = certificate.keyUsage ?? 0;
  return {
    record,
    key: describeKey(certificate.publicKey),
    signature: describeScheme(signatureScheme(certificate.signatureAlgorithm)),
    uses: KEY_USES.filter((use) => (usage & KEY_USAGE[use]) !== 0),
    policies: certificate.certificatePolicies?.map(({ oid }) => oid) ?? [],
    chain: [certificate, ...chain.map(parseCertificate)].map((one) => ({
      name: nameOf(one),
      notAfter: one.notAfter,
    })),
  };
}

/** The common name of a certificate's subject, or else the whole subject. */
export function nameOf(certificate: Certificate): string {
  return certificate.subject.find(ATTRIBUTE.CN) ?? certificate.subject.toString();
}

function describeKey(key: PublicKey): string {
  switch (key.kind) {
    case 'rsa':
    case 'rsa-pss':
    case 'dsa':
      return `${key.kind.toUpperCase()} ${key.bits}`;
    case 'ec':
      return `EC ${key.curve ?? '?'}`;
    default:
      return key.kind;
  }
}

function describeScheme(scheme: SignatureScheme | undefined): string {
  switch (scheme?.kind) {
    case undefined:
      return '?';
    case 'rsa-pkcs1':
      return `RSASSA-PKCS1-v1_5, ${scheme.hash}`;
    case 'rsa-pss':
      return `RSASSA-PSS, ${scheme.hash}`;
    case 'ecdsa':
      return `ECDSA, ${scheme.hash}`;
    case 'eddsa':
      return scheme.curve;
    case 'ml-dsa':
      return scheme.parameters;
  }
}
