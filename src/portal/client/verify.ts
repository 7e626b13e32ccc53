/** Verifies a signed file in this page. The file stays here; only the certificates in it are asked about. */
import { etsiReport, isCertBankError, validateDocument, type DocumentValidation } from '../../index.ts';
import { Refusal } from './bank.ts';
import { offerFile } from './offer-file.ts';
import { readFile } from './read-file.ts';
import { language, message, part, show, showProblems, type Problem } from './screen.ts';
import { bankEvidence, fetchTrust } from './trust.ts';
import { resultOf } from './verify-view.ts';
import { tellProgress } from './working.ts';

/** As much as the library reads of one document. */
const MOST_BYTES = 64 * 1024 * 1024;

const form = part('[data-form="verify"] form') as HTMLFormElement;
const place = part('[data-place="result"]');
let validation: DocumentValidation | undefined;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void enter();
});
part('[data-action="again"]').addEventListener('click', () => {
  form.reset();
  place.replaceChildren();
  validation = undefined;
  show('enter');
});
part('[data-action="json"]').addEventListener('click', () => {
  save('report.json', 'application/json', JSON.stringify(validation!.report, null, 2));
});
part('[data-action="xml"]').addEventListener('click', () => {
  save('report.xml', 'application/xml', etsiReport(validation!));
});
part('[data-action="pdf"]').addEventListener('click', () => void savePdf());

// From here on the file stays where it is, and the page says so.
part('[data-remote]').hidden = true;
part('[data-slot="privacy"]').textContent = message('verify.privacy.local');

async function enter(): Promise<void> {
  const document = chosen('document')[0];
  const contents = chosen('content');
  const problems: Problem[] = [];
  if (document === undefined) problems.push({ field: 'document', key: 'verify.missing' });
  else if (document.size > MOST_BYTES) problems.push({ field: 'document', key: 'error.input.too-large' });
  if (contents.some(({ size }) => size > MOST_BYTES)) {
    problems.push({ field: 'content', key: 'error.input.too-large' });
  }
  showProblems('verify', problems);
  if (problems.length > 0) return;
  show('work');
  try {
    validation = await verify(document!, contents);
    place.replaceChildren(resultOf(validation.report));
    show('done');
  } catch (error) {
    show('enter');
    showProblems('verify', [{ field: 'document', key: problemOf(error) }]);
  }
}

async function verify(document: File, contents: readonly File[]): Promise<DocumentValidation> {
  const read = (file: File) => readFile(file, (share) => void tellProgress('verify.working.read', share));
  const bytes = await read(document);
  const detached: { name: string; bytes: Uint8Array }[] = [];
  for (const file of contents) detached.push({ name: file.name, bytes: await read(file) });
  await tellProgress('verify.working.check');
  const trust = await fetchTrust();
  return validateDocument(bytes, {
    name: document.name,
    contents: detached,
    ...trust,
    evidence: bankEvidence,
  });
}

function problemOf(error: unknown): string {
  if (isCertBankError(error)) return `error.${error.code}`;
  return error instanceof Refusal ? 'collect.error.network' : 'error.internal';
}

function chosen(field: string): File[] {
  return [...((form.elements.namedItem(field) as HTMLInputElement).files ?? [])];
}

function save(name: string, mediaType: string, text: string): void {
  offerFile(new TextEncoder().encode(text), name, mediaType);
}

async function savePdf(): Promise<void> {
  const { pdfReport } = await import('./report-pdf.ts');
  const pdf = await pdfReport(validation!.report, language === 'en' ? 'en' : 'da');
  offerFile(new Uint8Array(pdf), 'report.pdf', 'application/pdf');
}
