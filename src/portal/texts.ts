import type { Language } from './language.ts';
import * as account from './texts/account.ts';
import * as admin from './texts/admin.ts';
import * as certificate from './texts/certificate.ts';
import * as collect from './texts/collect.ts';
import * as errors from './texts/errors.ts';
import * as inspect from './texts/inspect.ts';
import * as order from './texts/order.ts';
import * as revoke from './texts/revoke.ts';
import * as search from './texts/search.ts';
import * as sign from './texts/sign.ts';
import * as site from './texts/site.ts';
import * as start from './texts/start.ts';
import * as verify from './texts/verify.ts';

const da = {
  ...site.da,
  ...start.da,
  ...order.da,
  ...collect.da,
  ...search.da,
  ...certificate.da,
  ...inspect.da,
  ...revoke.da,
  ...verify.da,
  ...sign.da,
  ...admin.da,
  ...account.da,
  ...errors.da,
};

type Key = keyof typeof da;

const en: Record<Key, string> = {
  ...site.en,
  ...start.en,
  ...order.en,
  ...collect.en,
  ...search.en,
  ...certificate.en,
  ...inspect.en,
  ...revoke.en,
  ...verify.en,
  ...sign.en,
  ...admin.en,
  ...account.en,
  ...errors.en,
};

/** A plural is asked for by its name without `_one` and `_other`. */
export type TextKey = Key extends infer K ? (K extends `${infer Base}_${'one' | 'other'}` ? Base : K) : never;

/** Every text of the portal, by key, in each language. */
export const TEXTS: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { da, en };
