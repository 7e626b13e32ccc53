import { ADVICE, adviceOf, MEANINGS, VERDICTS, WORDS, type ReportLanguage } from './meanings.ts';
import type { SignatureReport, TimestampReport, ValidationReport } from './report.ts';

/** A report in plain words: ready to be shown, printed or read aloud. */
export interface ReportText {
  readonly language: ReportLanguage;
  readonly title: string;
  /** One paragraph about the whole document. */
  readonly verdict: string;
  readonly facts: readonly TextFact[];
  readonly signatures: readonly SignatureText[];
  /** What is wrong with the document itself. */
  readonly notes: readonly string[];
}

export interface SignatureText {
  readonly heading: string;
  readonly verdict: string;
  /** Who, when, what; each with its line or lines. */
  readonly facts: readonly TextFact[];
  /** What to do now. */
  readonly advice: string;
}

export interface TextFact {
  readonly label: string;
  readonly lines: readonly string[];
}

/** Danish legal time: what a citizen's clock shows. */
const ZONE = 'Europe/Copenhagen';
const LOCALES: Readonly<Record<ReportLanguage, string>> = { da: 'da-DK', en: 'en-GB' };

/**
 * The report in plain Danish or English for somebody who knows nothing of certificates: a verdict in one
 * paragraph, then who signed, when, what, and what to do.
 *
 * Does not check: anything; it tells what the report says.
 */
export function describeReport(report: ValidationReport, language: ReportLanguage): ReportText {
  const words = WORDS[language];
  const { document, signatures } = report;
  return {
    language,
    title: words.title,
    verdict: verdictOf(report, language),
    facts: [
      ...(document.name === null ? [] : [{ label: words.file, lines: [document.name] }]),
      { label: words.size, lines: [`${document.sizeBytes.toLocaleString(LOCALES[language])} bytes`] },
      { label: words.fingerprint, lines: [document.sha256] },
      { label: words.checked, lines: [when(report.validationTime, language)] },
    ],
    signatures: signatures.map((signature, index) => describeSignature(signature, index + 1, language)),
    notes: report.problems.map(({ message }) => message),
  };
}

/** The text as lines of plain characters. */
export function printReportText(text: ReportText): string {
  const block = ({ label, lines }: TextFact): string =>
    [`${label}: ${lines[0] ?? ''}`, ...lines.slice(1).map((line) => `  ${line}`)].join('\n');
  const sections = [
    `${text.title}\n${'='.repeat(text.title.length)}`,
    text.verdict,
    text.facts.map(block).join('\n'),
    ...text.signatures.map(({ heading, verdict, facts, advice }) =>
      [
        `${heading}\n${'-'.repeat(heading.length)}`,
        verdict,
        ...facts.map(block),
        `${WORDS[text.language].action}: ${advice}`,
      ].join('\n'),
    ),
    ...(text.notes.length === 0 ? [] : [block({ label: WORDS[text.language].notes, lines: text.notes })]),
  ];
  return `${sections.join('\n\n')}\n`.replace(STEERING, '\ufffd');
}

/** Names come from certificates and documents: nothing in them may steer a terminal or turn a line around. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The worst that is said of any signature: one bad signature makes a document that is not to be relied on. */
function verdictOf({ signatures, passedCount }: ValidationReport, language: ReportLanguage): string {
  const worst =
    signatures.find(({ indication }) => indication === 'TOTAL-FAILED') ??
    signatures.find(({ indication }) => indication === 'INDETERMINATE') ??
    signatures[0];
  const indication = worst?.indication ?? 'none';
  const subIndication = worst?.subIndication ?? null;
  const isMixed = indication !== 'TOTAL-PASSED' && passedCount > 0;
  const sentences = [isMixed ? WORDS[language].mixed : VERDICTS[language][indication]].map((s) => `${s}.`);
  if (subIndication !== null) sentences.push(MEANINGS[language][subIndication]);
  sentences.push(ADVICE[language][adviceOf(indication, subIndication)]);
  return sentences.join(' ');
}

function describeSignature(
  signature: SignatureReport,
  number: number,
  language: ReportLanguage,
): SignatureText {
  const words = WORDS[language];
  const { indication, subIndication, timestamps } = signature;
  const meaning = subIndication === null ? '' : ` ${MEANINGS[language][subIndication]}`;
  return {
    heading: `${words.signature} ${number}`,
    verdict: `${VERDICTS[language][indication]}.${meaning}`,
    facts: [
      { label: words.who, lines: whoLines(signature, language) },
      { label: words.when, lines: whenLines(signature, language) },
      { label: words.what, lines: whatLines(signature, language) },
      ...(timestamps.length === 0
        ? []
        : [{ label: words.timestamps, lines: timestamps.map((one) => timestampLine(one, language)) }]),
      { label: words.level, lines: [`${signature.format} ${signature.level}`] },
    ],
    advice: ADVICE[language][adviceOf(indication, subIndication)],
  };
}

function whoLines({ signedBy, oces, chain }: SignatureReport, language: ReportLanguage): string[] {
  const words = WORDS[language];
  const anchor = chain.find((link) => link.anchor);
  return [
    signedBy ?? words.unknownSigner,
    ...(oces === null ? [] : [`${words.identifier}: ${oces.id} (${oces.kind})`]),
    `${words.vouchedBy}: ${anchor === undefined ? words.nobody : anchor.subject}`,
  ];
}

function whenLines(signature: SignatureReport, language: ReportLanguage): string[] {
  const words = WORDS[language];
  const { claimedSigningTime, bestSignatureTime, timestamps } = signature;
  const lines: string[] = [];
  if (claimedSigningTime !== null) lines.push(`${when(claimedSigningTime, language)} (${words.claimed})`);
  const isProven = timestamps.some(({ indication }) => indication === 'PASSED');
  lines.push(isProven ? `${when(bestSignatureTime, language)} (${words.proven})` : words.unproven);
  return lines;
}

function whatLines(signature: SignatureReport, language: ReportLanguage): string[] {
  const words = WORDS[language];
  const { integrity, scope, laterChanges, indication } = signature;
  const isIntact = integrity.signature && integrity.references;
  const isKnown = isIntact || indication === 'TOTAL-FAILED';
  const lines = scope.map(({ name, kind }) => {
    if (kind === 'COUNTER_SIGNATURE' || kind === 'SIGNATURE') return `${name} (${words.counterSignature})`;
    return `${name} (${kind === 'PARTIAL' ? words.part : words.whole})`;
  });
  lines.push(isIntact ? words.intact : isKnown ? words.changed : words.unknownContent);
  if (laterChanges?.verdict === 'allowed') lines.push(words.laterAllowed);
  if (laterChanges?.verdict === 'suspicious') lines.push(words.laterSuspicious);
  return lines;
}

function timestampLine({ time, producedBy, indication }: TimestampReport, language: ReportLanguage): string {
  const words = WORDS[language];
  const standing = indication === 'PASSED' ? words.timestampGood : words.timestampBad;
  const told = [time === null ? undefined : when(time, language), producedBy ?? undefined, standing];
  return told.filter((part) => part !== undefined).join(', ');
}

function when(instant: string, language: ReportLanguage): string {
  const format = { dateStyle: 'long', timeStyle: 'medium', timeZone: ZONE } as const;
  return new Intl.DateTimeFormat(LOCALES[language], format).format(new Date(instant));
}
