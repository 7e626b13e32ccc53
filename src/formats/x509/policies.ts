import { CertBankError } from '../../base/errors.ts';
import { contextPrimitive } from '../asn1/tag.ts';
import { enterOnly, readList } from './extension-values.ts';
import { DerReader } from '../asn1/der-reader.ts';

/** One policy of a certificate (RFC 5280 section 4.2.1.4). */
export interface CertificatePolicy {
  readonly oid: string;
  readonly qualifiers: readonly PolicyQualifier[];
}

export interface PolicyQualifier {
  readonly oid: string;
  /** DER of the qualifier. */
  readonly value: Uint8Array;
}

/** The issuer's policy that the subject's domain knows under another name (RFC 5280 section 4.2.1.5). */
export interface PolicyMapping {
  readonly issuerDomain: string;
  readonly subjectDomain: string;
}

/** Certificates that may follow before each rule begins (RFC 5280 section 4.2.1.11). */
export interface PolicyConstraints {
  readonly requireExplicit?: number;
  readonly inhibitMapping?: number;
}

export const ANY_POLICY = '2.5.29.32.0';

export const POLICY_QUALIFIER = { cps: '1.3.6.1.5.5.7.2.1', userNotice: '1.3.6.1.5.5.7.2.2' } as const;

function malformed(structure: string, what: string): CertBankError {
  return new CertBankError('structure.malformed', { structure, what }, `${structure}: ${what}`);
}

export function parseCertificatePolicies(value: Uint8Array): CertificatePolicy[] {
  const seen = new Set<string>();
  return readList(value, (list) => {
    const reader = list.enter();
    const oid = reader.oid();
    if (seen.has(oid)) throw malformed('CertificatePolicies', `policy ${oid} occurs twice`);
    seen.add(oid);
    const qualifiers: PolicyQualifier[] = [];
    if (!reader.isAtEnd) {
      const inner = reader.enter();
      do {
        const qualifier = inner.enter();
        qualifiers.push({ oid: qualifier.oid(), value: qualifier.raw() });
        qualifier.finish();
      } while (!inner.isAtEnd);
    }
    reader.finish();
    return { oid, qualifiers };
  });
}

export function parsePolicyMappings(value: Uint8Array): PolicyMapping[] {
  return readList(value, (list) => {
    const reader = list.enter();
    const mapping = { issuerDomain: reader.oid(), subjectDomain: reader.oid() };
    reader.finish();
    return mapping;
  });
}

export function parsePolicyConstraints(value: Uint8Array): PolicyConstraints {
  const reader = enterOnly(value);
  if (reader.isAtEnd) throw malformed('PolicyConstraints', 'neither field is there');
  const count = (number: number) =>
    reader.nextTag === contextPrimitive(number) ? reader.smallInteger(contextPrimitive(number)) : undefined;
  const requireExplicit = count(0);
  const inhibitMapping = count(1);
  reader.finish();
  return {
    ...(requireExplicit !== undefined && { requireExplicit }),
    ...(inhibitMapping !== undefined && { inhibitMapping }),
  };
}

export function parseInhibitAnyPolicy(value: Uint8Array): number {
  const reader = new DerReader(value);
  const skip = reader.smallInteger();
  reader.finish();
  return skip;
}
