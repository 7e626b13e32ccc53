import { Alert } from '../html/alert.tsx';
import { Checkbox, FileField, RadioField, SelectField, TextField } from '../html/form.tsx';
import { Icon } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import { ProblemList } from '../html/problem-list.tsx';
import { ProgramWords } from '../html/program-words.tsx';
import { Facts } from '../html/table.tsx';
import { WorkingSection } from '../html/working.tsx';
import type { TextKey } from '../texts.ts';
import { DOCUMENT_ERRORS } from '../texts/errors.ts';
import type { View } from '../view.ts';

const MESSAGES: readonly TextKey[] = [
  ...DOCUMENT_ERRORS,
  'error.internal',
  'error.timestamp.refused',
  'error.service.unreachable',
  'collect.error.insecure',
  'sign.error.document',
  'sign.error.key',
  'sign.error.password',
  'sign.error.page',
  'sign.error.key.unreadable',
  'sign.error.key.refused',
  'sign.error.oldKey',
  'sign.error.expired',
  'sign.working.key',
  'sign.working.read',
  'sign.working.sign',
  'sign.working.timestamp',
  'sign.visible.line',
  'verify.level.BASELINE-B',
  'verify.level.BASELINE-T',
];

/** The program signs in the browser; the form is never sent. */
export function signPage(view: View) {
  const { t } = view;
  return (
    <Page view={view} title={t('sign.title')} programs={['sign']}>
      <h1>{t('sign.title')}</h1>
      <noscript>
        <Alert view={view} kind="warning" heading={t('sign.noScript')}>
          <p>{t('sign.noScript.text')}</p>
        </Alert>
      </noscript>
      <div data-screen lang={view.language}>
        <section data-step="enter">
          <p class="cb-lead">{t('sign.lead')}</p>
          <ProblemList view={view} name="sign" />
          <SignForm view={view} />
        </section>
        <WorkingSection view={view} title={t('sign.working')} progress={t('sign.progress')} />
        <section data-step="done" hidden>
          <SignedSection view={view} />
        </section>
        <ProgramWords view={view} messages={MESSAGES} />
      </div>
    </Page>
  );
}

function SignForm({ view }: { view: View }) {
  const { t } = view;
  return (
    <form data-form="sign" novalidate>
      <div data-for="kept" hidden>
        <SelectField
          name="kept"
          label={t('sign.kept')}
          hint={t('sign.kept.hint')}
          options={[{ value: '', text: t('sign.kept.none') }]}
        />
        <button type="button" class="function-link mt-3" data-action="forget">
          <Icon view={view} name="close" />
          {t('sign.kept.forget')}
        </button>
      </div>
      <div class="row mt-5">
        <div class="col-12 col-lg-6">
          <div class="cb-drop" data-drop="document">
            <Icon view={view} name="upload" class="cb-drop-icon" />
            <FileField name="document" label={t('sign.document')} hint={t('sign.document.hint')} />
            <p class="cb-drop-text">{t('sign.drop')}</p>
          </div>
        </div>
        <div class="col-12 col-lg-6" data-for="file">
          <div class="cb-drop cb-drop-quiet" data-drop="key">
            <Icon view={view} name="lock" class="cb-drop-icon" />
            <FileField name="key" label={t('sign.key')} hint={t('sign.key.hint')} />
            <p class="cb-drop-text">{t('sign.drop')}</p>
          </div>
        </div>
      </div>
      <div data-for="file">
        <TextField
          name="password"
          type="password"
          label={t('sign.password')}
          width="m"
          autocomplete="current-password"
        />
      </div>
      <RadioField
        name="level"
        label={t('sign.level')}
        value="T"
        options={(['T', 'B'] as const).map((value) => ({
          value,
          text: t(`sign.level.${value}`),
          hint: t(`sign.level.${value}.hint`),
        }))}
      />
      <div data-for="pdf" hidden>
        <Checkbox name="visible" label={t('sign.visible')} hint={t('sign.visible.hint')} />
        <TextField
          name="page"
          label={t('sign.page')}
          hint={t('sign.page.hint')}
          value="1"
          width="xs"
          inputMode="numeric"
          maxLength={6}
        />
      </div>
      <div data-for="other" hidden>
        <RadioField
          name="place"
          label={t('sign.place')}
          value="apart"
          options={(['apart', 'inside'] as const).map((value) => ({
            value,
            text: t(`sign.place.${value}`),
            hint: t(`sign.place.${value}.hint`),
          }))}
        />
      </div>
      <p class="form-hint mt-5">
        <Icon view={view} name="lock" /> {t('sign.privacy')}
      </p>
      <button type="submit" class="button button-primary mt-5" disabled>
        <Icon view={view} name="check" />
        {t('sign.submit')}
      </button>
    </form>
  );
}

function SignedSection({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      <div class="alert alert-success">
        <div class="alert-body">
          <h2 class="alert-heading" tabIndex={-1}>
            <Icon view={view} name="success" class="alert-icon" />
            {t('sign.done')}
          </h2>
        </div>
      </div>
      <Facts
        rows={[
          [t('sign.done.signer'), <strong data-slot="signer" />],
          [t('sign.done.file'), <span data-slot="file" />],
          [t('sign.done.level'), <span data-slot="level" />],
        ]}
      />
      <div class="button-group mt-6">
        <button type="button" class="button button-primary" data-action="download">
          <Icon view={view} name="download" />
          {t('sign.done.download')}
        </button>
        <a class="button button-secondary" href="/verify">
          {t('sign.done.verify')}
        </a>
        <button type="button" class="button button-secondary" data-action="again">
          {t('sign.again')}
        </button>
      </div>
    </>
  );
}
