import type { RevocationReason } from '../../../authority/ports/records.ts';
import { isOwnKind } from '../../../authority/profiles/own-kinds.ts';
import type { CertificateFacts } from '../../certificate-facts.ts';
import { ErrorSummary, type FieldError } from '../../html/alert.tsx';
import {
  CertificateChain,
  History,
  HolderFacts,
  StandingAlert,
  TechnicalFacts,
} from '../../html/certificate-facts.tsx';
import { Done, type DoneName } from '../../html/done.tsx';
import { Checkbox, PostForm, SelectField, TextField } from '../../html/form.tsx';
import { Icon } from '../../html/icon.tsx';
import { Page } from '../../html/page.tsx';
import { Facts } from '../../html/table.tsx';
import type { View } from '../../view.ts';

export interface OfficeCertificateModel {
  readonly facts: CertificateFacts;
  /** Whether who is signed in may change anything. */
  readonly mayAct: boolean;
  /** Reasons that may be given for this certificate by who is signed in. */
  readonly reasons: readonly RevocationReason[];
  readonly errors: readonly FieldError[];
  readonly done: DoneName | undefined;
}

export function officeCertificatePage(view: View, model: OfficeCertificateModel) {
  const { t } = view;
  const { facts } = model;
  const { record } = facts;
  return (
    <Page
      view={view}
      title={record.commonName}
      crumbs={[
        { href: '/admin', text: t('admin.title') },
        { href: '/admin/certificates', text: t('office.certificates.title') },
      ]}
      hasErrors={model.errors.length > 0}
    >
      <p class="cb-kicker">{t(`kind.${record.kind}`)}</p>
      <h1>{record.commonName}</h1>
      <Done view={view} done={model.done} />
      <ErrorSummary view={view} errors={model.errors} />
      <StandingAlert view={view} facts={facts} />
      <div class="row">
        <div class="col-12 col-lg-7">
          <section class="cb-panel" aria-labelledby="holder">
            <h2 id="holder">{t('certificate.holder')}</h2>
            <HolderFacts view={view} facts={facts} />
            <Facts rows={[[t('office.listed'), t(record.isListed ? 'office.yes' : 'office.no')]]} />
          </section>
          <section class="cb-panel" aria-labelledby="technical">
            <h2 id="technical">{t('certificate.technical')}</h2>
            <TechnicalFacts view={view} facts={facts} />
          </section>
        </div>
        <div class="col-12 col-lg-5">
          {model.mayAct && (
            <section class="cb-panel cb-actions" aria-labelledby="actions">
              <h2 id="actions">{t('office.actions')}</h2>
              <Actions view={view} model={model} />
            </section>
          )}
          <section class="cb-panel" aria-labelledby="history">
            <h2 id="history">{t('certificate.history')}</h2>
            <History view={view} facts={facts} />
          </section>
          <section class="cb-panel" aria-labelledby="chain">
            <h2 id="chain">{t('certificate.chain')}</h2>
            <CertificateChain view={view} facts={facts} />
          </section>
        </div>
      </div>
    </Page>
  );
}

function Actions({ view, model }: { view: View; model: OfficeCertificateModel }) {
  const { t } = view;
  const { record } = model.facts;
  const base = `/admin/certificates/${record.sha256}`;
  const isHolders = !isOwnKind(record.kind);
  return (
    <>
      {record.status === 'revoked' && <p>{t('office.actions.none')}</p>}
      {isHolders && record.status === 'good' && (
        <PostForm view={view} action={`${base}/suspend`}>
          <p>{t('office.suspend.text')}</p>
          <button type="submit" class="button button-secondary">
            {t('office.suspend')}
          </button>
        </PostForm>
      )}
      {record.status === 'on-hold' && (
        <PostForm view={view} action={`${base}/release`}>
          <p>{t('office.release.text')}</p>
          <button type="submit" class="button button-secondary">
            {t('office.release')}
          </button>
        </PostForm>
      )}
      {record.status !== 'revoked' && model.reasons.length > 0 && (
        <RevokeForm view={view} model={model} action={`${base}/revoke`} />
      )}
      {isHolders && (
        <PostForm view={view} action={`${base}/${record.isListed ? 'unlist' : 'list'}`}>
          <button type="submit" class="button button-secondary">
            {t(record.isListed ? 'office.unlist' : 'office.list')}
          </button>
        </PostForm>
      )}
    </>
  );
}

function RevokeForm(props: {
  readonly view: View;
  readonly model: OfficeCertificateModel;
  readonly action: string;
}) {
  const { view, model } = props;
  const { t } = view;
  return (
    <PostForm view={view} action={props.action}>
      <p>
        <strong>{t('office.revoke')}.</strong> {t('office.revoke.text')}
      </p>
      <SelectField
        name="reason"
        label={t('office.reason')}
        errors={model.errors}
        options={model.reasons.map((reason) => ({ value: reason, text: t(`reason.${reason}`) }))}
      />
      <TextField
        name="invalidityDate"
        type="datetime-local"
        label={t('office.invalidity')}
        hint={t('office.invalidity.hint')}
        errors={model.errors}
        width="m"
      />
      <Checkbox name="sure" label={t('office.sure')} />
      <button type="submit" class="button button-warning mt-5">
        <Icon view={view} name="lock" />
        {t('office.revoke')}
      </button>
    </PostForm>
  );
}
