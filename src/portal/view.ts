import type { Role } from '../authority/ports/records.ts';
import type { Assets } from './assets.ts';
import type { Language } from './language.ts';
import type { Translate } from './translate.ts';

/** Who is signed in to the administration. */
export interface Account {
  readonly username: string;
  readonly role: Role;
}

/** What every page needs to know of the request that it answers. */
export interface View {
  readonly language: Language;
  readonly t: Translate;
  /** Path and query of this page, for the language link and the menu. */
  readonly path: string;
  readonly assets: Assets;
  readonly now: Date;
  readonly account: Account | undefined;
  /** Makes the session's token, so it is called by pages that carry a form to post and by no other. */
  readonly csrfToken: () => string;
}

const LOCALES: Record<Language, string> = { da: 'da-DK', en: 'en-GB' };

/** Danish legal time: what a citizen's clock shows. */
const ZONE = 'Europe/Copenhagen';

/** `4. oktober 2026 kl. 14.03` */
export function formatInstant(view: Pick<View, 'language'>, at: Date): string {
  return new Intl.DateTimeFormat(LOCALES[view.language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: ZONE,
  }).format(at);
}

/** `4. okt. 2026` */
export function formatDay(view: Pick<View, 'language'>, at: Date): string {
  return new Intl.DateTimeFormat(LOCALES[view.language], { dateStyle: 'medium', timeZone: ZONE }).format(at);
}

export function formatNumber(view: Pick<View, 'language'>, value: number): string {
  return new Intl.NumberFormat(LOCALES[view.language]).format(value);
}

/** `12,3 kB`, in powers of 1,000 as file managers show it. */
export function formatBytes(view: Pick<View, 'language'>, bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return new Intl.NumberFormat(LOCALES[view.language], {
    style: 'unit',
    unit: units[unit]!,
    unitDisplay: 'short',
    maximumFractionDigits: unit === 0 ? 0 : 1,
  }).format(value);
}

/** Groups of four, so that people can read and compare a fingerprint or serial number. */
export function grouped(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}
