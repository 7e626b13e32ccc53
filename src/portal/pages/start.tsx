import { StatusChart, type StatusCounts } from '../html/chart.tsx';
import { Icon, type IconName } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import type { View } from '../view.ts';

const TASKS = [
  { key: 'collect', href: '/collect', icon: 'how-to-reg' },
  { key: 'search', href: '/search', icon: 'search' },
  { key: 'verify', href: '/verify', icon: 'list-check' },
  { key: 'sign', href: '/sign', icon: 'check' },
  { key: 'revoke', href: '/revoke', icon: 'lock' },
] as const satisfies readonly { key: string; href: string; icon: IconName }[];

const STEPS = ['1', '2', '3'] as const;

export function startPage(view: View, counts: StatusCounts) {
  const { t } = view;
  return (
    <Page view={view} title={t('start.title')} isStart>
      <div class="cb-hero">
        <div class="container">
          <h1>{t('start.title')}</h1>
          <p class="cb-lead">{t('start.lead')}</p>
          <form class="search cb-hero-search" method="get" action="/search" role="search">
            <label class="sr-only" for="q">
              {t('start.search')}
            </label>
            <input
              class="form-input"
              id="q"
              name="q"
              type="search"
              placeholder={t('start.search')}
              maxLength={200}
              autocomplete="off"
            />
            <button type="submit" class="button button-search">
              <Icon view={view} name="search" />
              {t('search.submit')}
            </button>
          </form>
        </div>
      </div>
      <div class="container">
        <h2 class="cb-section">{t('start.tasks')}</h2>
        <ul class="card-row row">
          {TASKS.map((task) => (
            <li key={task.key} class="col-12 col-sm-6 col-lg-4">
              <a class="card cb-task" href={task.href}>
                <div class="card-content">
                  <Icon view={view} name={task.icon} class="cb-task-icon" />
                  <h3 class="card-heading">{t(`start.${task.key}`)}</h3>
                  <p>{t(`start.${task.key}.text`)}</p>
                </div>
              </a>
            </li>
          ))}
        </ul>
        <p class="mt-5">
          <a class="function-link" href="/inspect">
            <Icon view={view} name="document" />
            {t('inspect.link')}
          </a>
        </p>
        <div class="row">
          <section class="col-12 col-lg-7">
            <h2 class="cb-section">{t('start.how')}</h2>
            <ol class="cb-how">
              {STEPS.map((step) => (
                <li key={step}>
                  <h3>{t(`start.how.${step}`)}</h3>
                  <p>{t(`start.how.${step}.text`)}</p>
                </li>
              ))}
            </ol>
          </section>
          <section class="col-12 col-lg-5">
            <h2 class="cb-section">{t('start.bank')}</h2>
            <p>{t('start.bank.text')}</p>
            <StatusChart view={view} counts={counts} />
          </section>
        </div>
      </div>
    </Page>
  );
}
