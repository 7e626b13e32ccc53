import { basename } from 'node:path';
import { Command, Option } from 'commander';
import colors from 'picocolors';
import { systemClock } from '../../base/clock.ts';
import { derFrom } from '../../formats/pem.ts';
import {
  describeReport,
  detailedReport,
  etsiReport,
  printReportText,
  validateDocument,
  type DocumentValidation,
  type ReportLanguage,
  type SignatureReport,
  type ValidationReport,
} from '../../node.ts';
import { openDetached, ReadProgress } from '../content.ts';
import { EXIT } from '../exit-status.ts';
import { collectOption, parseInstant, readBounded } from '../inputs.ts';
import { withInstallation, type InstallationOptions } from '../installation.ts';
import { createOutput, fields, printable } from '../output.ts';
import { withTrust } from '../trust.ts';

interface VerifyOptions extends InstallationOptions {
  readonly offline?: true;
  readonly content: string[];
  readonly evidenceRecord: string[];
  readonly anchor: string[];
  readonly at?: string;
  readonly json?: true;
  readonly report?: 'detailed' | 'etsi-xml' | 'text';
  readonly language: ReportLanguage;
}

/** `verify FILE`: the verdict about every signature in a document; the exit status tells it too. */
export function verifyCommand(): Command {
  return withInstallation(new Command('verify'))
    .description('verify the signatures of a document')
    .argument('<file>', 'signed document, or detached signature')
    .option('--content <file>', 'what a detached signature covers (repeatable)', collectOption, [])
    .option(
      '--evidence-record <file>',
      'evidence record (RFC 4998) over the whole document, kept beside it (repeatable)',
      collectOption,
      [],
    )
    .option(
      '--anchor <file>',
      'certificate to trust, PEM or DER (repeatable); else what the installation trusts',
      collectOption,
      [],
    )
    .option('--at <instant>', 'verify as of this instant (RFC 3339); else now')
    .option('--offline', 'ask nobody: only the evidence in the document and in the data directory')
    .addOption(
      new Option('--report <kind>', 'detailed (JSON), etsi-xml (TS 119 102-2), or text in plain words')
        .choices(['detailed', 'etsi-xml', 'text'])
        .conflicts('json'),
    )
    .addOption(new Option('--language <language>', 'of --report text').choices(['da', 'en']).default('da'))
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Exit status: 0 all signatures TOTAL-PASSED, 1 one is TOTAL-FAILED, 2 one is INDETERMINATE and none failed,
3 no signature in the document.

Example:
  certbank verify letter.pdf.p7s --content letter.pdf --anchor root.pem
  certbank verify letter.pdf --report text --language en`,
    )
    .action(async (file: string, options: VerifyOptions) => {
      const output = createOutput(options.json === true);
      const at = options.at === undefined ? systemClock.now() : parseInstant('--at', options.at);
      const bytes = await readBounded(file);
      const progress = new ReadProgress();
      const contents = await Promise.all(options.content.map((name) => openDetached(name, progress)));
      const evidenceRecords = await Promise.all(options.evidenceRecord.map(readBounded));
      const anchorFiles = await Promise.all(options.anchor.map(readBounded));
      const anchors = anchorFiles.flatMap((anchor) => derFrom(anchor, 'CERTIFICATE'));
      const validation = await output.during(
        'verifying',
        withTrust(options, (trust) =>
          validateDocument(bytes, {
            name: basename(file),
            contents,
            evidenceRecords,
            at,
            anchors: anchors.length > 0 ? anchors : trust.anchors,
            intermediates: trust.intermediates,
            evidence: trust.evidence,
          }),
        ),
        progress,
      );
      const { report } = validation;
      output.answer(report, tell(validation, options));
      process.exitCode = statusOf(report);
    });
}

function tell(validation: DocumentValidation, { report: kind, language }: VerifyOptions): string {
  switch (kind) {
    case 'detailed':
      return JSON.stringify(detailedReport(validation), null, 2);
    case 'etsi-xml':
      return etsiReport(validation).trimEnd();
    case 'text':
      return printReportText(describeReport(validation.report, language)).trimEnd();
    default:
      return describe(validation.report);
  }
}

function statusOf(report: ValidationReport): number {
  if (report.signatureCount === 0) return EXIT.noSignature;
  const indications = report.signatures.map((signature) => signature.indication);
  if (indications.includes('TOTAL-FAILED')) return EXIT.failed;
  return indications.every((indication) => indication === 'TOTAL-PASSED') ? EXIT.done : EXIT.indeterminate;
}

function verdictLine(signature: SignatureReport): string {
  const text = `${signature.indication}${signature.subIndication === null ? '' : ` (${signature.subIndication})`}`;
  if (signature.indication === 'TOTAL-PASSED') return colors.green(`✔ ${text}`);
  return signature.indication === 'TOTAL-FAILED' ? colors.red(`✘ ${text}`) : colors.yellow(`? ${text}`);
}

function describe(report: ValidationReport): string {
  const parts = report.signatures.map((signature) =>
    [
      `${signature.id}  ${verdictLine(signature)}`,
      fields([
        ['signed by', signature.signedBy],
        ['subject', signature.subject],
        ['identifier', signature.oces?.id],
        ['format', `${signature.format} ${signature.level}`],
        ['claimed time', signature.claimedSigningTime],
        ['covers', signature.scope.map(({ name, kind }) => `${name} (${kind})`).join(', ')],
      ]),
      ...signature.chain.map((link, depth) =>
        printable(
          `${'  '.repeat(depth)}${depth === 0 ? '' : '└ '}${link.subject}${link.anchor ? '  (anchor)' : ''}`,
        ),
      ),
      ...signature.reasons.map((reason) =>
        printable(`- ${reason.message} [${reason.code}; ${reason.clause}]`),
      ),
    ].join('\n'),
  );
  const problems = report.problems.map((problem) => printable(`! ${problem.message} [${problem.code}]`));
  if (report.signatureCount === 0) parts.push('no signature in the document');
  return [...parts, ...problems].join('\n\n');
}
