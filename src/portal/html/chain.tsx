import type { View } from '../view.ts';
import { Icon, type IconName } from './icon.tsx';

export type LinkKind = 'holder' | 'issuing' | 'root' | 'unknown';

export interface ChainLink {
  readonly kind: LinkKind;
  readonly name: string;
  /** Where to read more of it, if there is a page. */
  readonly href?: string;
  readonly note?: string;
}

const PICTURES: Record<LinkKind, IconName> = {
  holder: 'person',
  issuing: 'business',
  root: 'lock',
  unknown: 'document',
};

/** Who vouches for whom, the root at the top, as a tree that reads as a list too. */
export function ChainTree({ view, links }: { view: View; links: readonly ChainLink[] }) {
  const fromRoot = [...links].reverse();
  return <Branch view={view} links={fromRoot} isTop />;
}

function Branch({ view, links, isTop }: { view: View; links: readonly ChainLink[]; isTop?: boolean }) {
  const [first, ...rest] = links;
  if (first === undefined) return null;
  return (
    <ul class={isTop === true ? 'cb-chain' : undefined}>
      <li>
        <span class={`cb-link cb-link-${first.kind}`}>
          <Icon view={view} name={PICTURES[first.kind]} />
          <span>
            <span class="cb-link-kind">{view.t(`chain.${first.kind}`)}</span>
            {first.href === undefined ? (
              <strong>{first.name}</strong>
            ) : (
              <a href={first.href}>
                <strong>{first.name}</strong>
              </a>
            )}
            {first.note !== undefined && <span class="cb-link-note">{first.note}</span>}
          </span>
        </span>
        <Branch view={view} links={rest} />
      </li>
    </ul>
  );
}
