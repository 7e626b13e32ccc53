import { isOwnKind } from '../../authority/profiles/own-kinds.ts';
import type { CertificateFacts } from '../certificate-facts.ts';
import {
  CertificateChain,
  History,
  HolderFacts,
  StandingAlert,
  TechnicalFacts,
} from '../html/certificate-facts.tsx';
import { Icon } from '../html/icon.tsx';
import { Page } from '../html/page.tsx';
import type { View } from '../view.ts';

const FORMS = ['cer', 'pem', 'json'] as const;

export function certificatePage(view: View, facts: CertificateFacts) {
  const { t } = view;
  const { record } = facts;
  const address = `/certificates/${record.sha256}`;
  const isHolders = !isOwnKind(record.kind);
  return (
    <Page view={view} title={record.commonName} crumbs={[{ href: '/search', text: t('search.title') }]}>
      <p class="cb-kicker">{t(`kind.${record.kind}`)}</p>
      <h1>{record.commonName}</h1>
      <StandingAlert view={view} facts={facts} />
      <div class="row">
        <div class="col-12 col-lg-7">
          <section class="cb-panel" aria-labelledby="holder">
            <h2 id="holder">{t('certificate.holder')}</h2>
            <HolderFacts view={view} facts={facts} />
          </section>
          <section class="cb-panel" aria-labelledby="technical">
            <h2 id="technical">{t('certificate.technical')}</h2>
            <TechnicalFacts view={view} facts={facts} />
          </section>
        </div>
        <div class="col-12 col-lg-5">
          <section class="cb-panel" aria-labelledby="history">
            <h2 id="history">{t('certificate.history')}</h2>
            <History view={view} facts={facts} />
          </section>
          <section class="cb-panel" aria-labelledby="chain">
            <h2 id="chain">{t('certificate.chain')}</h2>
            <CertificateChain view={view} facts={facts} />
          </section>
          <section class="cb-panel d-print-none" aria-labelledby="download">
            <h2 id="download">{t('certificate.download')}</h2>
            <ul class="nobullet-list">
              {FORMS.map((form) => (
                <li key={form}>
                  <a class="function-link" href={`${address}.${form}`} download>
                    <Icon view={view} name="download" />
                    {t(`certificate.download.${form}`)}
                  </a>
                </li>
              ))}
            </ul>
            {isHolders && record.status !== 'revoked' && (
              <p class="mt-5">
                <a class="function-link" href={`/revoke?certificate=${record.sha256}`}>
                  <Icon view={view} name="lock" />
                  {t('certificate.revoke')}
                </a>
              </p>
            )}
          </section>
        </div>
      </div>
    </Page>
  );
}
