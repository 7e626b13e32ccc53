import { Alert, ErrorSummary, type FieldError } from '../../html/alert.tsx';
import { Checkbox, PostForm, RadioField, TextField } from '../../html/form.tsx';
import { Page } from '../../html/page.tsx';
import type { View } from '../../view.ts';

export interface RegisterFields {
  readonly kind: 'POCES' | 'VOCES';
  readonly commonName: string;
  readonly organisation: string;
  readonly cvr: string;
  readonly email: string;
  readonly isUnlisted: boolean;
}

export const EMPTY_FIELDS: Omit<RegisterFields, 'kind'> = {
  commonName: '',
  organisation: '',
  cvr: '',
  email: '',
  isUnlisted: false,
};

function crumbs({ t }: View) {
  return [
    { href: '/admin', text: t('admin.title') },
    { href: '/admin/registrations', text: t('registrations.title') },
  ];
}

/** First who it is for: the two kinds ask for different things. */
export function chooseKindPage(view: View) {
  const { t } = view;
  return (
    <Page view={view} title={t('registrations.new')} crumbs={crumbs(view)}>
      <h1>{t('registrations.new')}</h1>
      <form method="get" action="/admin/registrations/new">
        <RadioField
          name="kind"
          label={t('register.kind')}
          value="POCES"
          options={(['POCES', 'VOCES'] as const).map((kind) => ({
            value: kind,
            text: t(`register.kind.${kind}`),
            hint: t(`register.kind.${kind}.hint`),
          }))}
        />
        <div class="button-group mt-6">
          <button type="submit" class="button button-primary">
            {t('register.next')}
          </button>
          <a class="button button-secondary" href="/admin/registrations">
            {t('form.cancel')}
          </a>
        </div>
      </form>
    </Page>
  );
}

export function registerPage(view: View, fields: RegisterFields, errors: readonly FieldError[]) {
  const { t } = view;
  const isPerson = fields.kind === 'POCES';
  const title = t(isPerson ? 'register.person' : 'register.organisation');
  return (
    <Page view={view} title={title} crumbs={crumbs(view)} hasErrors={errors.length > 0}>
      <h1>{title}</h1>
      <ErrorSummary view={view} errors={errors} />
      <Alert view={view} kind="info" heading={t('register.identity')} />
      <PostForm view={view} action="/admin/registrations/new">
        <input type="hidden" name="kind" value={fields.kind} />
        {isPerson ? (
          <TextField
            name="commonName"
            label={t('register.personName')}
            hint={t('register.personName.hint')}
            errors={errors}
            value={fields.commonName}
            width="xl"
            maxLength={128}
          />
        ) : (
          <OrganisationFields view={view} fields={fields} errors={errors} />
        )}
        <TextField
          name="email"
          type="email"
          label={t('register.email')}
          hint={t('register.email.hint')}
          errors={errors}
          value={fields.email}
          width="l"
          maxLength={254}
        />
        <Checkbox
          name="unlisted"
          label={t('register.unlisted')}
          hint={t('register.unlisted.hint')}
          isChecked={fields.isUnlisted}
        />
        <div class="button-group mt-6">
          <button type="submit" class="button button-primary">
            {t('register.submit')}
          </button>
          <a class="button button-secondary" href="/admin/registrations">
            {t('form.cancel')}
          </a>
        </div>
      </PostForm>
    </Page>
  );
}

function OrganisationFields(props: {
  readonly view: View;
  readonly fields: RegisterFields;
  readonly errors: readonly FieldError[];
}) {
  const { view, fields, errors } = props;
  const { t } = view;
  return (
    <>
      <TextField
        name="organisation"
        label={t('register.organisationName')}
        hint={t('register.organisationName.hint')}
        errors={errors}
        value={fields.organisation}
        width="xl"
        maxLength={128}
      />
      <TextField
        name="cvr"
        label={t('register.cvr')}
        hint={t('register.cvr.hint')}
        errors={errors}
        value={fields.cvr}
        inputMode="numeric"
        width="xs"
        maxLength={16}
      />
      <TextField
        name="commonName"
        label={t('register.label')}
        hint={t('register.label.hint')}
        errors={errors}
        value={fields.commonName}
        width="xl"
        maxLength={128}
      />
    </>
  );
}
