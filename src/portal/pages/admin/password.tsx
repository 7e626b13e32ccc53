import { ErrorSummary, type FieldError } from '../../html/alert.tsx';
import { PostForm, TextField } from '../../html/form.tsx';
import { Page } from '../../html/page.tsx';
import type { View } from '../../view.ts';

export function passwordPage(view: View, errors: readonly FieldError[]) {
  const { t } = view;
  return (
    <Page
      view={view}
      title={t('account.changePassword')}
      crumbs={[{ href: '/admin', text: t('admin.title') }]}
      hasErrors={errors.length > 0}
    >
      <h1>{t('account.changePassword')}</h1>
      <ErrorSummary view={view} errors={errors} />
      <PostForm view={view} action="/admin/password">
        <TextField
          name="currentPassword"
          type="password"
          label={t('account.password.current')}
          errors={errors}
          autocomplete="current-password"
          width="m"
          maxLength={256}
        />
        <TextField
          name="newPassword"
          type="password"
          label={t('account.password.new')}
          hint={t('account.password.hint')}
          errors={errors}
          autocomplete="new-password"
          width="m"
          maxLength={256}
        />
        <TextField
          name="newPasswordAgain"
          type="password"
          label={t('account.password.repeat')}
          errors={errors}
          autocomplete="new-password"
          width="m"
          maxLength={256}
        />
        <button type="submit" class="button button-primary mt-6">
          {t('account.password.submit')}
        </button>
      </PostForm>
    </Page>
  );
}
