import { Alert } from '../../html/alert.tsx';
import { Icon } from '../../html/icon.tsx';
import { Instant } from '../../html/instant.tsx';
import { Page } from '../../html/page.tsx';
import { Facts } from '../../html/table.tsx';
import type { View } from '../../view.ts';

export interface RegisteredModel {
  readonly name: string;
  readonly reference: string;
  readonly activationCode: string;
  readonly expiresAt: Date;
  /** Address of the page where the applicant collects. */
  readonly collectUrl: string;
}

/** The one time that the activation code is seen. On paper it becomes a letter. */
export function registeredPage(view: View, model: RegisteredModel) {
  const { t } = view;
  return (
    <Page
      view={view}
      title={t('registered.title')}
      crumbs={[
        { href: '/admin', text: t('admin.title') },
        { href: '/admin/registrations', text: t('registrations.title') },
      ]}
    >
      <h1 class="d-print-none">{t('registered.heading', { name: model.name })}</h1>
      <div class="d-print-none">
        <Alert view={view} kind="warning" heading={t('registered.once')} />
      </div>
      <section class="cb-panel cb-letter" aria-labelledby="letter">
        <h2 id="letter">{t('registered.letter')}</h2>
        <p>{t('registered.letter.hello', { name: model.name })}</p>
        <p>{t('registered.letter.text')}</p>
        <Facts
          rows={[
            [t('registered.letter.address'), <strong>{model.collectUrl}</strong>],
            [
              t('order.reference'),
              <span class="cb-code" id="order-reference">
                {model.reference}
              </span>,
            ],
            [
              t('registered.letter.code'),
              <span class="cb-code" id="activation-code">
                {model.activationCode}
              </span>,
            ],
            [t('registered.letter.before'), <Instant view={view} at={model.expiresAt} />],
          ]}
        />
        <p>{t('registered.letter.safe')}</p>
      </section>
      <div class="button-group mt-6 d-print-none">
        <button type="button" class="button button-primary" data-print hidden>
          <Icon view={view} name="print" />
          {t('registered.print')}
        </button>
        <a class="button button-secondary" href="/admin/registrations/new">
          {t('registered.another')}
        </a>
      </div>
    </Page>
  );
}
