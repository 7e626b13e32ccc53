/** The languages of the portal; Danish is the one used when nothing else is asked for. */
export type Language = 'da' | 'en';

export const LANGUAGES: readonly Language[] = ['da', 'en'];

export const LANGUAGE_COOKIE = 'lang';

export interface LanguageWishes {
  /** Value of `?lang=`. */
  readonly query: unknown;
  /** The Cookie header. */
  readonly cookies: string | undefined;
  /** The Accept-Language header. */
  readonly accepted: string | undefined;
}

/** The language to answer in: what the address asks for, else the cookie, else the browser's wish, else Danish. */
export function chooseLanguage(wishes: LanguageWishes): Language {
  if (isLanguage(wishes.query)) return wishes.query;
  const cookie = /(?:^|;)\s*lang=(da|en)\s*(?:;|$)/.exec(wishes.cookies?.slice(0, 8192) ?? '')?.[1];
  if (isLanguage(cookie)) return cookie;
  return mostWanted(wishes.accepted?.slice(0, 1024) ?? '') ?? 'da';
}

export function isLanguage(value: unknown): value is Language {
  return value === 'da' || value === 'en';
}

/** @source RFC 9110 section 12.5.4; of equal weights the first named wins */
function mostWanted(accepted: string): Language | undefined {
  let best: { language: Language; weight: number } | undefined;
  for (const range of accepted.split(',')) {
    const [tag, ...parameters] = range.trim().toLowerCase().split(';');
    const language = tag?.split('-')[0];
    if (!isLanguage(language)) continue;
    const quality = parameters.map((p) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(p)?.[1]).find(Boolean);
    const weight = quality === undefined ? 1 : Number(quality);
    if (weight > 0 && (best === undefined || weight > best.weight)) best = { language, weight };
  }
  return best?.language;
}
