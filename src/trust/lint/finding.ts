/** `error`: a MUST of the clause is broken; `warning`: a SHOULD; `notice`: allowed, and seldom meant. */
export type LintSeverity = 'error' | 'warning' | 'notice';

/** What each lint is about: how grave it is, and the clause that says so. */
const LINTS = {
  // The frame.
  'version.old': ['warning', 'RFC 5280 section 4.1.2.1'],
  'version.unique-identifiers': ['error', 'RFC 5280 section 4.1.2.8'],
  'serial.not-positive': ['error', 'RFC 5280 section 4.1.2.2'],
  'serial.too-long': ['error', 'RFC 5280 section 4.1.2.2'],
  'serial.not-minimal': ['error', 'X.690 section 8.3.2'],
  'serial.predictable': ['warning', 'CA/Browser Forum Baseline Requirements section 7.1'],
  'algorithm.mismatch': ['error', 'RFC 5280 section 4.1.1.2'],
  'algorithm.parameters': ['error', 'RFC 4055 sections 3.1 and 5, RFC 5758 section 3.2, RFC 8410 section 3'],
  'algorithm.unknown': ['notice', 'RFC 5280 section 4.1.1.2'],
  'algorithm.weak': ['error', 'TS 119 312 section 6'],
  'algorithm.pss-unusual': ['warning', 'RFC 4055 section 3.1'],
  'validity.reversed': ['error', 'RFC 5280 section 4.1.2.5'],
  'validity.encoding': ['error', 'RFC 5280 section 4.1.2.5'],
  // Names.
  'name.malformed': ['error', 'RFC 5280 section 4.1.2.4'],
  'name.issuer-empty': ['error', 'RFC 5280 section 4.1.2.4'],
  'name.subject-empty': ['error', 'RFC 5280 sections 4.1.2.6 and 4.2.1.6'],
  'name.string-type': ['warning', 'RFC 5280 section 4.1.2.4'],
  'name.fixed-type': ['error', 'RFC 5280 appendix A.1'],
  'name.characters': ['error', 'X.680 section 41, RFC 5280 section 4.1.2.4'],
  'name.too-long': ['error', 'RFC 5280 appendix A.1'],
  'name.country': ['error', 'RFC 5280 appendix A.1'],
  'name.value-empty': ['error', 'RFC 5280 appendix A.1'],
  'name.spaces': ['warning', 'RFC 5280 section 7.1'],
  'name.order': ['error', 'X.690 section 11.6'],
  'name.email-not-alternative': ['error', 'RFC 5280 section 4.1.2.6'],
  // The key.
  'key.malformed': ['error', 'RFC 5280 section 4.1.2.7'],
  'key.parameters': ['error', 'RFC 3279 section 2.3.1'],
  'key.explicit-curve': ['error', 'RFC 5480 section 2.1.1'],
  'key.weak': ['error', 'TS 119 312 section 7, SP 800-89 section 5.3.3'],
  'key.unknown': ['notice', 'RFC 5280 section 4.1.2.7'],
  // Extensions in general.
  'extension.duplicate': ['error', 'RFC 5280 section 4.2'],
  'extension.malformed': ['error', 'RFC 5280 section 4.2'],
  'extension.unknown-critical': ['warning', 'RFC 5280 section 4.2'],
  'extension.must-be-critical': ['error', 'RFC 5280 section 4.2.1'],
  'extension.should-be-critical': ['warning', 'RFC 5280 section 4.2.1'],
  'extension.must-not-be-critical': ['error', 'RFC 5280 sections 4.2.1 and 4.2.2'],
  'extension.should-not-be-critical': ['warning', 'RFC 5280 section 4.2.1'],
  'extension.authority-only': ['error', 'RFC 5280 sections 4.2.1.10, 4.2.1.11 and 4.2.1.14'],
  'extension.not-der': ['error', 'X.690 sections 11.2 and 11.5'],
  // What they say.
  'basic-constraints.missing': ['error', 'RFC 5280 section 4.2.1.9'],
  'basic-constraints.path-length': ['error', 'RFC 5280 section 4.2.1.9'],
  'key-usage.missing': ['error', 'RFC 5280 section 4.2.1.3'],
  'key-usage.certificates-without-authority': ['error', 'RFC 5280 sections 4.2.1.3 and 4.2.1.9'],
  'key-usage.authority-without-certificates': ['error', 'RFC 5280 section 4.2.1.9'],
  'key-usage.only-without-agreement': ['warning', 'RFC 5280 section 4.2.1.3'],
  'key-usage.not-for-key': [
    'error',
    'RFC 3279 section 2.3, RFC 8813 section 3, RFC 9295 section 3, RFC 9881 section 5',
  ],
  'key-usage.mixed': ['warning', 'RFC 3279 section 2.3.1'],
  'extended-key-usage.inconsistent': ['error', 'RFC 5280 section 4.2.1.12'],
  'extended-key-usage.any-critical': ['warning', 'RFC 5280 section 4.2.1.12'],
  'extended-key-usage.duplicate': ['warning', 'RFC 5280 section 4.2.1.12'],
  'extended-key-usage.time-stamping': ['error', 'RFC 3161 section 2.3'],
  'subject-key-identifier.missing': ['error', 'RFC 5280 section 4.2.1.2'],
  'subject-key-identifier.recommended': ['warning', 'RFC 5280 section 4.2.1.2'],
  'authority-key-identifier.missing': ['error', 'RFC 5280 section 4.2.1.1'],
  'authority-key-identifier.no-key': ['error', 'RFC 5280 section 4.2.1.1'],
  'authority-key-identifier.half': ['error', 'RFC 5280 section 4.2.1.1'],
  'alternative-name.dns': ['error', 'RFC 5280 section 4.2.1.6, RFC 1034 section 3.5'],
  'alternative-name.dns-underscore': ['warning', 'RFC 1034 section 3.5'],
  'alternative-name.email': ['error', 'RFC 5280 section 4.2.1.6, RFC 5321 section 4.1.2'],
  'alternative-name.uri': ['error', 'RFC 5280 section 4.2.1.6'],
  'alternative-name.empty': ['error', 'RFC 5280 section 4.2.1.6'],
  'name-constraints.host': ['error', 'RFC 5280 section 4.2.1.10'],
  'name-constraints.form': ['warning', 'RFC 5280 section 4.2.1.10'],
  'policies.notice-type': ['error', 'RFC 5280 section 4.2.1.4'],
  'policies.notice-not-utf8': ['warning', 'RFC 5280 section 4.2.1.4'],
  'policies.notice-too-long': ['error', 'RFC 5280 section 4.2.1.4'],
  'policies.notice-reference': ['warning', 'RFC 5280 section 4.2.1.4'],
  'policies.qualifier': ['error', 'RFC 5280 section 4.2.1.4'],
  'policies.mapping-any': ['error', 'RFC 5280 section 4.2.1.5'],
  'policies.mapping-not-asserted': ['warning', 'RFC 5280 section 4.2.1.5'],
  'crl-distribution-points.nowhere': ['error', 'RFC 5280 section 4.2.1.13'],
  'crl-distribution-points.partial': ['warning', 'RFC 5280 section 4.2.1.13'],
  'crl-distribution-points.unreachable': ['warning', 'RFC 5280 section 4.2.1.13'],
  'information-access.unreachable': ['warning', 'RFC 5280 section 4.2.2.1'],
  'ocsp-no-check.not-responder': ['warning', 'RFC 6960 section 4.2.2.2.1'],
  // Qualified certificates.
  'qualified.no-statements': ['error', 'EN 319 412-5 section 5'],
  'qualified.no-compliance': ['error', 'EN 319 412-5 section 4.2.1'],
  'qualified.critical-statements': ['error', 'EN 319 412-5 section 4.1'],
  'qualified.no-disclosure': ['error', 'EN 319 412-5 section 4.3.4'],
  'qualified.no-type': ['warning', 'EN 319 412-5 section 4.2.3'],
  'qualified.subject': ['error', 'EN 319 412-2 section 4.2.4, EN 319 412-3 section 4.2.1'],
  'qualified.issuer': ['error', 'EN 319 412-2 section 4.2.3'],
  'qualified.key-usage': ['error', 'EN 319 412-2 section 4.3.2'],
  'qualified.no-policy': ['error', 'EN 319 412-2 section 4.3.3'],
  'qualified.no-revocation-address': ['error', 'EN 319 412-2 section 4.3.11'],
  'qualified.no-issuer-address': ['error', 'EN 319 412-2 section 4.4.1'],
} as const satisfies Record<string, readonly [LintSeverity, string]>;

export type LintCode = keyof typeof LINTS;

/** One thing that is not as a standard says. */
export interface LintFinding {
  readonly code: LintCode;
  readonly severity: LintSeverity;
  readonly clause: string;
  readonly message: string;
}

/** Takes what a lint found; `message` begins small and has no full stop. */
export type ReportLint = (code: LintCode, message: string) => void;

const SEVERITIES: readonly LintSeverity[] = ['error', 'warning', 'notice'];

/** Findings kept of one certificate: enough for a hostile one. */
const KEPT = 256;

/** Runs `lints`, and gives what they find, the gravest first. */
export function collectFindings(lints: (report: ReportLint) => void): LintFinding[] {
  const findings: LintFinding[] = [];
  lints((code, message) => {
    if (
      findings.length === KEPT ||
      findings.some((other) => other.code === code && other.message === message)
    )
      return;
    const [severity, clause] = LINTS[code];
    findings.push({ code, severity, clause, message });
  });
  return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
