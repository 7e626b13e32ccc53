/** Reads certificates that somebody puts in, and tells what they say. All of it happens in this page; nothing is sent. */
import { isCertBankError } from '../../index.ts';
import { investigate, readCertificates, type Certificate } from './certificates.ts';
import { resultOf } from './inspect-view.ts';
import { fetchPublished } from './published.ts';
import { part, show, showProblems } from './screen.ts';

/** Certificates looked at together: more than any chain, and few enough to show. */
const MOST = 50;

/** Asked for before anything is put in, so that not even the moment tells what is looked at. */
const published = fetchPublished();

const form = part('[data-form="inspect"]') as HTMLFormElement;
const place = part('[data-place="result"]');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void enter();
});
part('[data-action="again"]').addEventListener('click', () => {
  form.reset();
  place.replaceChildren();
  show('enter');
});

if (isSecureContext) form.querySelector('button')!.disabled = false;
else showProblems('inspect', [{ field: 'file', key: 'inspect.error.insecure' }]);

async function enter(): Promise<void> {
  showProblems('inspect', []);
  const files = (form.elements.namedItem('file') as HTMLInputElement).files ?? [];
  const text = (form.elements.namedItem('text') as HTMLTextAreaElement).value.trim();
  const field = text === '' ? 'file' : 'text';
  try {
    const certificates = await readCertificates(files, text);
    if (certificates.length === 0) showProblems('inspect', [{ field: 'file', key: 'inspect.error.missing' }]);
    else if (certificates.length > MOST) showProblems('inspect', [{ field, key: 'inspect.error.tooMany' }]);
    else await tell(certificates, 0);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    showProblems('inspect', [{ field, key: 'inspect.error.unreadable' }]);
  }
}

async function tell(certificates: readonly Certificate[], chosen: number): Promise<void> {
  const findings = await investigate(certificates, certificates[chosen]!, new Date(), await published);
  place.replaceChildren(
    resultOf(findings, certificates, (index) => {
      void tell(certificates, index);
    }),
  );
  show('done');
}
