/** Signs a file in this page with a key file. Key, password and file stay here; a time-stamp sees a digest alone. */
import { isCertBankError } from '../../index.ts';
import { forgetKey, listKeys, type KeptKey } from './kept-keys.ts';
import { offerFile } from './offer-file.ts';
import { readFile } from './read-file.ts';
import { fill, message, part, show, showProblems, type Problem } from './screen.ts';
import { isPdf, openKeptKey, openKeyFile, signFile, type OpenedKey, type Signed } from './signing.ts';
import { tellProgress } from './working.ts';

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_KEY_BYTES = 1024 * 1024;

/** Refusals that are about the key file; every other is about the document. */
const KEY_CODES = ['key.unreadable', 'key.refused'];

const form = part('[data-form="sign"]') as HTMLFormElement;
const keyChoice = document.getElementById('kept') as HTMLSelectElement;
let kept: readonly KeptKey[] = [];
let signed: Signed | undefined;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void enter();
});
field('document').addEventListener('change', showChoices);
keyChoice.addEventListener('change', showChoices);
part('[data-action="forget"]').addEventListener('click', () => void forget());
part('[data-action="download"]').addEventListener('click', download);
part('[data-action="again"]').addEventListener('click', () => {
  field('document').value = '';
  signed = undefined;
  showChoices();
  show('enter');
});
// Whoever comes back to this page by the browser's own means finds no password in it.
addEventListener('pagehide', () => form.reset());

void begin();

async function begin(): Promise<void> {
  await showKept();
  showChoices();
  if (isSecureContext) form.querySelector<HTMLButtonElement>('[type=submit]')!.disabled = false;
  else showProblems('sign', [{ field: 'document', key: 'collect.error.insecure' }]);
}

/** Offers the keys that this browser keeps; the first is chosen. */
async function showKept(): Promise<void> {
  kept = await listKeys();
  const none = keyChoice.options[keyChoice.options.length - 1]!;
  keyChoice.replaceChildren(...kept.map(({ id, name }) => new Option(name, id)), none);
  keyChoice.selectedIndex = 0;
}

const chosenKey = (): KeptKey | undefined => kept.find(({ id }) => id === keyChoice.value);

async function forget(): Promise<void> {
  const key = chosenKey();
  if (key === undefined) return;
  await forgetKey(key.id);
  await showKept();
  showChoices();
  (kept.length > 0 ? keyChoice : field('document')).focus();
}

/** A PDF can show its signature, another file can have it inside or beside. */
function showChoices(): void {
  const file = field('document').files?.[0];
  part('[data-for="kept"]').hidden = kept.length === 0;
  part('[data-action="forget"]').hidden = chosenKey() === undefined;
  for (const section of form.querySelectorAll<HTMLElement>('[data-for="file"]')) {
    section.hidden = chosenKey() !== undefined;
  }
  part('[data-for="pdf"]').hidden = file === undefined || !isPdf(file);
  part('[data-for="other"]').hidden = file === undefined || isPdf(file);
}

async function enter(): Promise<void> {
  const document = field('document').files?.[0];
  const keyFile = field('key').files?.[0];
  const problems: Problem[] = [];
  if (document === undefined) problems.push({ field: 'document', key: 'sign.error.document' });
  else if (document.size > MOST_BYTES) problems.push({ field: 'document', key: 'error.input.too-large' });
  const keptKey = chosenKey();
  if (keptKey === undefined) {
    if (keyFile === undefined) problems.push({ field: 'key', key: 'sign.error.key' });
    else if (keyFile.size > MOST_KEY_BYTES) problems.push({ field: 'key', key: 'error.input.too-large' });
    if (field('password').value === '') problems.push({ field: 'password', key: 'sign.error.password' });
  }
  const isVisible = document !== undefined && isPdf(document) && field('visible').checked;
  const page = Number(field('page').value);
  if (isVisible && !(Number.isInteger(page) && page >= 1))
    problems.push({ field: 'page', key: 'sign.error.page' });
  showProblems('sign', problems);
  if (problems.length > 0) return;
  show('work');
  const problem = await work(document!, keptKey ?? keyFile!, isVisible ? page : undefined);
  if (problem === undefined) {
    show('done');
    return;
  }
  show('enter');
  showProblems('sign', [problem]);
}

/** What went wrong, or `undefined`. */
async function work(
  document: File,
  from: File | KeptKey,
  page: number | undefined,
): Promise<Problem | undefined> {
  const keyField = from instanceof File ? 'key' : 'kept';
  let key: OpenedKey;
  try {
    await tellProgress('sign.working.key');
    key =
      from instanceof File
        ? await openKeyFile(await readFile(from, () => undefined), field('password').value)
        : openKeptKey(from);
  } catch (error) {
    return {
      field: keyField,
      key: isCertBankError(error) ? `sign.error.${keyFault(error.code)}` : 'error.internal',
    };
  }
  field('password').value = '';
  const now = new Date();
  if (key.notAfter <= now) return { field: keyField, key: 'sign.error.expired' };
  try {
    const bytes = await readFile(document, (share) => void tellProgress('sign.working.read', share));
    const level = choice('level') === 'B' ? 'B' : 'T';
    await tellProgress(level === 'T' ? 'sign.working.timestamp' : 'sign.working.sign');
    signed = await signFile(bytes, document.name, key, {
      level,
      isDetached: choice('place') === 'apart',
      ...(page !== undefined && { page, line: message('sign.visible.line') }),
      at: now,
    });
  } catch (error) {
    if (error instanceof RangeError) return { field: 'page', key: 'sign.error.page' };
    return { field: 'document', key: isCertBankError(error) ? `error.${error.code}` : 'error.internal' };
  }
  fill('signer', key.name);
  fill('file', signed.name);
  fill('level', message(`verify.level.BASELINE-${signed.level}`));
  return undefined;
}

const keyFault = (code: string): string =>
  KEY_CODES.includes(code) ? code : code === 'algorithm.unsupported' ? 'oldKey' : 'key.unreadable';

function download(): void {
  if (signed !== undefined) offerFile(signed.bytes, signed.name, signed.mediaType);
}

/** The radio button that is chosen. */
function choice(name: string): string {
  return form.querySelector<HTMLInputElement>(`input[name=${name}]:checked`)?.value ?? '';
}

function field(name: string): HTMLInputElement {
  return document.getElementById(name) as HTMLInputElement;
}
