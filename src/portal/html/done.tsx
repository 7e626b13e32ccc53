import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { Alert } from './alert.tsx';

/** What was done on the page before; named in the address, so that a reload tells the same and does nothing again. */
export const DONE = [
  'cancelled',
  'revoked',
  'suspended',
  'released',
  'unlisted',
  'listed',
  'published',
  'created',
  'removed',
  'password',
  'signed-out',
] as const;

export type DoneName = (typeof DONE)[number];

export function isDoneName(value: unknown): value is DoneName {
  return (DONE as readonly unknown[]).includes(value);
}

export function Done({ view, done }: { view: View; done: DoneName | undefined }) {
  if (done === undefined) return null;
  return <Alert view={view} kind="success" heading={view.t(`done.${done}` satisfies TextKey)} isUrgent />;
}
