/** The applicant's way from code to key file. The private key is made, kept and used in this page's memory alone. */
import { collect, Refusal, type Collected } from './bank.ts';
import {
  isForKey,
  lockedKey,
  makeKey,
  readCertificate,
  type BrowserKey,
  type KeyKind,
} from './browser-key.ts';
import { keepKey } from './kept-keys.ts';
import { offerFile } from './offer-file.ts';
import { isTooShort, strengthOf } from './password-strength.ts';
import { fill, language, message, part, show, showProblems, type Problem } from './screen.ts';

/** Failures that may be over when the same is tried again. */
const PASSING = ['network', 'internal', 'access.rate-limited', 'store.unavailable', 'service.not-ready'];

/** Refusals of the key: trying again makes a new one. */
const KEY_FAULTS = ['key.refused', 'request.key-reused', 'request.proof-of-possession'];

let key: BrowserKey | undefined;
let collected: Collected | undefined;
let isSaved = false;

const enterForm = part('[data-form="enter"]') as HTMLFormElement;
const saveForm = part('[data-form="save"]') as HTMLFormElement;

enterForm.addEventListener('submit', (event) => {
  event.preventDefault();
  void enter();
});
part('[data-action="retry"]').addEventListener('click', () => void work());
part('[data-action="change"]').addEventListener('click', () => show('enter'));
saveForm.addEventListener('submit', (event) => {
  event.preventDefault();
  void save();
});
part('[data-action="keep"]').addEventListener('click', () => void keep());
field('password').addEventListener('input', showStrength);
addEventListener('beforeunload', (event) => {
  if (key !== undefined && collected !== undefined && !isSaved) event.preventDefault();
});

// Whoever comes back to this page with the browser's own means finds no key in it.
addEventListener('pagehide', () => {
  key = undefined;
  collected = undefined;
});

if (isSecureContext) enterForm.querySelector('button')!.disabled = false;
else showProblems('enter', [{ field: 'reference', key: 'collect.error.insecure' }]);

async function enter(): Promise<void> {
  const problems: Problem[] = [];
  if (field('reference').value.trim() === '') {
    problems.push({ field: 'reference', key: 'collect.error.reference' });
  }
  if (field('activationCode').value.trim() === '') {
    problems.push({ field: 'activationCode', key: 'collect.error.code' });
  }
  showProblems('enter', problems);
  if (problems.length === 0) await work();
}

/** Makes the key once and keeps it over every failure: the same code and key always give the same certificate. */
async function work(): Promise<void> {
  show('work');
  try {
    const kind = new FormData(enterForm).get('key') as KeyKind;
    if (key?.kind !== kind) {
      fill('progress', message('collect.working.key'));
      key = await makeKey(kind);
    }
    fill('progress', message('collect.working.send'));
    const answer = await collect(field('reference').value.trim(), {
      activationCode: field('activationCode').value.trim(),
      request: key.request,
      ...(field('unlisted').checked ? { isListed: false } : {}),
    });
    fill('progress', message('collect.working.check'));
    if (!(await isForKey(answer.certificate, key))) throw new Refusal('foreign-key');
    collected = answer;
    showCollected(answer);
    field('activationCode').value = '';
    show('done');
  } catch (error) {
    const code = error instanceof Refusal ? error.code : 'internal';
    if (KEY_FAULTS.includes(code)) key = undefined;
    fill('failure', failureText(code));
    part('[data-slot="kept"]').hidden = key === undefined;
    // A wrong code again would only cost a try.
    part('[data-action="retry"]').hidden = !PASSING.includes(code) && !KEY_FAULTS.includes(code);
    show('failed');
  }
}

function failureText(code: string): string {
  if (code === 'network') return message('collect.error.network');
  if (code === 'foreign-key') return message('collect.error.foreignKey');
  return message(`error.${code}`);
}

function showCollected(answer: Collected): void {
  const certificate = readCertificate(answer.certificate);
  const day = new Intl.DateTimeFormat(language === 'da' ? 'da-DK' : 'en-GB', { dateStyle: 'long' });
  fill('name', certificate.name);
  fill('validity', `${day.format(certificate.notBefore)} – ${day.format(certificate.notAfter)}`);
  fill('serial', answer.serial);
  fill('revocationCode', answer.revocationCode);
  part('[data-slot="link"]').setAttribute('href', `/certificates/${answer.sha256}`);
  const names = [certificate, ...answer.chain.map(readCertificate)].map(({ name }) => name).reverse();
  part('[data-chain]')
    .querySelectorAll('strong')
    .forEach((element, index) => {
      element.textContent = names[index] ?? '';
    });
}

async function save(): Promise<void> {
  const password = field('password').value;
  const problems: Problem[] = [];
  if (isTooShort(password)) {
    problems.push({ field: 'password', key: 'collect.error.passwordShort' });
  } else if (field('passwordAgain').value !== password) {
    problems.push({ field: 'passwordAgain', key: 'collect.error.passwordDiffers' });
  }
  showProblems('save', problems);
  if (problems.length > 0 || key === undefined || collected === undefined) return;
  const [saving, saved] = [part('[data-saving]'), part('[data-saved]')];
  saving.hidden = false;
  saved.hidden = true;
  try {
    const file = await keyFile(key, collected, password);
    offerFile(file.bytes, file.name, 'application/x-pkcs12');
    isSaved = true;
    saveForm.reset();
    showStrength();
    saved.hidden = false;
    saved.focus();
  } catch {
    showProblems('save', [{ field: 'password', key: 'collect.error.file' }]);
  } finally {
    saving.hidden = true;
  }
}

/** Only because the person says so: whoever uses this browser can then sign with the key. */
async function keep(): Promise<void> {
  if (key === undefined || collected === undefined) return;
  const certificate = readCertificate(collected.certificate);
  try {
    await keepKey({
      id: collected.serial,
      name: certificate.name,
      certificates: [certificate.der, ...collected.chain.map((pem) => readCertificate(pem).der)],
      privateKey: await lockedKey(key),
    });
    fill('kept-here', message('collect.keep.done'));
  } catch {
    fill('kept-here', message('collect.keep.failed'));
  }
}

async function keyFile(from: BrowserKey, answer: Collected, password: string) {
  const { writePkcs12 } = await import('./key-file.ts');
  const certificate = readCertificate(answer.certificate);
  const privateKeyPkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', from.pair.privateKey));
  try {
    const bytes = await writePkcs12(
      {
        privateKeyPkcs8,
        certificates: [certificate.der, ...answer.chain.map((pem) => readCertificate(pem).der)],
        password,
        friendlyName: certificate.name,
      },
      crypto,
    );
    return { bytes: new Uint8Array(bytes), name: fileName(certificate.name) };
  } finally {
    privateKeyPkcs8.fill(0);
  }
}

/** Letters and digits of the name; what a file system or shell could trip over is left out. */
function fileName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${plain === '' ? 'certificate' : plain}.p12`;
}

function showStrength(): void {
  const strength = strengthOf(field('password').value);
  const meter = part('[data-strength]');
  meter.hidden = field('password').value === '';
  meter.dataset['strength'] = strength;
  fill('strength', message(`collect.strength.${strength}`));
}

function field(name: string): HTMLInputElement {
  return document.getElementById(name) as HTMLInputElement;
}
