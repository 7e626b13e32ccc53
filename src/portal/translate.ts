import { createInstance } from 'i18next';
import type { Language } from './language.ts';
import { TEXTS, type TextKey } from './texts.ts';

/** A text in the page's language; `{{name}}` in it is filled from `values`, `count` chooses the plural. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

const instance = createInstance();
void instance.init({
  resources: { da: { translation: TEXTS.da }, en: { translation: TEXTS.en } },
  lng: 'da',
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  // Preact escapes whatever it renders.
  interpolation: { escapeValue: false, skipOnVariables: true },
});

export function translator(language: Language): Translate {
  const t = instance.getFixedT(language);
  return (key, values) => t(key, values ?? {});
}
