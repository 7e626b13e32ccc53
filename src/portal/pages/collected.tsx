import { Alert } from '../html/alert.tsx';
import { ChainTree } from '../html/chain.tsx';
import { TextField } from '../html/form.tsx';
import { Icon } from '../html/icon.tsx';
import { ProblemList } from '../html/problem-list.tsx';
import { Facts } from '../html/table.tsx';
import type { View } from '../view.ts';

/** What the applicant gets; the program fills the slots, which are empty until then. */
export function CollectedSection({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      <Alert view={view} kind="success" heading={t('collect.done')}>
        <p>{t('collect.done.text')}</p>
      </Alert>
      <div class="row">
        <div class="col-12 col-lg-7">
          <section class="cb-panel" aria-labelledby="revocation-heading">
            <h2 id="revocation-heading" tabIndex={-1}>
              {t('collect.code.title')}
            </h2>
            <p>{t('collect.code.text')}</p>
            <p class="form-label" id="revocation-label">
              {t('collect.code.label')}
            </p>
            <p
              class="cb-code"
              data-slot="revocationCode"
              id="revocation-code"
              aria-labelledby="revocation-label"
            />
            <div class="button-group d-print-none">
              <button type="button" class="button button-secondary" data-copy="revocation-code">
                <Icon view={view} name="copy" />
                <span>{t('form.copy')}</span>
              </button>
              <button type="button" class="button button-secondary" data-print>
                <Icon view={view} name="print" />
                {t('form.print')}
              </button>
              <span role="status" class="cb-copied" data-copied={t('form.copied')} />
            </div>
          </section>
          <section class="cb-panel d-print-none" aria-labelledby="save-heading">
            <h2 id="save-heading">{t('collect.save.title')}</h2>
            <p>{t('collect.save.text')}</p>
            <ProblemList view={view} name="save" />
            <form data-form="save" novalidate>
              <TextField
                name="password"
                type="password"
                label={t('collect.password')}
                hint={t('collect.password.hint')}
                autocomplete="new-password"
                width="m"
                maxLength={128}
              />
              <p class="cb-strength" hidden data-strength>
                <svg viewBox="0 0 60 6" aria-hidden="true" focusable="false">
                  <rect width="18" height="6" rx="3" />
                  <rect x="21" width="18" height="6" rx="3" />
                  <rect x="42" width="18" height="6" rx="3" />
                </svg>
                <span role="status">
                  {t('collect.strength')} <strong data-slot="strength" />
                </span>
              </p>
              <TextField
                name="passwordAgain"
                type="password"
                label={t('collect.password.repeat')}
                autocomplete="new-password"
                width="m"
                maxLength={128}
              />
              <button type="submit" class="button button-primary mt-6">
                <Icon view={view} name="download" />
                {t('collect.save')}
              </button>
            </form>
            <p class="cb-working" data-saving hidden>
              <span class="spinner" aria-hidden="true" />
              <span role="status">{t('collect.saving')}</span>
            </p>
            <div data-saved hidden tabIndex={-1}>
              <Alert view={view} kind="success" heading={t('collect.saved')}>
                <p>{t('collect.saved.text')}</p>
              </Alert>
            </div>
          </section>
          <section class="cb-panel d-print-none" aria-labelledby="keep-heading">
            <h2 id="keep-heading">{t('collect.keep.title')}</h2>
            <p>{t('collect.keep.text')}</p>
            <button type="button" class="button button-secondary" data-action="keep">
              <Icon view={view} name="lock" />
              {t('collect.keep')}
            </button>
            <p role="status" data-slot="kept-here" />
          </section>
        </div>
        <div class="col-12 col-lg-5">
          <section class="cb-panel" aria-labelledby="certificate-heading">
            <h2 id="certificate-heading">{t('collect.certificate')}</h2>
            <Facts
              rows={[
                [t('collect.name'), <strong data-slot="name" />],
                [t('collect.valid'), <span data-slot="validity" />],
                [t('collect.serial'), <span class="cb-hex" data-slot="serial" />],
              ]}
            />
            <h3>{t('collect.chain')}</h3>
            <div data-chain>
              <ChainTree
                view={view}
                links={[
                  { kind: 'holder', name: '' },
                  { kind: 'issuing', name: '' },
                  { kind: 'root', name: '' },
                ]}
              />
            </div>
            <p class="d-print-none">
              <a class="function-link" href="/search" data-slot="link">
                <Icon view={view} name="chevron-right" />
                {t('collect.show')}
              </a>
            </p>
          </section>
        </div>
      </div>
    </>
  );
}
