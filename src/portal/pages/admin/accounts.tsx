import type { AccountView } from '../../../authority/accounts/account.ts';
import type { Role } from '../../../authority/ports/records.ts';
import { ErrorSummary, type FieldError } from '../../html/alert.tsx';
import { Done, type DoneName } from '../../html/done.tsx';
import { PostForm, RadioField, TextField } from '../../html/form.tsx';
import { Day } from '../../html/instant.tsx';
import { Page } from '../../html/page.tsx';
import { Table } from '../../html/table.tsx';
import { formatInstant, type View } from '../../view.ts';

export const ROLES: readonly Role[] = ['officer', 'administrator', 'auditor'];

export interface AccountsModel {
  readonly accounts: readonly AccountView[];
  readonly mayChange: boolean;
  readonly fields: { readonly username: string; readonly role: Role };
  readonly errors: readonly FieldError[];
  readonly done: DoneName | undefined;
}

export function accountsPage(view: View, model: AccountsModel) {
  const { t } = view;
  return (
    <Page
      view={view}
      title={t('accounts.title')}
      crumbs={[{ href: '/admin', text: t('admin.title') }]}
      hasErrors={model.errors.length > 0}
    >
      <h1>{t('accounts.title')}</h1>
      <p class="cb-lead">{t('accounts.lead')}</p>
      <Done view={view} done={model.done} />
      <ErrorSummary view={view} errors={model.errors} />
      <Table
        caption={t('accounts.title')}
        columns={[
          { heading: t('accounts.username') },
          { heading: t('accounts.role') },
          { heading: t('accounts.created') },
          { heading: t('accounts.action') },
        ]}
        rows={model.accounts.map((account) => ({
          key: account.username,
          cells: [
            <AccountName view={view} account={account} />,
            t(`role.${account.role}`),
            <Day view={view} at={account.createdAt} />,
            <RemoveAccount view={view} account={account} mayChange={model.mayChange} />,
          ],
        }))}
      />
      {model.mayChange && <NewAccount view={view} model={model} />}
    </Page>
  );
}

function AccountName({ view, account }: { view: View; account: AccountView }) {
  const { t } = view;
  const isLocked = account.lockedUntil !== null && account.lockedUntil > view.now;
  return (
    <>
      {account.username}
      {account.username === view.account?.username && ` (${t('accounts.you')})`}
      {isLocked && (
        <span class="cb-below">{t('accounts.locked', { at: formatInstant(view, account.lockedUntil) })}</span>
      )}
    </>
  );
}

function RemoveAccount(props: {
  readonly view: View;
  readonly account: AccountView;
  readonly mayChange: boolean;
}) {
  const { view, account } = props;
  if (!props.mayChange || account.username === view.account?.username) return <>–</>;
  return (
    <PostForm view={view} action={`/admin/accounts/${account.username}/remove`} class="cb-inline-form">
      <button
        type="submit"
        class="button button-secondary cb-small"
        aria-label={view.t('accounts.remove.one', { username: account.username })}
      >
        {view.t('accounts.remove')}
      </button>
    </PostForm>
  );
}

function NewAccount({ view, model }: { view: View; model: AccountsModel }) {
  const { t } = view;
  return (
    <section class="cb-panel" aria-labelledby="new-account">
      <h2 id="new-account">{t('accounts.new')}</h2>
      <PostForm view={view} action="/admin/accounts">
        <TextField
          name="username"
          label={t('signIn.username')}
          errors={model.errors}
          value={model.fields.username}
          width="m"
          maxLength={64}
        />
        <TextField
          name="password"
          type="password"
          label={t('signIn.password')}
          hint={t('account.password.hint')}
          errors={model.errors}
          autocomplete="new-password"
          width="m"
          maxLength={256}
        />
        <RadioField
          name="role"
          label={t('accounts.role')}
          errors={model.errors}
          value={model.fields.role}
          options={ROLES.map((role) => ({
            value: role,
            text: t(`role.${role}`),
            hint: t(`accounts.role.${role}.hint`),
          }))}
        />
        <button type="submit" class="button button-primary mt-6">
          {t('accounts.new.submit')}
        </button>
      </PostForm>
    </section>
  );
}
