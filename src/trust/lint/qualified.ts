import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { ACCESS_METHOD, KEY_USAGE } from '../../formats/x509/extension-values.ts';
import { EXTENSION } from '../../formats/x509/extension.ts';
import type { Name } from '../../formats/x509/name.ts';
import { QC_STATEMENT } from '../../formats/x509/qc-statements.ts';
import { readable } from './extensions.ts';
import type { ReportLint } from './finding.ts';

/** Certificates that are issued as EU qualified, to people and to organisations: EN 319 412-2, -3 and -5. */
export function lintQualified(certificate: Certificate, report: ReportLint): void {
  const { subject, issuer } = certificate;
  const statements = readable(() => certificate.qcStatements) ?? [];
  const states = (oid: string): boolean => statements.some((statement) => statement.oid === oid);
  if (statements.length === 0) report('qualified.no-statements', 'no statements of a qualified certificate');
  else {
    if (certificate.extension(EXTENSION.qcStatements)?.critical === true)
      report('qualified.critical-statements', 'the statements are critical');
    if (!states(QC_STATEMENT.compliance)) report('qualified.no-compliance', 'not stated to be qualified');
    if (!states(QC_STATEMENT.pds))
      report('qualified.no-disclosure', 'no address of the disclosure statement');
    if (!states(QC_STATEMENT.type))
      report('qualified.no-type', 'not stated whether for signatures, seals or websites');
  }
  for (const type of missingOf(issuer, ['C', 'O', 'CN']))
    report('qualified.issuer', `the issuer has no ${type}`);
  for (const type of missingOf(subject, subjectTypes(subject)))
    report('qualified.subject', `the subject has no ${type}`);
  lintUsage(
    readable(() => certificate.keyUsage),
    report,
  );
  if (certificate.extension(EXTENSION.certificatePolicies) === undefined)
    report('qualified.no-policy', 'no certificate policy');
  const methods = (readable(() => certificate.authorityInfoAccess) ?? []).map(({ method }) => method);
  if (!methods.includes(ACCESS_METHOD.caIssuers))
    report('qualified.no-issuer-address', 'no address of the issuer’s certificate');
  if (
    !methods.includes(ACCESS_METHOD.ocsp) &&
    certificate.extension(EXTENSION.crlDistributionPoints) === undefined
  )
    report('qualified.no-revocation-address', 'neither an OCSP responder nor a CRL is named');
}

type AttributeName = keyof typeof ATTRIBUTE;

function missingOf(name: Name, types: readonly AttributeName[]): AttributeName[] {
  return types.filter((type) => readable(() => name.find(ATTRIBUTE[type])) === undefined);
}

/** A legal person has an identifier of its organisation; a natural person a name or a pseudonym. */
function subjectTypes(subject: Name): AttributeName[] {
  const has = (type: AttributeName): boolean => readable(() => subject.find(ATTRIBUTE[type])) !== undefined;
  const isNatural = has('givenName') || has('surname') || has('pseudonym');
  if (has('organizationIdentifier') && !isNatural) return ['C', 'O', 'organizationIdentifier', 'CN'];
  return has('pseudonym') ? ['C', 'CN', 'serialNumber'] : ['C', 'CN', 'serialNumber', 'givenName', 'surname'];
}

const { digitalSignature, nonRepudiation, keyEncipherment, keyAgreement } = KEY_USAGE;

/** EN 319 412-2 section 4.3.2, table 1: types A to F. */
const USAGES: readonly number[] = [
  nonRepudiation,
  nonRepudiation | digitalSignature,
  digitalSignature,
  digitalSignature | keyEncipherment,
  digitalSignature | keyAgreement,
  keyEncipherment,
  keyAgreement,
  nonRepudiation | digitalSignature | keyEncipherment,
  nonRepudiation | digitalSignature | keyAgreement,
];

function lintUsage(usage: number | undefined, report: ReportLint): void {
  if (usage === undefined || !USAGES.includes(usage))
    report('qualified.key-usage', 'the key usage is none of the types A to F');
}
