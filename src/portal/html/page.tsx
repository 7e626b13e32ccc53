import type { ComponentChildren } from 'preact';
import type { View } from '../view.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Icon } from './icon.tsx';

export interface Crumb {
  readonly href: string;
  readonly text: string;
}

export interface PageProps {
  readonly view: View;
  readonly title: string;
  /** The pages above this one, without the start page. */
  readonly crumbs?: readonly Crumb[];
  /** Browser programs of this page, by the name of their source in `client/`. */
  readonly programs?: readonly string[];
  /** The start page shows no way back to itself and opens with its own banner. */
  readonly isStart?: boolean;
  /** A form on this page was refused: the browser's tab says so first. */
  readonly hasErrors?: boolean;
  readonly children: ComponentChildren;
}

/** A whole document: head, header with menu, the way back, the page's content and the footer. */
export function Page(props: PageProps) {
  const { view, title } = props;
  const { t } = view;
  const prefix = props.hasErrors === true ? `${t('site.errorPrefix')} ` : '';
  return (
    <html lang={view.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{`${prefix}${title} – certbank`}</title>
        <link rel="stylesheet" href={view.assets.url('portal.css')} />
        <link rel="icon" type="image/svg+xml" href={view.assets.url('logo.svg')} />
        {['page', ...(props.programs ?? [])].map((name) => (
          <script key={name} type="module" src={view.assets.url(`${name}.js`)} />
        ))}
      </head>
      <body>
        <a class="skipnav" href="#main-content">
          {t('site.skip')}
        </a>
        <Header view={view} />
        {props.isStart === true ? (
          <main id="main-content" tabIndex={-1}>
            {props.children}
          </main>
        ) : (
          <div class="container page-container">
            <Breadcrumbs view={view} crumbs={props.crumbs ?? []} current={title} />
            <main id="main-content" class="cb-main" tabIndex={-1}>
              {props.children}
            </main>
          </div>
        )}
        <Footer view={view} />
      </body>
    </html>
  );
}

function Breadcrumbs({ view, crumbs, current }: { view: View; crumbs: readonly Crumb[]; current: string }) {
  const all = [{ href: '/', text: view.t('site.start') }, ...crumbs];
  return (
    <nav class="breadcrumbs" aria-label={view.t('site.breadcrumbs')}>
      <ol class="breadcrumbs__list">
        {all.map((crumb, index) => (
          <li key={crumb.href} class="breadcrumbs__list-item">
            {index > 0 && <Icon view={view} name="chevron-right" />}
            <a class="breadcrumbs__link" href={crumb.href}>
              {crumb.text}
            </a>
          </li>
        ))}
        <li class="breadcrumbs__list-item" aria-current="page">
          <Icon view={view} name="chevron-right" />
          {current}
        </li>
      </ol>
    </nav>
  );
}
