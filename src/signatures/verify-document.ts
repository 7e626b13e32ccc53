import { toHex } from '../base/bytes.ts';
import { isCertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { parseSignedData } from '../formats/cms/signed-data.ts';
import { checkSize } from '../formats/signed-structure.ts';
import { parseCertificate, type Certificate } from '../formats/x509/certificate.ts';
import { anchorFromCertificate } from '../trust/anchor.ts';
import { DEFAULT_BUDGET, type Budget } from '../trust/path/budget.ts';
import type { Datum, SignatureFacts } from './ades/facts.ts';
import { readCades } from './cades/read.ts';
import { withDetachedRecords } from './detached-records.ts';
import { detectDocument } from './detect.ts';
import { readPades } from './pades/read.ts';
import { readSmime } from './smime/read.ts';
import { checkSender, type Sender } from './smime/sender.ts';
import type { DocumentFormat, Problem, SignatureReport, ValidationReport } from './report/report.ts';
import { instant, reportSignature } from './report/simple.ts';
import { ValidationContext } from './validation/context.ts';
import { validateSignatures, type LongTermVerdict } from './validation/long-term.ts';
import { STRICT_POLICY, type ValidationPolicy } from './validation/policy.ts';
import type { VerifyDocumentOptions } from './verify-options.ts';

/**
 * The report about every signature in a document. A document without a signature has a report with none; nothing
 * is trusted without an anchor. The same document, options and evidence always give the same report.
 *
 * @param bytes the signed document, or the signature that stands apart from it
 * @throws CertBankError `der.malformed` | `structure.malformed` | `pem.malformed` for what begins as a signed document
 *   and is none; `document.unsupported` for kinds that cannot be read; `limit.exceeded`
 */
export async function verifyDocument(
  bytes: Uint8Array,
  options: VerifyDocumentOptions,
): Promise<ValidationReport> {
  return (await validateDocument(bytes, options)).report;
}

/** A document's report, and what it was told from: fuller reports are made of the same verdicts. */
export interface DocumentValidation {
  readonly report: ValidationReport;
  readonly policy: ValidationPolicy;
  /** In the order of `report.signatures`. */
  readonly signatures: readonly ValidatedSignature[];
}

export interface ValidatedSignature {
  readonly facts: SignatureFacts;
  readonly verdict: LongTermVerdict;
}

/**
 * As `verifyDocument`, with the verdicts themselves.
 *
 * @throws CertBankError as `verifyDocument`
 */
export async function validateDocument(
  bytes: Uint8Array,
  options: VerifyDocumentOptions,
): Promise<DocumentValidation> {
  const { engine, at, name } = options;
  checkSize(bytes, 'documentBytes', LIMITS.documentBytes);
  const { format, signatures: found, problems, senders } = read(bytes, options);
  const whole: Datum = { pieces: [bytes], scope: { name: name ?? 'document', kind: 'FULL' } };
  const signatures = withDetachedRecords(found, whole, options.evidenceRecords ?? []);
  const context = new ValidationContext({
    engine,
    at,
    policy: options.policy ?? STRICT_POLICY,
    anchors: readCertificates(options.anchors, 'anchor', problems).map((anchor) =>
      anchorFromCertificate(anchor),
    ),
    intermediates: readCertificates(options.intermediates, 'intermediate', problems),
    limits: shareBudget(signatures),
    ...(options.evidence && { evidence: options.evidence }),
  });
  const reports: SignatureReport[] = [];
  const validated: ValidatedSignature[] = [];
  for (const [index, verdict] of (await validateSignatures(context, signatures)).entries()) {
    const facts = signatures[index]!;
    validated.push({ facts, verdict });
    reports.push(await reportSignature(engine, facts, verdict));
    const sender = senders?.get(facts.id);
    const { signingCertificate: certificate } = verdict;
    const problem = sender && certificate && checkSender(facts.id, sender, certificate);
    if (problem !== undefined) problems.push(problem);
  }
  const report: ValidationReport = {
    document: {
      name: name ?? null,
      format,
      sizeBytes: bytes.length,
      sha256: toHex(await engine.digest('SHA-256', bytes)),
    },
    validationTime: instant(at),
    signatureCount: reports.length,
    passedCount: reports.filter(({ indication }) => indication === 'TOTAL-PASSED').length,
    signatures: reports,
    problems,
  };
  return { report, policy: context.source.policy, signatures: validated };
}

interface ReadDocument {
  readonly format: DocumentFormat | null;
  readonly signatures: readonly SignatureFacts[];
  readonly problems: Problem[];
  /** Of mail, by `SignatureFacts.id`. */
  readonly senders?: ReadonlyMap<string, Sender>;
}

function read(bytes: Uint8Array, { name, contents }: VerifyDocumentOptions): ReadDocument {
  const detected = detectDocument(bytes);
  if (detected === undefined) return { format: null, signatures: [], problems: [] };
  if (detected.format === 'pades') {
    const { signatures, problems } = readPades(detected.bytes, name);
    return { format: 'pades', signatures, problems: [...problems] };
  }
  if (detected.format === 'smime') {
    const { signatures, problems, senders } = readSmime(detected.bytes, name);
    return { format: 'smime', signatures, problems: [...problems], senders };
  }
  const { signatures, problems } = readCades(parseSignedData(detected.bytes), name, contents ?? []);
  return { format: detected.format, signatures, problems: [...problems] };
}

/** Certificates given by the caller; one that cannot be read is a problem to tell, and trusted in nothing. */
function readCertificates(
  ders: readonly Uint8Array[] | undefined,
  role: string,
  problems: Problem[],
): Certificate[] {
  return (ders ?? []).flatMap((der) => {
    try {
      return [parseCertificate(der)];
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      problems.push({
        code: error.code,
        message: `A certificate given as ${role} cannot be read: ${error.message}`,
      });
      return [];
    }
  });
}

/** Signatures whose path searches may each spend the whole default. */
const FULL_BUDGETS = 4;

/**
 * Many signatures in one document share what a few may spend on path searches, so that a hostile document with
 * hundreds of signers costs no more than one with a few.
 */
function shareBudget(signatures: readonly SignatureFacts[]): Partial<Budget> {
  const timestamps = new Set(signatures.flatMap((facts) => facts.timestamps));
  const share = Math.min(1, FULL_BUDGETS / Math.max(1, signatures.length + timestamps.size / 4));
  return {
    maxSignatures: Math.ceil(DEFAULT_BUDGET.maxSignatures * share),
    maxCandidates: Math.ceil(DEFAULT_BUDGET.maxCandidates * share),
    maxNameChecks: Math.ceil(DEFAULT_BUDGET.maxNameChecks * share),
  };
}
