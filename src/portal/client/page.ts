/** Small conveniences of every page; each page works without them. */
import { offerFile } from './offer-file.ts';

for (const button of all('[data-copy]')) {
  button.addEventListener('click', () => void copy(button));
}

for (const button of all('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

for (const button of all('[data-save]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const text = document.getElementById(button.dataset['save']!)?.textContent ?? '';
    offerFile(new TextEncoder().encode(text), button.dataset['saveAs']!, 'application/json');
  });
}

for (const zone of all('[data-drop]')) makeDropZone(zone);

for (const button of all<HTMLButtonElement>('button[data-busy]')) {
  button.form?.addEventListener('submit', (event) => {
    if (event.submitter !== button) return;
    // Changed after this turn, or the browser would send nothing for a disabled button's form.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      button.disabled = true;
      button.textContent = button.dataset['busy']!;
    });
  });
}

async function copy(button: HTMLElement): Promise<void> {
  const text = document.getElementById(button.dataset['copy']!)?.textContent ?? '';
  const status = button.parentElement?.querySelector<HTMLElement>('[data-copied]');
  try {
    await navigator.clipboard.writeText(text);
    if (status) status.textContent = status.dataset['copied']!;
  } catch {
    // Without the right to the clipboard the text is marked, ready for the keyboard.
    getSelection()?.selectAllChildren(document.getElementById(button.dataset['copy']!)!);
  }
}

function makeDropZone(zone: HTMLElement): void {
  const input = zone.querySelector<HTMLInputElement>('input[type=file]');
  if (input === null) return;
  zone.dataset['ready'] = '';
  for (const type of ['dragenter', 'dragover']) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.dataset['over'] = '';
    });
  }
  zone.addEventListener('dragleave', () => delete zone.dataset['over']);
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    delete zone.dataset['over'];
    const files = event.dataTransfer?.files;
    if (files === undefined || files.length === 0) return;
    const chosen = new DataTransfer();
    for (const file of input.multiple ? files : [files[0]!]) chosen.items.add(file);
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

function all<E extends HTMLElement = HTMLElement>(selector: string): NodeListOf<E> {
  return document.querySelectorAll<E>(selector);
}
