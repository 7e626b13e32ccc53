import { ErrorSummary, type FieldError } from '../html/alert.tsx';
import { FileField, PostForm } from '../html/form.tsx';
import { Icon, type IconName } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import { ProblemList } from '../html/problem-list.tsx';
import { ProgramWords } from '../html/program-words.tsx';
import { WorkingSection } from '../html/working.tsx';
import type { TextKey } from '../texts.ts';
import { DOCUMENT_ERRORS } from '../texts/errors.ts';
import type { View } from '../view.ts';

/** What the program of this page may have to say; it has no words of its own but for the library's report. */
const MESSAGES: readonly TextKey[] = [
  ...DOCUMENT_ERRORS,
  'error.internal',
  'collect.error.network',
  'verify.missing',
  'verify.privacy.local',
  'verify.working.read',
  'verify.working.check',
  'verify.chain',
  'verify.chain.none',
  'verify.anchor',
  'verify.details',
  'verify.problems',
  'verify.verdict.mixed',
  'verdict.TOTAL-PASSED',
  'verdict.INDETERMINATE',
  'verdict.TOTAL-FAILED',
  'verdict.none',
  'verify.verdict.TOTAL-PASSED.text',
  'verify.verdict.INDETERMINATE.text',
  'verify.verdict.TOTAL-FAILED.text',
  'verify.verdict.none.text',
  'chain.holder',
  'chain.issuing',
  'chain.root',
];

const PICTURES: readonly IconName[] = ['success', 'warning', 'error', 'info', 'person', 'business', 'lock'];

/** The program verifies in the browser; without it the form is sent and the service verifies. */
export function verifyPage(view: View, errors: readonly FieldError[]) {
  const { t } = view;
  return (
    <Page view={view} title={t('verify.title')} hasErrors={errors.length > 0} programs={['verify']}>
      <h1>{t('verify.title')}</h1>
      <div data-screen lang={view.language}>
        <section data-step="enter">
          <p class="cb-lead">{t('verify.lead')}</p>
          <ErrorSummary view={view} errors={errors} />
          <ProblemList view={view} name="verify" />
          <div data-form="verify">
            <VerifyForm view={view} errors={errors} />
          </div>
        </section>
        <WorkingSection view={view} title={t('verify.working')} progress={t('verify.progress')} />
        <section data-step="done" hidden>
          <div data-place="result" />
          <div class="button-group mt-6 d-print-none">
            <button type="button" class="button button-primary" data-action="again">
              {t('verify.again')}
            </button>
            {(['pdf', 'xml', 'json'] as const).map((kind) => (
              <button key={kind} type="button" class="button button-secondary" data-action={kind}>
                <Icon view={view} name="download" />
                {t(`verify.save.${kind}`)}
              </button>
            ))}
            <button type="button" class="button button-secondary" data-print hidden>
              <Icon view={view} name="print" />
              {t('form.print')}
            </button>
          </div>
        </section>
        <ProgramWords view={view} messages={MESSAGES} pictures={PICTURES} />
      </div>
    </Page>
  );
}

function VerifyForm({ view, errors }: { view: View; errors: readonly FieldError[] }) {
  const { t } = view;
  return (
    <PostForm view={view} action="/verify" isUpload class="cb-verify">
      <div class="row">
        <div class="col-12 col-lg-6">
          <div class="cb-drop" data-drop="document">
            <Icon view={view} name="upload" class="cb-drop-icon" />
            <FileField
              name="document"
              label={t('verify.document')}
              hint={t('verify.document.hint')}
              errors={errors}
              isRequired
            />
            <p class="cb-drop-text">{t('verify.drop')}</p>
          </div>
        </div>
        <div class="col-12 col-lg-6">
          <div class="cb-drop cb-drop-quiet" data-drop="content">
            <Icon view={view} name="file" class="cb-drop-icon" />
            <FileField
              name="content"
              label={t('verify.contents')}
              hint={t('verify.contents.hint')}
              errors={errors}
              isMultiple
            />
            <p class="cb-drop-text">{t('verify.drop')}</p>
          </div>
        </div>
      </div>
      <p class="form-hint">
        <Icon view={view} name="lock" /> <span data-slot="privacy">{t('verify.privacy')}</span>
      </p>
      <div class="button-group mt-5">
        <button type="submit" class="button button-primary" data-busy={t('verify.working')}>
          <Icon view={view} name="list-check" />
          {t('verify.submit')}
        </button>
        <button
          type="submit"
          class="button button-secondary"
          name="as"
          value="json"
          formnovalidate
          data-remote
        >
          {t('verify.asJson')}
        </button>
      </div>
    </PostForm>
  );
}
