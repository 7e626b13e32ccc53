import type { CertificateFacts } from '../certificate-facts.ts';
import { formatDay, grouped, type View } from '../view.ts';
import { ChainTree, type ChainLink } from './chain.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Instant } from './instant.tsx';
import { standingOf } from './status.tsx';
import { Facts } from './table.tsx';

type FactRow = Parameters<typeof Facts>[0]['rows'][number];

export function HolderFacts({ view, facts }: { view: View; facts: CertificateFacts }) {
  const { t } = view;
  const { record } = facts;
  const rows: FactRow[] = [[t('certificate.name'), <strong>{record.commonName}</strong>]];
  if (record.organisation !== null) rows.push([t('certificate.organisation'), record.organisation]);
  if (record.cvr !== null) rows.push([t('certificate.cvr'), record.cvr]);
  if (record.email !== null) rows.push([t('certificate.email'), record.email]);
  if (record.ocesId !== null)
    rows.push([t('certificate.oces'), <OcesIdentifier view={view} id={record.ocesId} />]);
  if (facts.uses.length > 0) {
    rows.push([
      t('certificate.use'),
      <ul class="cb-plain">
        {facts.uses.map((use) => (
          <li key={use}>{t(`certificate.use.${use}`)}</li>
        ))}
      </ul>,
    ]);
  }
  return <Facts rows={rows} />;
}

function OcesIdentifier({ view, id }: { view: View; id: string }) {
  const meaning = id.startsWith('UI:DK-P')
    ? 'certificate.oces.person'
    : id.startsWith('UI:DK-')
      ? 'certificate.oces.organisation'
      : 'certificate.oces.old';
  return (
    <>
      <span class="cb-hex">{id}</span>
      <span class="cb-below">{view.t(meaning)}</span>
    </>
  );
}

export function TechnicalFacts({ view, facts }: { view: View; facts: CertificateFacts }) {
  const { t } = view;
  const { record } = facts;
  const rows: FactRow[] = [
    [t('certificate.serial'), <span class="cb-hex">{record.serial}</span>],
    [t('certificate.sha256'), <span class="cb-hex">{grouped(record.sha256)}</span>],
    [t('certificate.subject'), <span class="cb-break">{record.subject}</span>],
    [t('certificate.key'), facts.key],
    [t('certificate.signature'), facts.signature],
  ];
  if (facts.policies.length > 0) rows.push([t('certificate.policies'), facts.policies.join(', ')]);
  return <Facts rows={rows} />;
}

export function CertificateChain({ view, facts }: { view: View; facts: CertificateFacts }) {
  const links = facts.chain.map((entry, index): ChainLink => {
    const isLast = index === facts.chain.length - 1;
    const kind = index === 0 ? 'holder' : isLast ? 'root' : 'issuing';
    const note = `${view.t('certificate.until')} ${formatDay(view, entry.notAfter)}`;
    return { kind: facts.chain.length === 1 ? 'root' : kind, name: entry.name, note };
  });
  return <ChainTree view={view} links={links} />;
}

interface Happening {
  readonly at: Date;
  readonly icon: IconName;
  readonly text: string;
  readonly note?: string;
}

/** What has happened to the certificate and what will, in order. */
export function History({ view, facts }: { view: View; facts: CertificateFacts }) {
  const { t } = view;
  const { record } = facts;
  const happenings: Happening[] = [
    { at: record.issuedAt, icon: 'success', text: t('certificate.history.issued') },
    {
      at: record.notAfter,
      icon: 'time',
      text: t(record.notAfter < view.now ? 'certificate.history.expired' : 'certificate.history.expires'),
    },
  ];
  if (record.status !== 'good' && record.revokedAt !== null) {
    const reason = t(`reason.${record.reason ?? 'unspecified'}`);
    const since =
      record.invalidityDate === null
        ? ''
        : ` ${t('certificate.invalidity', { at: formatDay(view, record.invalidityDate) })}.`;
    happenings.push({
      at: record.revokedAt,
      icon: record.status === 'revoked' ? 'error' : 'warning',
      text: t(`certificate.history.${record.status}`),
      note: `${reason}.${since}`,
    });
  }
  happenings.sort((a, b) => a.at.getTime() - b.at.getTime());
  return (
    <ol class="cb-history">
      {happenings.map((happening) => (
        <li key={happening.text} class={happening.at > view.now ? 'cb-to-come' : undefined}>
          <Icon view={view} name={happening.icon} />
          <div>
            <strong>{happening.text}</strong>
            <span class="cb-below">
              <Instant view={view} at={happening.at} />
            </span>
            {happening.note !== undefined && <span class="cb-below">{happening.note}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The first thing that a reader wants to know, in one line. */
export function StandingAlert({ view, facts }: { view: View; facts: CertificateFacts }) {
  const standing = standingOf(facts.record, view.now);
  const kind = (
    {
      good: 'success',
      'on-hold': 'warning',
      revoked: 'error',
      expired: 'warning',
      'not-yet-valid': 'info',
    } as const
  )[standing];
  return (
    <div class={`alert alert-${kind}`}>
      <div class="alert-body">
        <p class="alert-heading">
          <Icon view={view} name={kind} class="alert-icon" />
          {view.t(`certificate.standing.${standing}`)}
        </p>
      </div>
    </div>
  );
}
