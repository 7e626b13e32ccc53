import { Alert } from '../html/alert.tsx';
import { FileField, TextAreaField } from '../html/form.tsx';
import { Icon, type IconName } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import { ProblemList } from '../html/problem-list.tsx';
import type { TextKey } from '../texts.ts';
import { INSPECT_MESSAGES } from '../texts/inspect.ts';
import type { View } from '../view.ts';

/** Texts of other pages that the program of this one uses too. */
const SHARED_MESSAGES: readonly TextKey[] = [
  'certificate.name',
  'certificate.use',
  'certificate.subject',
  'certificate.key',
  'certificate.signature',
  'certificate.serial',
  'certificate.sha256',
  'certificate.until',
  'chain.holder',
  'chain.issuing',
  'chain.root',
  'chain.unknown',
  'error.internal',
];

/** Pictures that the program copies. */
const PICTURES: readonly IconName[] = [
  'success',
  'warning',
  'error',
  'info',
  'person',
  'business',
  'lock',
  'document',
];

/** A form and an empty place; the program reads the certificate and fills the place, and nothing is sent. */
export function inspectPage(view: View) {
  const { t } = view;
  return (
    <Page
      view={view}
      title={t('inspect.title')}
      crumbs={[{ href: '/search', text: t('search.title') }]}
      programs={['inspect']}
    >
      <h1>{t('inspect.title')}</h1>
      <noscript>
        <Alert view={view} kind="warning" heading={t('inspect.noScript')}>
          <p>{t('inspect.noScript.text')}</p>
        </Alert>
      </noscript>
      <div data-screen lang={view.language}>
        <section data-step="enter">
          <p class="cb-lead">{t('inspect.lead')}</p>
          <ProblemList view={view} name="inspect" />
          <form data-form="inspect" novalidate>
            <div class="row">
              <div class="col-12 col-lg-6">
                <div class="cb-drop" data-drop="file">
                  <Icon view={view} name="upload" class="cb-drop-icon" />
                  <FileField name="file" label={t('inspect.file')} hint={t('inspect.file.hint')} isMultiple />
                  <p class="cb-drop-text">{t('inspect.drop')}</p>
                </div>
              </div>
              <div class="col-12 col-lg-6">
                <TextAreaField name="text" label={t('inspect.text')} hint={t('inspect.text.hint')} rows={8} />
              </div>
            </div>
            <p class="form-hint">
              <Icon view={view} name="lock" /> {t('inspect.privacy')}
            </p>
            <button type="submit" class="button button-primary mt-5" disabled>
              <Icon view={view} name="search" />
              {t('inspect.submit')}
            </button>
          </form>
        </section>
        <section data-step="done" hidden>
          <div data-place="result" />
          <div class="button-group mt-6">
            <button type="button" class="button button-secondary" data-action="again">
              {t('inspect.again')}
            </button>
          </div>
        </section>
        {[...INSPECT_MESSAGES, ...SHARED_MESSAGES].map((key) => (
          <template key={key} data-message={key}>
            {t(key)}
          </template>
        ))}
        {PICTURES.map((name) => (
          <template key={name} data-picture={name}>
            <Icon view={view} name={name} />
          </template>
        ))}
      </div>
    </Page>
  );
}
