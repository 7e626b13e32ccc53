import type { Certificate } from '../../formats/x509/certificate.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../formats/x509/extension-values.ts';
import { EXTENSION } from '../../formats/x509/extension.ts';
import { isAuthority, readable } from './extensions.ts';
import type { ReportLint } from './finding.ts';
import { impossibleUsages } from './key.ts';

/** What the key may be used for: basic constraints, key usage and extended key usage agree with each other. */
export function lintUsage(certificate: Certificate, report: ReportLint): void {
  const isCa = isAuthority(certificate);
  const usage = readable(() => certificate.keyUsage);
  const constraints = readable(() => certificate.basicConstraints);
  const signsCertificates = ((usage ?? 0) & KEY_USAGE.keyCertSign) !== 0;
  if (isCa === false && signsCertificates)
    report(
      'key-usage.certificates-without-authority',
      'the key may sign certificates, but the subject is no authority',
    );
  if (isCa === true && usage === undefined) report('key-usage.missing', 'an authority without key usage');
  if (isCa === true && usage !== undefined && !signsCertificates)
    report('key-usage.authority-without-certificates', 'an authority whose key may not sign certificates');
  if (constraints?.pathLength !== undefined && !(isCa === true && signsCertificates))
    report('basic-constraints.path-length', 'a path length without an authority that signs certificates');
  if (usage === undefined) return;
  if (
    (usage & (KEY_USAGE.encipherOnly | KEY_USAGE.decipherOnly)) !== 0 &&
    (usage & KEY_USAGE.keyAgreement) === 0
  )
    report(
      'key-usage.only-without-agreement',
      'encipherOnly and decipherOnly mean nothing without keyAgreement',
    );
  const kind = readable(() => certificate.publicKey.kind) ?? 'unknown';
  for (const name of impossibleUsages(kind, usage))
    report('key-usage.not-for-key', `a key of the kind ${kind} is not for ${name}`);
  if (
    kind === 'rsa' &&
    signsCertificates &&
    (usage & (KEY_USAGE.keyEncipherment | KEY_USAGE.dataEncipherment)) !== 0
  )
    report('key-usage.mixed', 'a key that signs certificates is for encryption too');
  lintPurposes(certificate, usage, report);
}

const { digitalSignature, nonRepudiation, keyEncipherment, keyAgreement } = KEY_USAGE;

/** Key usages of which RFC 5280 section 4.2.1.12 wants one beside each purpose. */
const CONSISTENT = new Map<string, number>([
  [KEY_PURPOSE.serverAuth, digitalSignature | keyEncipherment | keyAgreement],
  [KEY_PURPOSE.clientAuth, digitalSignature | keyAgreement],
  [KEY_PURPOSE.codeSigning, digitalSignature],
  [KEY_PURPOSE.emailProtection, digitalSignature | nonRepudiation | keyEncipherment | keyAgreement],
  [KEY_PURPOSE.timeStamping, digitalSignature | nonRepudiation],
  [KEY_PURPOSE.ocspSigning, digitalSignature | nonRepudiation],
]);

function lintPurposes(certificate: Certificate, usage: number, report: ReportLint): void {
  const purposes = readable(() => certificate.extendedKeyUsage);
  if (purposes === undefined) return;
  const isCritical = certificate.extension(EXTENSION.extendedKeyUsage)?.critical === true;
  if (isCritical && purposes.includes(KEY_PURPOSE.any))
    report('extended-key-usage.any-critical', 'a critical extended key usage that allows every purpose');
  if (new Set(purposes).size < purposes.length)
    report('extended-key-usage.duplicate', 'a purpose is named twice');
  if (
    purposes.includes(KEY_PURPOSE.timeStamping) &&
    isAuthority(certificate) === false &&
    (!isCritical || purposes.length > 1)
  )
    report('extended-key-usage.time-stamping', 'time-stamping must be the only purpose, and critical');
  if (isAuthority(certificate) === true) return;
  for (const purpose of purposes) {
    const needed = CONSISTENT.get(purpose);
    if (needed !== undefined && (usage & needed) === 0)
      report('extended-key-usage.inconsistent', `no key usage fits the purpose ${purpose}`);
  }
}

/** Identifiers of keys. */
export function lintKeyIdentifiers(certificate: Certificate, report: ReportLint): void {
  if (certificate.extension(EXTENSION.subjectKeyIdentifier) === undefined) {
    if (isAuthority(certificate) === true)
      report('subject-key-identifier.missing', 'an authority without subject key identifier');
    else report('subject-key-identifier.recommended', 'no subject key identifier');
  }
  if (certificate.extension(EXTENSION.authorityKeyIdentifier) === undefined) {
    if (readable(() => certificate.isSelfIssued) !== true)
      report('authority-key-identifier.missing', 'no authority key identifier');
    return;
  }
  const identifier = readable(() => certificate.authorityKeyIdentifier);
  if (identifier === undefined) return;
  if (identifier.keyIdentifier === undefined)
    report('authority-key-identifier.no-key', 'the authority key identifier does not identify the key');
  if ((identifier.issuer === undefined) !== (identifier.serialNumber === undefined))
    report(
      'authority-key-identifier.half',
      'the authority key identifier has an issuer or a serial number, not both',
    );
}

/** id-pkix-ocsp-nocheck is for OCSP responders. */
export function lintOcspNoCheck(certificate: Certificate, report: ReportLint): void {
  if (certificate.extension(EXTENSION.ocspNoCheck) === undefined) return;
  const purposes = readable(() => certificate.extendedKeyUsage) ?? [];
  if (!purposes.includes(KEY_PURPOSE.ocspSigning))
    report(
      'ocsp-no-check.not-responder',
      'revocation is not to be checked, but the subject is no OCSP responder',
    );
}
