import type { BrowserKeyKind } from '../browser-keys.ts';
import { Alert } from '../html/alert.tsx';
import { Checkbox, RadioField, TextField } from '../html/form.tsx';
import { Icon } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import { ProblemList } from '../html/problem-list.tsx';
import { Steps } from '../html/steps.tsx';
import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { CollectedSection } from './collected.tsx';

export interface CollectModel {
  readonly reference: string;
  readonly browserKeys: readonly BrowserKeyKind[];
}

/** What the program of this page may have to say; it has no words of its own. */
const MESSAGES: readonly TextKey[] = [
  'collect.error.reference',
  'collect.keep.done',
  'collect.keep.failed',
  'collect.error.code',
  'collect.error.passwordShort',
  'collect.error.passwordDiffers',
  'collect.error.insecure',
  'collect.error.network',
  'collect.error.foreignKey',
  'collect.error.file',
  'collect.working.key',
  'collect.working.send',
  'collect.working.check',
  'collect.strength.short',
  'collect.strength.weak',
  'collect.strength.fair',
  'collect.strength.strong',
  'error.order.not-found',
  'error.order.expired',
  'error.order.locked',
  'error.order.cancelled',
  'error.order.already-collected',
  'error.activation.wrong-code',
  'error.request.proof-of-possession',
  'error.request.key-reused',
  'error.key.refused',
  'error.access.rate-limited',
  'error.store.unavailable',
  'error.service.not-ready',
  'error.internal',
];

/** The steps of collecting lie in one document, because the key lives in its memory; the program shows one at a time. */
export function collectPage(view: View, model: CollectModel) {
  const { t } = view;
  const steps = [t('collect.step.enter'), t('collect.step.work'), t('collect.step.save')];
  return (
    <Page view={view} title={t('collect.title')} programs={['collect']}>
      <h1>{t('collect.title')}</h1>
      <noscript>
        <Alert view={view} kind="warning" heading={t('collect.noScript')}>
          <p>{t('collect.noScript.text')}</p>
        </Alert>
      </noscript>
      <div data-screen lang={view.language}>
        <section data-step="enter">
          <Steps view={view} titles={steps} current={0} />
          <p class="cb-lead">{t('collect.lead')}</p>
          <ProblemList view={view} name="enter" />
          <form data-form="enter" novalidate>
            <TextField
              name="reference"
              label={t('order.reference')}
              hint={t('order.reference.hint')}
              value={model.reference}
              width="s"
              maxLength={64}
              class="cb-code-field"
            />
            <TextField
              name="activationCode"
              label={t('collect.code')}
              hint={t('collect.code.hint')}
              width="m"
              maxLength={64}
              class="cb-code-field"
            />
            <KeyChoice view={view} kinds={model.browserKeys} />
            <Checkbox name="unlisted" label={t('collect.unlisted')} hint={t('collect.unlisted.hint')} />
            <button type="submit" class="button button-primary mt-6" disabled>
              {t('collect.submit')}
            </button>
          </form>
        </section>
        <section data-step="work" hidden>
          <Steps view={view} titles={steps} current={1} />
          <h2 tabIndex={-1}>{t('collect.working')}</h2>
          <div class="cb-working">
            <span class="spinner" aria-hidden="true" />
            <p role="status" data-slot="progress" />
          </div>
        </section>
        <section data-step="failed" hidden>
          <Steps view={view} titles={steps} current={1} />
          <div class="alert alert-error" role="alert">
            <div class="alert-body">
              <h2 class="alert-heading" tabIndex={-1}>
                <Icon view={view} name="error" class="alert-icon" />
                {t('collect.failed')}
              </h2>
              <div class="alert-text">
                <p data-slot="failure" />
                <p data-slot="kept">{t('collect.failed.kept')}</p>
              </div>
            </div>
          </div>
          <div class="button-group mt-6">
            <button type="button" class="button button-primary" data-action="retry">
              <Icon view={view} name="refresh" />
              {t('collect.retry')}
            </button>
            <button type="button" class="button button-secondary" data-action="change">
              {t('collect.change')}
            </button>
          </div>
        </section>
        <section data-step="done" hidden>
          <Steps view={view} titles={steps} current={2} />
          <CollectedSection view={view} />
        </section>
        {MESSAGES.map((key) => (
          <template key={key} data-message={key}>
            {t(key)}
          </template>
        ))}
      </div>
    </Page>
  );
}

function KeyChoice({ view, kinds }: { view: View; kinds: readonly BrowserKeyKind[] }) {
  if (kinds.length === 1) return <input type="hidden" name="key" value={kinds[0]} />;
  return (
    <RadioField
      name="key"
      label={view.t('collect.key')}
      value={kinds[0]}
      options={kinds.map((kind) => ({
        value: kind,
        text: view.t(`collect.key.${kind}`),
        hint: view.t(`collect.key.${kind}.hint`),
      }))}
    />
  );
}
