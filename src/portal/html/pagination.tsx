import type { View } from '../view.ts';
import { Icon } from './icon.tsx';

/** Pages are found by cursor, so the way goes back to the first page and on to the next. */
export function Pagination(props: {
  readonly view: View;
  /** Path and query of the list, without a cursor. */
  readonly base: string;
  readonly isFirst: boolean;
  readonly nextCursor: string | null;
}) {
  const { view, base } = props;
  if (props.isFirst && props.nextCursor === null) return null;
  return (
    <nav class="pagination cb-pagination" aria-label={view.t('pages.label')}>
      {props.isFirst ? (
        <span />
      ) : (
        <a href={base} class="button button-arrow button-previous" aria-label={view.t('pages.first')}>
          <Icon view={view} name="chevron-left" />
          <span class="pagination-nav-link">{view.t('pages.first')}</span>
        </a>
      )}
      {props.nextCursor === null ? (
        <span />
      ) : (
        <a
          href={withCursor(base, props.nextCursor)}
          class="button button-arrow button-next"
          rel="next"
          aria-label={view.t('pages.next')}
        >
          <span class="pagination-nav-link">{view.t('pages.next')}</span>
          <Icon view={view} name="chevron-right" />
        </a>
      )}
    </nav>
  );
}

function withCursor(base: string, cursor: string): string {
  const url = new URL(base, 'http://portal.invalid');
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}
