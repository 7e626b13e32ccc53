import type { View } from '../view.ts';

/** The icons of the design system that the portal uses; the build puts just these in one file. */
export const ICONS = [
  'account',
  'business',
  'check',
  'chevron-down',
  'chevron-left',
  'chevron-right',
  'close',
  'copy',
  'database',
  'document',
  'download',
  'error',
  'file',
  'help',
  'home',
  'hourglass',
  'how-to-reg',
  'info',
  'language',
  'list-check',
  'lock',
  'menu',
  'open-in-new',
  'person',
  'person-add',
  'plus',
  'print',
  'refresh',
  'search',
  'settings',
  'success',
  'time',
  'upload',
  'warning',
] as const;

export type IconName = (typeof ICONS)[number];

/** Says nothing to a screen reader: the words stand beside it. */
export function Icon({ view, name, class: more }: { view: View; name: IconName; class?: string }) {
  return (
    <svg class={more === undefined ? 'icon-svg' : `icon-svg ${more}`} focusable="false" aria-hidden="true">
      <use href={`${view.assets.url('icons.svg')}#${name}`} />
    </svg>
  );
}
