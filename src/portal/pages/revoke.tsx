import type { RevocationReason } from '../../authority/ports/records.ts';
import type { CertificateFacts } from '../certificate-facts.ts';
import { Alert, ErrorSummary, type FieldError } from '../html/alert.tsx';
import { HolderFacts } from '../html/certificate-facts.tsx';
import { PostForm, RadioField, TextField } from '../html/form.tsx';
import { Icon } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import { Steps } from '../html/steps.tsx';
import { formatInstant, type View } from '../view.ts';

/** Reasons that holders can know themselves. */
export const HOLDER_REASONS = [
  'keyCompromise',
  'superseded',
  'affiliationChanged',
  'cessationOfOperation',
  'unspecified',
] as const satisfies readonly RevocationReason[];

export interface RevokeFields {
  /** SHA-256 or serial number, as typed. */
  readonly certificate: string;
  readonly code: string;
  readonly reason: string;
}

function stepTitles({ t }: View): string[] {
  return [t('revoke.step.enter'), t('revoke.step.confirm'), t('revoke.step.done')];
}

export function revokePage(view: View, fields: RevokeFields, errors: readonly FieldError[]) {
  const { t } = view;
  return (
    <Page view={view} title={t('revoke.title')} hasErrors={errors.length > 0}>
      <h1>{t('revoke.title')}</h1>
      <Steps view={view} titles={stepTitles(view)} current={0} />
      <p class="cb-lead">{t('revoke.lead')}</p>
      <ErrorSummary view={view} errors={errors} />
      <PostForm view={view} action="/revoke">
        <TextField
          name="certificate"
          label={t('revoke.certificate')}
          hint={t('revoke.certificate.hint')}
          errors={errors}
          value={fields.certificate}
          width="xl"
          maxLength={128}
          class="cb-hex-field"
        />
        <TextField
          name="code"
          label={t('revoke.code')}
          hint={t('revoke.code.hint')}
          errors={errors}
          value={fields.code}
          width="m"
          maxLength={64}
          class="cb-code-field"
        />
        <RadioField
          name="reason"
          label={t('revoke.reason')}
          errors={errors}
          value={fields.reason}
          options={HOLDER_REASONS.map((reason) => ({ value: reason, text: t(`reason.${reason}`) }))}
        />
        <button type="submit" class="button button-primary mt-6">
          {t('revoke.next')}
        </button>
      </PostForm>
    </Page>
  );
}

/** Shows which certificate it is before anything happens. */
export function confirmRevocationPage(view: View, fields: RevokeFields, facts: CertificateFacts) {
  const { t } = view;
  return (
    <Page view={view} title={t('revoke.title')}>
      <h1>{t('revoke.confirm')}</h1>
      <Steps view={view} titles={stepTitles(view)} current={1} />
      <section class="cb-panel">
        <HolderFacts view={view} facts={facts} />
      </section>
      <Alert view={view} kind="warning" heading={t('revoke.confirm.warning')}>
        <p>{t('revoke.confirm.text')}</p>
      </Alert>
      <PostForm view={view} action="/revoke/confirm">
        <input type="hidden" name="certificate" value={facts.record.sha256} />
        <input type="hidden" name="code" value={fields.code} />
        <input type="hidden" name="reason" value={fields.reason} />
        <div class="button-group mt-6">
          <button type="submit" class="button button-warning">
            <Icon view={view} name="lock" />
            {t('revoke.submit')}
          </button>
          <a class="button button-secondary" href={`/certificates/${facts.record.sha256}`}>
            {t('form.cancel')}
          </a>
        </div>
      </PostForm>
    </Page>
  );
}

export function revokedPage(view: View, sha256: string, at: Date) {
  const { t } = view;
  return (
    <Page view={view} title={t('revoke.title')}>
      <h1>{t('revoke.title')}</h1>
      <Steps view={view} titles={stepTitles(view)} current={2} />
      <Alert view={view} kind="success" heading={t('revoke.done')}>
        <p>{t('revoke.done.text', { at: formatInstant(view, at) })}</p>
      </Alert>
      <p>
        <a class="button button-secondary" href={`/certificates/${sha256}`}>
          {t('revoke.show')}
        </a>
      </p>
    </Page>
  );
}
