import { ErrorSummary, type FieldError } from '../../html/alert.tsx';
import { Done, type DoneName } from '../../html/done.tsx';
import { PostForm, TextField } from '../../html/form.tsx';
import { Page } from '../../html/page.tsx';
import type { View } from '../../view.ts';

export interface SignInModel {
  readonly username: string;
  /** Where to go afterwards, a path of the administration. */
  readonly next: string;
  readonly errors: readonly FieldError[];
  readonly done: DoneName | undefined;
}

export function signInPage(view: View, model: SignInModel) {
  const { t } = view;
  return (
    <Page view={view} title={t('signIn.title')} hasErrors={model.errors.length > 0}>
      <h1>{t('signIn.title')}</h1>
      <p class="cb-lead">{t('signIn.lead')}</p>
      <Done view={view} done={model.done} />
      <ErrorSummary view={view} errors={model.errors} />
      <PostForm view={view} action="/admin/sign-in">
        <input type="hidden" name="next" value={model.next} />
        <TextField
          name="username"
          label={t('signIn.username')}
          errors={model.errors}
          value={model.username}
          autocomplete="username"
          width="m"
          maxLength={64}
        />
        <TextField
          name="password"
          type="password"
          label={t('signIn.password')}
          errors={model.errors}
          autocomplete="current-password"
          width="m"
          maxLength={256}
        />
        <button type="submit" class="button button-primary mt-6">
          {t('signIn.submit')}
        </button>
      </PostForm>
    </Page>
  );
}
