import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { KEY_USAGE } from '../../formats/x509/extension-values.ts';
import { EXTENSION, type Extension } from '../../formats/x509/extension.ts';
import { POLICY_QUALIFIER } from '../../formats/x509/policies.ts';
import { QC_STATEMENT } from '../../formats/x509/qc-statements.ts';
import type { Fault, PathFailureCode } from './failure.ts';
import { checkExtendedKeyUsage, checkNames, type Purpose } from './purpose.ts';

/** What the rules for single certificates depend on. */
export interface RuleSettings {
  readonly at: Date;
  readonly purpose: Purpose;
  /** Critical extensions that the caller processes himself. */
  readonly recognised: readonly string[];
}

/**
 * Extensions that path validation processes, and which may therefore be critical (RFC 5280 section 4.2), with
 * what reads them: a certificate is judged by all that it says, so that one that cannot be read refuses it.
 * Key identifiers and access descriptions are used as hints alone, which is not to process them. Distribution
 * points are read where revocation is asked about.
 */
const READERS = new Map<string, (certificate: Certificate) => unknown>([
  [EXTENSION.keyUsage, (certificate) => certificate.keyUsage],
  [EXTENSION.subjectAlternativeName, (certificate) => certificate.subjectAlternativeName],
  [EXTENSION.basicConstraints, (certificate) => certificate.basicConstraints],
  [EXTENSION.nameConstraints, (certificate) => certificate.nameConstraints],
  [EXTENSION.crlDistributionPoints, () => undefined],
  [EXTENSION.certificatePolicies, (certificate) => certificate.certificatePolicies],
  [EXTENSION.policyMappings, (certificate) => certificate.policyMappings],
  [EXTENSION.policyConstraints, (certificate) => certificate.policyConstraints],
  [EXTENSION.extendedKeyUsage, (certificate) => certificate.extendedKeyUsage],
  [EXTENSION.inhibitAnyPolicy, (certificate) => certificate.inhibitAnyPolicy],
  // Statements are for people and reports to read; they do not restrict the path.
  [EXTENSION.qcStatements, (certificate) => certificate.qcStatements],
]);

const CRITICAL_ALONE = ({ critical }: Extension): boolean => critical;

const STATEMENTS = new Set<string>(Object.values(QC_STATEMENT));
const QUALIFIERS = new Set<string>(Object.values(POLICY_QUALIFIER));

/** RFC 5280 section 4.1.2.2. */
const SERIAL_OCTETS = 20;

type Report = (code: PathFailureCode, message: string) => void;

/**
 * What is wrong with a certificate as the last one of a path, for what it says itself.
 *
 * Does not check: its signature, or anything that depends on the certificates above it.
 *
 * @source RFC 5280 section 6.1.3 (a)(2), 6.1.5 (f)
 */
export function checkLeaf(certificate: Certificate, settings: RuleSettings): Fault[] {
  return collect(certificate, (report, faults) => {
    checkAny(certificate, settings, report);
    if (certificate.basicConstraints?.ca !== true) {
      const usage = certificate.keyUsage ?? 0;
      if ((usage & KEY_USAGE.keyCertSign) !== 0) {
        report('basic-constraints.ca-only', 'keyCertSign in a certificate that is no CA’s');
      }
      if (certificate.nameConstraints !== undefined) {
        report('basic-constraints.ca-only', 'name constraints in a certificate that is no CA’s');
      }
    }
    // RFC 5280 section 4.2.1.6: without a subject the alternative name is all there is, and critical.
    if (certificate.subject.rdns.length === 0) {
      const names = certificate.extension(EXTENSION.subjectAlternativeName);
      if (names?.critical !== true)
        report('certificate.name-empty', 'no subject and no critical alternative name');
    }
    const usage = checkExtendedKeyUsage(certificate, settings.purpose, true);
    if (usage !== undefined) faults.push(usage);
    faults.push(...checkNames(certificate, settings.purpose));
  });
}

/**
 * What is wrong with a certificate as the issuer of another, for what it says itself.
 *
 * Does not check: its signature, path length, name constraints, policies.
 *
 * @source RFC 5280 section 6.1.3 (a)(2), 6.1.4 (k), (n), (o)
 */
export function checkIssuer(certificate: Certificate, settings: RuleSettings): Fault[] {
  return collect(certificate, (report, faults) => {
    checkAny(certificate, settings, report);
    checkAuthority(certificate, report);
    if (certificate.subject.rdns.length === 0) report('certificate.name-empty', 'a CA without a name');
    const usage = checkExtendedKeyUsage(certificate, settings.purpose, false);
    if (usage !== undefined) faults.push(usage);
  });
}

/**
 * What is wrong with the certificate of an anchor. A critical extension that nobody here understands may say
 * what its key is not for; everything else counts only where the anchor's constraints are asked for.
 */
export function checkAnchorCertificate(
  certificate: Certificate,
  settings: RuleSettings,
  withConstraints: boolean,
): Fault[] {
  const faults = collect(certificate, (report, faults) => {
    checkCriticalExtensions(certificate, settings, report);
    if (!withConstraints) return;
    if (certificate.version === 3) checkAuthority(certificate, report);
    const usage = checkExtendedKeyUsage(certificate, settings.purpose, false);
    if (usage !== undefined) faults.push(usage);
  });
  // Whoever trusts a certificate as bare name and key trusts it though its extensions are damaged.
  return withConstraints ? faults : faults.filter(({ code }) => code === 'extension.unknown-critical');
}

/**
 * What is wrong with the certificate of a delegated OCSP responder, for what it says itself. Names and policies
 * mean nothing there, and are read only where they are critical.
 */
export function checkResponder(certificate: Certificate, settings: RuleSettings): Fault[] {
  return collect(certificate, (report) => {
    checkAny(certificate, settings, report, CRITICAL_ALONE);
  });
}

/** Runs `check`; what it cannot read becomes a fault. */
function collect(certificate: Certificate, check: (report: Report, faults: Fault[]) => void): Fault[] {
  const faults: Fault[] = [];
  try {
    check((code, message) => faults.push({ code, message, certificate }), faults);
  } catch (error) {
    faults.push(unreadable(certificate, error));
  }
  return faults;
}

/** The fault that a malformed certificate is; anything else is thrown on. */
export function unreadable(certificate: Certificate, error: unknown): Fault {
  if (!isCertBankError(error)) throw error;
  return { code: 'certificate.malformed', message: error.message, certificate };
}

function checkAny(
  certificate: Certificate,
  settings: RuleSettings,
  report: Report,
  isRead: (extension: Extension) => boolean = () => true,
): void {
  if (!certificate.isValidAt(settings.at)) {
    const { notBefore, notAfter } = certificate;
    if (settings.at < notBefore) {
      report('certificate.not-yet-valid', `valid only from ${notBefore.toISOString()}`);
    } else report('certificate.expired', `valid only until ${notAfter.toISOString()}`);
  }
  if (!equal(certificate.innerSignatureAlgorithm.der, certificate.signatureAlgorithm.der)) {
    report('algorithm.mismatch', 'the signature algorithm inside and outside what is signed differ');
  }
  checkSerialNumber(certificate.serialNumber, report);
  if (certificate.issuer.rdns.length === 0) report('certificate.name-empty', 'no issuer is named');
  checkCriticalExtensions(certificate, settings, report);
  for (const extension of certificate.extensions)
    if (isRead(extension)) READERS.get(extension.oid)?.(certificate);
}

/** RFC 5280 section 4.1.2.2: positive, and of at most 20 octets. */
function checkSerialNumber(octets: Uint8Array, report: Report): void {
  const magnitude = octets[0] === 0 && octets.length > 1 ? octets.length - 1 : octets.length;
  if (octets[0]! >= 0x80) report('certificate.serial-number', 'the serial number is negative');
  else if (octets.length === 1 && octets[0] === 0)
    report('certificate.serial-number', 'the serial number is zero');
  else if (magnitude > SERIAL_OCTETS)
    report('certificate.serial-number', `a serial number of ${magnitude} octets`);
}

function checkCriticalExtensions(certificate: Certificate, settings: RuleSettings, report: Report): void {
  for (const { oid, critical } of certificate.extensions) {
    if (!critical || settings.recognised.includes(oid)) continue;
    if (!READERS.has(oid)) report('extension.unknown-critical', `critical extension ${oid} is not processed`);
    else if (oid === EXTENSION.certificatePolicies) checkQualifiers(certificate, report);
    else if (oid === EXTENSION.qcStatements) checkStatements(certificate, report);
  }
}

/** RFC 5280 section 4.2.1.4: whoever cannot interpret a qualifier of critical policies must refuse. */
function checkQualifiers(certificate: Certificate, report: Report): void {
  for (const { qualifiers } of certificate.certificatePolicies ?? []) {
    for (const { oid } of qualifiers) {
      if (!QUALIFIERS.has(oid))
        report('extension.unknown-critical', `critical policies with the qualifier ${oid}`);
    }
  }
}

/** RFC 3739 section 3.2.6: each statement of a critical extension is critical. */
function checkStatements(certificate: Certificate, report: Report): void {
  for (const { oid } of certificate.qcStatements ?? []) {
    if (!STATEMENTS.has(oid)) report('extension.unknown-critical', `critical statement ${oid} is not known`);
  }
}

function checkAuthority(certificate: Certificate, report: Report): void {
  // (k) asks of versions 1 and 2 for other means to know a CA; here are none.
  if (certificate.version !== 3)
    report('certificate.version', `a CA certificate of version ${certificate.version}`);
  if (certificate.basicConstraints?.ca !== true) report('basic-constraints.not-ca', 'the issuer is no CA');
  const usage = certificate.keyUsage;
  if (usage !== undefined && (usage & KEY_USAGE.keyCertSign) === 0) {
    report('key-usage.no-cert-sign', 'the issuer’s key may not sign certificates');
  }
}
