import { isCertBankError } from '../../base/errors.ts';
import { DerReader } from '../../formats/asn1/der-reader.ts';
import { describeExtension } from '../../formats/description/extension.ts';
import { TAG } from '../../formats/asn1/tag.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { EXTENSION, type Extension } from '../../formats/x509/extension.ts';
import type { ReportLint } from './finding.ts';

type Criticality = 'must' | 'should' | 'should-not' | 'must-not';

/** How critical each extension is, where that does not depend on the rest of the certificate. */
const CRITICALITY = new Map<string, Criticality>([
  [EXTENSION.keyUsage, 'should'],
  [EXTENSION.nameConstraints, 'must'],
  [EXTENSION.policyConstraints, 'must'],
  [EXTENSION.inhibitAnyPolicy, 'must'],
  [EXTENSION.policyMappings, 'should'],
  [EXTENSION.issuerAlternativeName, 'should-not'],
  [EXTENSION.crlDistributionPoints, 'should-not'],
  [EXTENSION.ocspNoCheck, 'should-not'],
  [EXTENSION.subjectKeyIdentifier, 'must-not'],
  [EXTENSION.authorityKeyIdentifier, 'must-not'],
  [EXTENSION.freshestCrl, 'must-not'],
  [EXTENSION.authorityInfoAccess, 'must-not'],
  [EXTENSION.subjectInfoAccess, 'must-not'],
]);

/** Extensions that only certificates of authorities may have. */
const AUTHORITY_ONLY: readonly string[] = [
  EXTENSION.nameConstraints,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.inhibitAnyPolicy,
];

/**
 * Whether the extensions can be read at all, and that each is critical as it should be.
 *
 * @returns whether what they say can be looked at
 */
export function lintExtensionFrames(certificate: Certificate, report: ReportLint): boolean {
  let extensions: readonly Extension[];
  try {
    extensions = certificate.extensions;
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    const isTwice = error.message.includes('occurs twice');
    report(isTwice ? 'extension.duplicate' : 'extension.malformed', error.message);
    return false;
  }
  for (const extension of extensions) {
    const { name = extension.oid, fault } = describeExtension(extension);
    if (fault !== undefined) report('extension.malformed', `${name} cannot be read: ${fault}`);
    lintCriticality(certificate, extension, name, report);
    lintExcess(extension, name, report);
  }
  return true;
}

function lintCriticality(
  certificate: Certificate,
  { oid, critical }: Extension,
  name: string,
  report: ReportLint,
): void {
  const rule = criticalityOf(certificate, oid);
  if (rule === 'must' && !critical) report('extension.must-be-critical', `${name} is not critical`);
  if (rule === 'should' && !critical) report('extension.should-be-critical', `${name} is not critical`);
  if (rule === 'should-not' && critical) report('extension.should-not-be-critical', `${name} is critical`);
  if (rule === 'must-not' && critical) report('extension.must-not-be-critical', `${name} is critical`);
  if (critical && describeExtension({ oid, critical, value: new Uint8Array() }).name === undefined)
    report('extension.unknown-critical', `few will know the critical extension ${oid}`);
  if (AUTHORITY_ONLY.includes(oid) && isAuthority(certificate) === false)
    report('extension.authority-only', `${name} is for authorities alone`);
}

function criticalityOf(certificate: Certificate, oid: string): Criticality | undefined {
  // RFC 5280 sections 4.2.1.9 and 4.2.1.6: these depend on the subject.
  if (oid === EXTENSION.basicConstraints) return isAuthority(certificate) === true ? 'must' : undefined;
  if (oid === EXTENSION.subjectAlternativeName) return isNameless(certificate) ? 'must' : 'should-not';
  return CRITICALITY.get(oid);
}

/** `undefined` where it cannot be read. */
export function isAuthority(certificate: Certificate): boolean | undefined {
  return readable(() => certificate.basicConstraints?.ca ?? false);
}

const isNameless = (certificate: Certificate): boolean =>
  readable(() => certificate.subject.isEmpty) ?? false;

export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}

/** Forms that the readers bear although DER forbids them, since they change nothing. */
function lintExcess({ oid, value }: Extension, name: string, report: ReportLint): void {
  if (oid === EXTENSION.basicConstraints && value.length >= 5 && value[2] === TAG.boolean && value[4] === 0)
    report('extension.not-der', 'basicConstraints writes out that the subject is no authority');
  if (oid === EXTENSION.keyUsage) {
    const content = readable(() => new DerReader(value).next(TAG.bitString).content);
    if (content === undefined || content.length < 2) return;
    const lowestUsed = 1 << content[0]!;
    if ((content.at(-1)! & lowestUsed) === 0) report('extension.not-der', `${name} has trailing zero bits`);
  }
}
