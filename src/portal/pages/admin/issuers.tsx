import type { BankCounts } from '../../../authority/bank/count.ts';
import type { IssuerRecord } from '../../../authority/ports/records.ts';
import { Done, type DoneName } from '../../html/done.tsx';
import { PostForm } from '../../html/form.tsx';
import { Icon } from '../../html/icon.tsx';
import { Day } from '../../html/instant.tsx';
import { Page } from '../../html/page.tsx';
import { Facts } from '../../html/table.tsx';
import { grouped, type View } from '../../view.ts';
import { CrlState } from './dashboard.tsx';

export interface IssuerRow {
  readonly id: string;
  readonly role: IssuerRecord['role'];
  readonly name: string;
  readonly sha256: string;
  readonly notAfter: Date;
  /** `undefined` for responders, which publish no list. */
  readonly crl: BankCounts['authorities'][number]['crl'] | undefined;
}

export interface IssuersModel {
  readonly issuers: readonly IssuerRow[];
  readonly mayPublish: boolean;
  readonly done: DoneName | undefined;
}

export function issuersPage(view: View, model: IssuersModel) {
  const { t } = view;
  return (
    <Page view={view} title={t('issuers.title')} crumbs={[{ href: '/admin', text: t('admin.title') }]}>
      <h1>{t('issuers.title')}</h1>
      <p class="cb-lead">{t('issuers.lead')}</p>
      <Done view={view} done={model.done} />
      {model.issuers.map((issuer) => (
        <section class="cb-panel" key={issuer.id} aria-labelledby={`issuer-${issuer.id}`}>
          <p class="cb-kicker">{t(`issuers.role.${issuer.role}`)}</p>
          <h2 id={`issuer-${issuer.id}`}>{issuer.name}</h2>
          <div class="row">
            <div class="col-12 col-lg-6">
              <Facts
                rows={[
                  [t('issuers.until'), <Day view={view} at={issuer.notAfter} />],
                  [t('certificate.sha256'), <span class="cb-hex">{grouped(issuer.sha256)}</span>],
                ]}
              />
            </div>
            {issuer.crl !== undefined && (
              <div class="col-12 col-lg-6">
                <h3>{t('admin.crl')}</h3>
                <CrlState view={view} crl={issuer.crl} />
                {model.mayPublish && (
                  <PostForm view={view} action={`/admin/issuers/${issuer.id}/publish`}>
                    <button type="submit" class="button button-secondary mt-5">
                      <Icon view={view} name="refresh" />
                      {t('issuers.publish')}
                    </button>
                  </PostForm>
                )}
              </div>
            )}
          </div>
        </section>
      ))}
    </Page>
  );
}
