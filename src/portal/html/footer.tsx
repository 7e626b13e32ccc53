import type { View } from '../view.ts';

export function Footer({ view }: { view: View }) {
  const { t } = view;
  return (
    <footer>
      <div class="footer d-print-none">
        <div class="container">
          <div class="row">
            <div class="col-12 col-md-5 footer-col">
              <h2 class="h5">certbank</h2>
              <p class="mt-3">{t('site.about')}</p>
            </div>
            <div class="col-12 col-md-4 footer-col">
              <h2 class="h5">{t('site.trust')}</h2>
              <ul class="nobullet-list footer-links">
                <li>
                  <a href="/ca/chain.pem" class="function-link" download>
                    {t('site.chain')}
                  </a>
                </li>
                <li>
                  <a href="/crl/issuing.crl" class="function-link" download>
                    {t('site.crl')}
                  </a>
                </li>
              </ul>
            </div>
            <div class="col-12 col-md-3 footer-col">
              <h2 class="h5">{t('site.developers')}</h2>
              <ul class="nobullet-list footer-links">
                <li>
                  <a href="/api/docs" class="function-link">
                    {t('site.api')}
                  </a>
                </li>
                <li>
                  <a href="/api/openapi.json" class="function-link">
                    OpenAPI
                  </a>
                </li>
              </ul>
            </div>
          </div>
        </div>
      </div>
    </footer>
  );
}
