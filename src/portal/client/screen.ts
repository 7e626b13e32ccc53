/** The page's parts by the names that the server gave them. All words come from the server, in its language. */

const root = document.querySelector<HTMLElement>('[data-screen]')!;

export const language = root.lang;

export function part(selector: string): HTMLElement {
  const element = root.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`the page lacks ${selector}`);
  return element;
}

export function message(key: string): string {
  return messageOr(key, messageOr('error.internal', ''));
}

/** A text that not every page has, or `otherwise`. */
export function messageOr(key: string, otherwise: string): string {
  const template = root.querySelector<HTMLTemplateElement>(`template[data-message="${CSS.escape(key)}"]`);
  return template?.content.textContent ?? otherwise;
}

/** A copy of one of the page's pictures. */
export function picture(name: string, more = ''): Node {
  const template = root.querySelector<HTMLTemplateElement>(`template[data-picture="${CSS.escape(name)}"]`);
  const copy = template?.content.firstElementChild?.cloneNode(true) as SVGElement | undefined;
  if (copy === undefined) throw new Error(`the page lacks the picture ${name}`);
  if (more !== '') copy.classList.add(more);
  return copy;
}

export function fill(slot: string, text: string): void {
  part(`[data-slot="${slot}"]`).textContent = text;
}

export type Step = 'enter' | 'work' | 'failed' | 'done';

/** Shows one step and moves the focus to where it begins, so that a screen reader goes along. */
export function show(step: Step): void {
  for (const section of root.querySelectorAll<HTMLElement>('[data-step]')) {
    section.hidden = section.dataset['step'] !== step;
  }
  const start = part(`[data-step="${step}"]`).querySelector<HTMLElement>(
    '[tabindex="-1"]:not([hidden]), input',
  );
  start?.focus();
  window.scrollTo({ top: 0 });
}

export interface Problem {
  readonly field: string;
  readonly key: string;
}

/** Lists what is wrong above the form `name` and marks its fields; an empty list takes it all away again. */
export function showProblems(
  name: 'enter' | 'save' | 'inspect' | 'verify' | 'sign',
  problems: readonly Problem[],
): void {
  const form = part(`[data-form="${name}"]`);
  for (const input of form.querySelectorAll<Field>('input, textarea, select')) unmark(input);
  const summary = part(`[data-problems="${name}"]`);
  summary.querySelector('ul')!.replaceChildren(
    ...problems.map(({ field, key }) => {
      const link = document.createElement('a');
      link.className = 'function-link';
      link.href = `#${field}`;
      link.textContent = message(key);
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
  for (const { field, key } of problems) mark(form.querySelector<Field>(`#${field}`)!, message(key));
  summary.hidden = problems.length === 0;
  if (problems.length > 0) summary.focus();
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function mark(input: Field, text: string): void {
  const note = document.createElement('span');
  note.className = 'form-error-message';
  note.id = `${input.id}-error`;
  note.textContent = text;
  input.before(note);
  input.parentElement!.classList.add('form-error');
  input.setAttribute('aria-invalid', 'true');
  const described = [input.getAttribute('aria-describedby'), note.id].filter(Boolean);
  input.setAttribute('aria-describedby', described.join(' '));
}

function unmark(input: Field): void {
  const id = `${input.id}-error`;
  document.getElementById(id)?.remove();
  input.parentElement!.classList.remove('form-error');
  input.removeAttribute('aria-invalid');
  const described =
    input
      .getAttribute('aria-describedby')
      ?.split(' ')
      .filter((one) => one !== id) ?? [];
  if (described.length > 0) input.setAttribute('aria-describedby', described.join(' '));
  else input.removeAttribute('aria-describedby');
}
