import type { Certificate } from '../../formats/x509/certificate.ts';
import { lintExtensionFrames } from './extensions.ts';
import { collectFindings, type LintFinding } from './finding.ts';
import { lintFrame } from './frame.ts';
import { lintKey } from './key.ts';
import { lintNames } from './names.ts';
import { lintQualified } from './qualified.ts';
import { lintKeyIdentifiers, lintOcspNoCheck, lintUsage } from './usage.ts';
import { lintAlternativeNames, lintNameConstraints, lintPlaces, lintPolicies } from './values.ts';

/** `rfc5280`: what holds for every certificate; `qualified`: beside that what EU qualified ones must have. */
export type LintProfile = 'rfc5280' | 'qualified';

/**
 * Everything in which `certificate` is not as the standards say, the gravest first, each with its clause. Looks at
 * the certificate alone, and at what a relying party bears as well as at what it would refuse.
 *
 * Does not check: the signature, trust, revocation, or whether the certificate is valid now.
 *
 * @throws never for what is in the certificate
 * @source RFC 5280 sections 4.1 and 4.2; EN 319 412-2, -3 and -5 for `qualified`
 */
export function examineCertificate(
  certificate: Certificate,
  profile: LintProfile = 'rfc5280',
): LintFinding[] {
  return collectFindings((report) => {
    lintFrame(certificate, report);
    lintNames(certificate, report);
    lintKey(certificate, report);
    if (!lintExtensionFrames(certificate, report)) return;
    lintUsage(certificate, report);
    lintOcspNoCheck(certificate, report);
    lintAlternativeNames(certificate, report);
    lintNameConstraints(certificate, report);
    lintPolicies(certificate, report);
    lintPlaces(certificate, report);
    if (certificate.version === 3) lintKeyIdentifiers(certificate, report);
    if (profile === 'qualified') lintQualified(certificate, report);
  });
}
