import type { PrintBlock, PrintRow } from '../../formats/pdf/printed-page.ts';
import { WORDS, type ReportLanguage } from './meanings.ts';
import type { SignatureReport, ValidationReport } from './report.ts';
import { describeReport } from './text.ts';

/** Signatures that are told in full; a document with hundreds is told by its machine-readable reports. */
const MAX_SIGNATURES = 100;

/** Names and lists come from whoever made the document, and laying them out costs: what is longer ends in an ellipsis. */
const MAX_CHARACTERS = 400;
const MAX_LINES = 40;

/**
 * The report on paper: the plain text, with the chain and the technical reasons below each signature. It bears no
 * signature itself; whoever issues it seals it.
 *
 * @returns a PDF; the same report and language give the same octets
 */
export async function pdfReport(report: ValidationReport, language: ReportLanguage): Promise<Uint8Array> {
  const text = describeReport(report, language);
  const words = WORDS[language];
  const blocks: PrintBlock[] = [
    { kind: 'title', text: text.title },
    { kind: 'notice', text: text.verdict, tone: toneOf(report.signatures) },
    { kind: 'facts', rows: bounded(text.facts) },
  ];
  for (const [index, signature] of text.signatures.slice(0, MAX_SIGNATURES).entries()) {
    const told = report.signatures[index]!;
    blocks.push(
      { kind: 'heading', text: signature.heading },
      { kind: 'notice', text: signature.verdict, tone: toneOf([told]) },
      {
        kind: 'facts',
        rows: bounded([
          ...signature.facts,
          { label: words.chain, lines: told.chain.map(({ subject }) => subject) },
          { label: words.action, lines: [signature.advice] },
          ...reasonRows(told, words.reasons),
        ]),
      },
    );
  }
  if (text.signatures.length > MAX_SIGNATURES) {
    blocks.push({ kind: 'paragraph', text: `… ${text.signatures.length - MAX_SIGNATURES}` });
  }
  if (text.notes.length > 0) {
    blocks.push({ kind: 'heading', text: words.notes });
    for (const note of text.notes.slice(0, MAX_SIGNATURES))
      blocks.push({ kind: 'paragraph', text: short(note) });
  }
  // Loaded when something is printed: it is a third of the library's memory.
  const { printPdf } = await import('../../formats/pdf/printed-page.ts');
  return printPdf(blocks, {
    title: text.title,
    language,
    footer: `SHA-256 ${report.document.sha256}`,
    at: new Date(report.validationTime),
  });
}

const bounded = (rows: readonly PrintRow[]): PrintRow[] =>
  rows.map(({ label, lines }) => ({
    label,
    lines: [...lines.slice(0, MAX_LINES).map(short), ...(lines.length > MAX_LINES ? ['…'] : [])],
  }));

const short = (text: string): string =>
  text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)} …`;

function toneOf(signatures: readonly SignatureReport[]): 'good' | 'open' | 'bad' | 'neutral' {
  const indications = signatures.map(({ indication }) => indication);
  if (indications.length === 0) return 'neutral';
  if (indications.includes('TOTAL-FAILED')) return 'bad';
  return indications.includes('INDETERMINATE') ? 'open' : 'good';
}

function reasonRows({ reasons, subIndication }: SignatureReport, label: string): PrintRow[] {
  if (reasons.length === 0) return [];
  const lines = reasons.map(({ code, clause, message }) => `${message} (${code}; ${clause})`);
  return [{ label, lines: [subIndication ?? '', ...lines].filter((line) => line !== '') }];
}
