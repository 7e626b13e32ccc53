import type { Indication } from '../../signatures/validation/verdict.ts';
import type { SignatureReport, ValidationReport } from '../../signatures/report/report.ts';
import { ChainTree } from '../html/chain.tsx';
import { Icon, type IconName } from '../html/icon.tsx';
import { Instant } from '../html/instant.tsx';
import { Page } from '../html/page.tsx';
import { Facts } from '../html/table.tsx';
import { formatBytes, type View } from '../view.ts';

type Verdict = Indication | 'none';

const LOOKS: Record<Verdict, { readonly class: string; readonly icon: IconName }> = {
  'TOTAL-PASSED': { class: 'cb-verdict-passed', icon: 'success' },
  INDETERMINATE: { class: 'cb-verdict-open', icon: 'warning' },
  'TOTAL-FAILED': { class: 'cb-verdict-failed', icon: 'error' },
  none: { class: 'cb-verdict-none', icon: 'info' },
};

/** The worst that is said of any signature: one bad signature makes a document that is not to be relied on. */
export function overallVerdict(report: ValidationReport): Verdict {
  const indications = report.signatures.map((signature) => signature.indication);
  if (indications.length === 0) return 'none';
  if (indications.includes('TOTAL-FAILED')) return 'TOTAL-FAILED';
  return indications.every((indication) => indication === 'TOTAL-PASSED') ? 'TOTAL-PASSED' : 'INDETERMINATE';
}

export function verifiedPage(view: View, report: ValidationReport) {
  const { t } = view;
  const verdict = overallVerdict(report);
  const look = LOOKS[verdict];
  const isMixed = verdict !== 'TOTAL-PASSED' && report.passedCount > 0;
  return (
    <Page view={view} title={t('verify.result')} crumbs={[{ href: '/verify', text: t('verify.title') }]}>
      <div class={`cb-verdict ${look.class}`}>
        <Icon view={view} name={look.icon} class="cb-verdict-icon" />
        <div>
          <h1>{isMixed ? t('verify.verdict.mixed') : t(`verdict.${verdict}`)}</h1>
          <p>{t(`verify.verdict.${verdict}.text`)}</p>
          {report.signatureCount > 1 && (
            <p>{t('verify.counts', { passed: report.passedCount, count: report.signatureCount })}</p>
          )}
        </div>
      </div>
      <Facts
        rows={[
          [
            t('verify.file'),
            `${report.document.name ?? ''} (${formatBytes(view, report.document.sizeBytes)})`,
          ],
          [t('verify.at'), <Instant view={view} at={new Date(report.validationTime)} />],
        ]}
      />
      {report.signatures.map((signature, index) => (
        <Signature key={signature.id} view={view} signature={signature} number={index + 1} />
      ))}
      {report.problems.length > 0 && (
        <section class="cb-panel" aria-labelledby="problems">
          <h2 id="problems">{t('verify.problems')}</h2>
          <ul>
            {report.problems.map((problem) => (
              <li key={problem.code + problem.message}>
                {problem.message} <code>{problem.code}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <details class="details mt-6">
        <summary class="details-summary">{t('verify.report')}</summary>
        <div class="details-text">
          <pre class="cb-report" id="report" tabIndex={0} aria-label={t('verify.report')}>
            {JSON.stringify(report, null, 2)}
          </pre>
        </div>
      </details>
      <div class="button-group">
        <a class="button button-primary" href="/verify">
          {t('verify.again')}
        </a>
        <button
          type="button"
          class="button button-secondary"
          data-save="report"
          data-save-as="report.json"
          hidden
        >
          <Icon view={view} name="download" />
          {t('verify.report.save')}
        </button>
        <button type="button" class="button button-secondary" data-print hidden>
          <Icon view={view} name="print" />
          {t('form.print')}
        </button>
      </div>
    </Page>
  );
}

function Signature(props: {
  readonly view: View;
  readonly signature: SignatureReport;
  readonly number: number;
}) {
  const { view, signature } = props;
  const { t } = view;
  const look = LOOKS[signature.indication];
  const heading = `signature-${props.number}`;
  return (
    <section class="cb-panel" aria-labelledby={heading}>
      <h2 id={heading}>{t('verify.signature', { number: props.number })}</h2>
      <p class={`cb-signature-verdict ${look.class}`}>
        <Icon view={view} name={look.icon} />
        <strong>{t(`verdict.${signature.indication}`)}</strong>
      </p>
      {signature.subIndication !== null && (
        <p>
          {t(`meaning.${signature.subIndication}`)} <code>{signature.subIndication}</code>
        </p>
      )}
      <div class="row">
        <div class="col-12 col-lg-6">
          <Facts rows={factsOf(view, signature)} />
        </div>
        <div class="col-12 col-lg-6">
          <h3>{t('verify.chain')}</h3>
          <SignerChain view={view} signature={signature} />
        </div>
      </div>
      {signature.reasons.length > 0 && (
        <details class="details">
          <summary class="details-summary">{t('verify.details')}</summary>
          <div class="details-text">
            <ul>
              {signature.reasons.map((reason) => (
                <li key={reason.code + reason.message}>
                  <span lang="en">{reason.message}</span>
                  <span class="cb-below">
                    <code>{reason.code}</code> · {reason.clause}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        </details>
      )}
    </section>
  );
}

function factsOf(view: View, signature: SignatureReport): Parameters<typeof Facts>[0]['rows'] {
  const { t } = view;
  const rows: Parameters<typeof Facts>[0]['rows'][number][] = [
    [t('verify.signedBy'), <strong>{signature.signedBy ?? t('verify.unknownSigner')}</strong>],
  ];
  if (signature.oces !== null) {
    const kind = signature.oces.kind;
    const words = isOcesKind(kind) ? t(`kind.${kind}`) : kind;
    rows.push([
      t('verify.oces'),
      <>
        {words}
        <span class="cb-below cb-hex">{signature.oces.id}</span>
      </>,
    ]);
  }
  const isIntact = signature.integrity.references && signature.integrity.signature;
  const isKnown = isIntact || signature.indication === 'TOTAL-FAILED';
  rows.push([t('verify.intact'), t(`verify.intact.${isIntact ? 'yes' : isKnown ? 'no' : 'unknown'}`)]);
  if (signature.claimedSigningTime !== null) {
    rows.push([t('verify.claimed'), <Instant view={view} at={new Date(signature.claimedSigningTime)} />]);
  }
  rows.push([t('verify.format'), `${signature.format}, ${t(`verify.level.${signature.level}`)}`]);
  return rows;
}

function isOcesKind(kind: string): kind is 'POCES' | 'MOCES' | 'VOCES' | 'FOCES' {
  return ['POCES', 'MOCES', 'VOCES', 'FOCES'].includes(kind);
}

function SignerChain({ view, signature }: { view: View; signature: SignatureReport }) {
  const { t } = view;
  if (signature.chain.length === 0) return <p>{t('verify.chain.none')}</p>;
  return (
    <ChainTree
      view={view}
      links={signature.chain.map((link, index) => ({
        kind: index === 0 ? 'holder' : link.anchor ? 'root' : 'issuing',
        name: commonNameOf(link.subject),
        ...(link.anchor ? { note: t('verify.anchor') } : {}),
      }))}
    />
  );
}

/** The CN of an RFC 4514 name for showing, or else the whole name. */
function commonNameOf(subject: string): string {
  const value = /(?:^|[,+])CN=((?:\\.|[^,+\\])+)/i.exec(subject)?.[1];
  return value === undefined ? subject : value.replace(/\\([^0-9a-fA-F])/g, '$1');
}
