/** What the programs' pages are built of; whatever comes from outside becomes text and nothing else. */

export type Content = Node | string;

export function element(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...content: Content[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

export function panel(id: string, heading: string, ...content: Content[]): HTMLElement {
  const title = element('h2', { id }, heading);
  return element('section', { class: 'cb-panel', 'aria-labelledby': id }, title, ...content);
}

export function facts(rows: readonly (readonly [string, Content])[]): HTMLElement {
  const groups = rows.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return element('dl', { class: 'cb-facts' }, ...groups);
}

export const list = (items: readonly Content[]): HTMLElement =>
  element('ul', { class: 'cb-plain' }, ...items.map((item) => element('li', {}, item)));

export const english = (text: string): HTMLElement => element('span', { lang: 'en' }, text);
