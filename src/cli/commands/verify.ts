import { basename } from 'node:path';
import { Command, Option } from 'commander';
import colors from 'picocolors';
import { nodeEngine } from '../../adapters/keys/node-engine.ts';
import { systemClock } from '../../base/clock.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { rememberingEngine } from '../../crypto/remembering-engine.ts';
import { derFrom } from '../../formats/pem.ts';
import {
  describeReport,
  detailedReport,
  etsiReport,
  printReportText,
  validateDocument,
  verifyDocument,
  type DocumentValidation,
  type ReportLanguage,
  type SignatureReport,
  type ValidationReport,
} from '../../node.ts';
import { openDetached, ReadProgress } from '../content.ts';
import { EXIT, exitStatusOf } from '../exit-status.ts';
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

/** `verify FILE...`: the verdict about every signature in documents; the exit status tells it too. */
export function verifyCommand(): Command {
  return withInstallation(new Command('verify'))
    .description('verify the signatures of documents')
    .argument('<file...>', 'signed documents, or a detached signature')
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
3 no signature in the document. Of several documents the worst counts; one that cannot be read is the worst.

Example:
  certbank verify letter.pdf.p7s --content letter.pdf --anchor root.pem
  certbank verify letter.pdf --report text --language en
  certbank verify inbox/*.p7m`,
    )
    .action(async (files: string[], options: VerifyOptions) => {
      const [file, ...more] = files as [string, ...string[]];
      process.exitCode = await (more.length === 0 ? verifyOne(file, options) : verifyMany(files, options));
    });
}

async function readTrust({ at, anchor }: VerifyOptions): Promise<{ at: Date; anchors: Uint8Array[] }> {
  const files = await Promise.all(anchor.map(readBounded));
  return {
    at: at === undefined ? systemClock.now() : parseInstant('--at', at),
    anchors: files.flatMap((bytes) => derFrom(bytes, 'CERTIFICATE')),
  };
}

async function verifyOne(file: string, options: VerifyOptions): Promise<number> {
  const output = createOutput(options.json === true);
  const { at, anchors } = await readTrust(options);
  const bytes = await readBounded(file);
  const progress = new ReadProgress();
  const contents = await Promise.all(options.content.map((name) => openDetached(name, progress)));
  const evidenceRecords = await Promise.all(options.evidenceRecord.map(readBounded));
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
  output.answer(validation.report, tell(validation, options));
  return statusOf(validation.report);
}

/** One after another; what documents have in common, such as certificates and CRLs, is verified once. */
async function verifyMany(files: readonly string[], options: VerifyOptions): Promise<number> {
  if (options.content.length + options.evidenceRecord.length > 0 || options.report !== undefined) {
    const message = 'goes with one file alone';
    const issues = [{ path: '--content, --evidence-record, --report', message }];
    throw new CertBankError('input.invalid', { issues }, `${issues[0]!.path}: ${message}`);
  }
  const output = createOutput(options.json === true);
  const { at, anchors } = await readTrust(options);
  const engine = rememberingEngine(nodeEngine());
  const found: VerifiedFile[] = [];
  const verifyAll = withTrust(options, async (trust) => {
    const shared = { engine, at, intermediates: trust.intermediates, evidence: trust.evidence };
    for (const file of files) {
      const name = basename(file);
      try {
        const given = { ...shared, name, anchors: anchors.length > 0 ? anchors : trust.anchors };
        const report = await verifyDocument(await readBounded(file), given);
        found.push({ file, report, status: statusOf(report) });
      } catch (error) {
        if (!isCertBankError(error)) throw error;
        found.push({ file, error: problemOf(error), status: exitStatusOf(error) });
      }
    }
  });
  const progress = { toString: () => `${found.length} of ${files.length}` };
  await output.during('verifying', verifyAll, progress);
  output.answer(
    found.map(({ file, report, error }) => ({ file, ...(report ? { report } : { error }) })),
    found.map(describeBriefly).join('\n'),
  );
  return worstOf(found.map(({ status }) => status));
}

interface VerifiedFile {
  readonly file: string;
  readonly status: number;
  readonly report?: ValidationReport;
  /** Where there is no report. */
  readonly error?: { readonly code: string; readonly message: string };
}

const problemOf = ({ code, message }: CertBankError): { code: string; message: string } => ({
  code,
  message,
});

/** A line for each signature. */
function describeBriefly({ file, report, error }: VerifiedFile): string {
  const line = (verdict: string, more: string): string =>
    `${printable(file)}  ${verdict}  ${printable(more)}`;
  if (report === undefined) return line(colors.red('! not verified'), `${error!.message} [${error!.code}]`);
  if (report.signatureCount === 0) return line(colors.yellow('- no signature'), '');
  return report.signatures
    .map((signature) => {
      const why = signature.indication === 'TOTAL-PASSED' ? undefined : signature.reasons[0]?.message;
      return line(verdictLine(signature), [signature.signedBy, why].filter(Boolean).join(': '));
    })
    .join('\n');
}

/** What could not be done at all, then what failed, is undecided, has no signature. */
function worstOf(statuses: readonly number[]): number {
  const undone = Math.max(...statuses);
  if (undone >= EXIT.usage) return undone;
  const order = [EXIT.failed, EXIT.indeterminate, EXIT.noSignature];
  return order.find((status) => statuses.includes(status)) ?? EXIT.done;
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
