import { Command, Option } from 'commander';
import colors from 'picocolors';
import { nodeEngine } from '../../adapters/keys/node-engine.ts';
import { findProfileFaults } from '../../authority/issuing/lint-profile.ts';
import { FAMILIES } from '../../authority/profiles/catalog.ts';
import type { Profile } from '../../authority/profiles/profile.ts';
import { toHex } from '../../base/bytes.ts';
import { systemClock } from '../../base/clock.ts';
import { describeCertificate } from '../../formats/description/certificate.ts';
import { describeStructure, parseStructures } from '../../formats/description/structure.ts';
import { derFrom } from '../../formats/pem.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import { examineCertificate } from '../../trust/lint/examine-certificate.ts';
import type { LintSeverity } from '../../trust/lint/finding.ts';
import { EXIT } from '../exit-status.ts';
import { readBounded } from '../inputs.ts';
import { createOutput, printable } from '../output.ts';
import { structureText } from '../structure-text.ts';

/** `certificate`: look at the things of a public-key infrastructure. */
export function certificateCommand(): Command {
  return new Command('certificate')
    .description('look at certificates, requests, CRLs and OCSP responses')
    .addCommand(inspectCommand())
    .addCommand(lintCommand());
}

function inspectCommand(): Command {
  return new Command('inspect')
    .description('tell what a certificate, request, CRL or OCSP response says')
    .argument('<file>', 'PEM (one or more) or DER')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Only repeats what the file claims; "path verify" says whether it is to be believed.

Example:
  certbank certificate inspect server.pem`,
    )
    .action(async (file: string, options: { json?: true }) => {
      const output = createOutput(options.json === true);
      const at = systemClock.now();
      const engine = nodeEngine();
      const shown = await Promise.all(
        parseStructures(await readBounded(file)).map(async (structure) => ({
          ...describeStructure(structure),
          sha256: toHex(await engine.digest('SHA-256', structure.der)),
        })),
      );
      const text = shown.map((view) => structureText(view, view.sha256, at)).join('\n\n');
      output.answer({ structures: shown }, text);
    });
}

/** Profiles of what this bank issues, by their names. */
const PROFILES: ReadonlyMap<string, Profile> = new Map(
  Object.values(FAMILIES)
    .flatMap(({ root, issuing, responder, holders }) => [
      root.profile,
      issuing.profile,
      responder.profile,
      ...holders,
    ])
    .map((profile) => [profile.id, profile]),
);

interface Finding {
  readonly code: string;
  readonly severity: LintSeverity;
  readonly clause: string;
  readonly message: string;
}

function findingsOf(certificate: Certificate, profileId: string): Finding[] {
  const profile = PROFILES.get(profileId);
  if (profile === undefined)
    return examineCertificate(certificate, profileId === 'qualified' ? 'qualified' : 'rfc5280');
  const faults = findProfileFaults(certificate, profile).map((message): Finding => ({
    code: 'profile',
    severity: 'error',
    clause: profile.title,
    message,
  }));
  return [...faults, ...examineCertificate(certificate)];
}

const MARKS: Readonly<Record<LintSeverity, string>> = {
  error: colors.red('✘ error  '),
  warning: colors.yellow('! warning'),
  notice: colors.cyan('· notice '),
};

function lintText(subject: string, findings: readonly Finding[]): string {
  const name = printable(subject);
  if (findings.length === 0) return `${colors.green('✔')} ${name}: nothing found`;
  const lines = findings.map(
    ({ severity, message, code, clause }) =>
      `${MARKS[severity]} ${printable(message)} ${colors.dim(`[${code}; ${clause}]`)}`,
  );
  return [colors.bold(name), ...lines].join('\n');
}

function lintCommand(): Command {
  return new Command('lint')
    .description('tell where certificates are not as the standards say, with the clause')
    .argument('<file>', 'certificates: PEM (one or more) or DER')
    .addOption(
      new Option('--profile <name>', 'by which rules')
        .choices(['rfc5280', 'qualified', ...PROFILES.keys()])
        .default('rfc5280'),
    )
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Exit status: 0 no error was found (there may be warnings), 1 an error was found, 65 no certificate.

Example:
  certbank certificate lint anna.pem --profile poces-oces3`,
    )
    .action(async (file: string, options: { profile: string; json?: true }) => {
      const output = createOutput(options.json === true);
      const certificates = derFrom(await readBounded(file), 'CERTIFICATE').map(parseCertificate);
      const results = certificates.map((certificate) => ({
        subject: describeCertificate(certificate).subject,
        serial: certificate.serial,
        findings: findingsOf(certificate, options.profile),
      }));
      output.answer(
        {
          profile: options.profile,
          certificates: results.map(({ subject, ...result }) => ({ subject: subject.text, ...result })),
        },
        results.map(({ subject, findings }) => lintText(subject.display, findings)).join('\n\n'),
      );
      const hasError = results.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
      process.exitCode = hasError ? EXIT.failed : EXIT.done;
    });
}
