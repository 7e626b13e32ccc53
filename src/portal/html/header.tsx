import { LANGUAGES, type Language } from '../language.ts';
import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { Icon } from './icon.tsx';

interface MenuItem {
  readonly href: string;
  readonly text: TextKey;
}

const PUBLIC_MENU: readonly MenuItem[] = [
  { href: '/collect', text: 'menu.collect' },
  { href: '/search', text: 'menu.search' },
  { href: '/verify', text: 'menu.verify' },
  { href: '/sign', text: 'menu.sign' },
  { href: '/revoke', text: 'menu.revoke' },
  { href: '/order', text: 'menu.order' },
];

const OFFICE_MENU: readonly MenuItem[] = [
  { href: '/admin', text: 'menu.dashboard' },
  { href: '/admin/registrations', text: 'menu.registrations' },
  { href: '/admin/certificates', text: 'menu.certificates' },
];

const AUDITOR_MENU: readonly MenuItem[] = [{ href: '/admin/audit', text: 'menu.audit' }];

const ADMINISTRATOR_MENU: readonly MenuItem[] = [
  { href: '/admin/issuers', text: 'menu.issuers' },
  { href: '/admin/accounts', text: 'menu.accounts' },
];

export function Header({ view }: { view: View }) {
  const { t } = view;
  const menu = menuFor(view);
  return (
    <header class="header">
      <div class="portal-info">
        <div class="portal-info-inner container">
          <a href="/" class="cb-wordmark">
            <img src={view.assets.url('logo.svg')} width="36" height="36" alt="" />
            <span>certbank</span>
            <span class="sr-only">{t('site.toStart')}</span>
          </a>
          <div class="cb-header-tools">
            <LanguageLink view={view} />
            {view.account === undefined ? (
              <a href="/admin/sign-in" class="function-link cb-tool">
                <Icon view={view} name="lock" />
                {t('menu.signIn')}
              </a>
            ) : (
              <SignedIn view={view} />
            )}
          </div>
        </div>
      </div>
      <nav class="navigation-menu" aria-label={t('site.menu')}>
        <div class="navigation-menu-inner container">
          <div class="nav">
            <ul class="mainmenu">
              {menu.map((item) => (
                <li key={item.href} class={isCurrent(view, item) ? 'active' : undefined}>
                  <a
                    href={item.href}
                    class="nav-link"
                    aria-current={isCurrent(view, item) ? 'page' : undefined}
                  >
                    <span>{t(item.text)}</span>
                  </a>
                </li>
              ))}
            </ul>
          </div>
        </div>
      </nav>
      <details class="cb-menu d-print-none">
        <summary>
          <Icon view={view} name="menu" />
          {t('site.menu')}
        </summary>
        <nav aria-label={t('site.menu')}>
          <ul class="nobullet-list">
            {menu.map((item) => (
              <li key={item.href}>
                <a href={item.href} aria-current={isCurrent(view, item) ? 'page' : undefined}>
                  {t(item.text)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </details>
    </header>
  );
}

function SignedIn({ view }: { view: View }) {
  const { t, account } = view;
  if (account === undefined) return null;
  return (
    <form class="cb-signed-in" method="post" action="/admin/sign-out">
      <input type="hidden" name="_csrf" value={view.csrfToken()} />
      <a href="/admin/password" class="function-link cb-tool" title={t('account.changePassword')}>
        <Icon view={view} name="account" />
        {account.username}
        <span class="cb-role">{t(`role.${account.role}`)}</span>
      </a>
      <button type="submit" class="button button-secondary cb-small">
        {t('menu.signOut')}
      </button>
    </form>
  );
}

const NATIVE_NAMES: Record<Language, string> = { da: 'Dansk', en: 'English' };

function LanguageLink({ view }: { view: View }) {
  const other = LANGUAGES.find((language) => language !== view.language)!;
  return (
    <a href={withLanguage(view.path, other)} lang={other} hreflang={other} class="function-link cb-tool">
      <Icon view={view} name="language" />
      {NATIVE_NAMES[other]}
    </a>
  );
}

function withLanguage(path: string, language: Language): string {
  const url = new URL(path, 'http://portal.invalid');
  url.searchParams.set('lang', language);
  return `${url.pathname}${url.search}`;
}

function menuFor(view: View): readonly MenuItem[] {
  const path = view.path.split('?')[0]!;
  if (view.account === undefined || !(path === '/admin' || path.startsWith('/admin/'))) {
    return view.account === undefined
      ? PUBLIC_MENU
      : [...PUBLIC_MENU, { href: '/admin', text: 'menu.admin' }];
  }
  switch (view.account.role) {
    case 'officer':
      return OFFICE_MENU;
    case 'auditor':
      return [OFFICE_MENU[0]!, OFFICE_MENU[2]!, ...AUDITOR_MENU];
    case 'administrator':
      return [...OFFICE_MENU, ...AUDITOR_MENU, ...ADMINISTRATOR_MENU];
  }
}

function isCurrent(view: View, item: MenuItem): boolean {
  const path = view.path.split('?')[0]!;
  if (item.href === '/admin') return path === '/admin';
  if (item.href === '/search' && path.startsWith('/certificates/')) return true;
  return path === item.href || path.startsWith(`${item.href}/`);
}
