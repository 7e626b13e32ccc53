import { ErrorSummary, type FieldError } from '../html/alert.tsx';
import { FileField, PostForm } from '../html/form.tsx';
import { Icon } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import type { View } from '../view.ts';

export function verifyPage(view: View, errors: readonly FieldError[]) {
  const { t } = view;
  return (
    <Page view={view} title={t('verify.title')} hasErrors={errors.length > 0}>
      <h1>{t('verify.title')}</h1>
      <p class="cb-lead">{t('verify.lead')}</p>
      <ErrorSummary view={view} errors={errors} />
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
          <Icon view={view} name="lock" /> {t('verify.privacy')}
        </p>
        <div class="button-group mt-5">
          <button type="submit" class="button button-primary" data-busy={t('verify.working')}>
            <Icon view={view} name="list-check" />
            {t('verify.submit')}
          </button>
          <button type="submit" class="button button-secondary" name="as" value="json" formnovalidate>
            {t('verify.asJson')}
          </button>
        </div>
      </PostForm>
    </Page>
  );
}
