/** The page's answer, built of elements; whatever comes out of a certificate becomes text and nothing else. */
import type { CertificateDescription, Detail, LintFinding } from '../../index.ts';
import type { Certificate, Findings } from './certificates.ts';
import { element, english, facts, list, panel, type Content } from './elements.ts';
import { language, message, messageOr, picture } from './screen.ts';

/** Everything that is known of one certificate; `choose` shows another of those that were put in. */
export function resultOf(
  findings: Findings,
  all: readonly Certificate[],
  choose: (index: number) => void,
): HTMLElement {
  const left = element(
    'div',
    { class: 'col-12 col-lg-7' },
    panel('says', message('inspect.certificate'), factsOf(findings)),
    panel('lints', message('inspect.lints'), ...lintsOf(findings.lints)),
  );
  const right = element(
    'div',
    { class: 'col-12 col-lg-5' },
    panel('vouches', message('inspect.chain'), ...chainOf(findings)),
    ...(all.length > 1 ? [panel('others', message('inspect.others'), othersOf(findings, all, choose))] : []),
  );
  return element(
    'div',
    {},
    verdictOf(findings),
    element('div', { class: 'row' }, left, right),
    panel('extensions', message('inspect.extensions'), extensionsOf(findings.description)),
  );
}

/** The decisive word, as a key of a text and how it looks. */
function verdictKey({
  standing,
  path,
}: Findings): readonly [string, 'success' | 'warning' | 'error' | 'info'] {
  const code = path.failures[0]?.code;
  if (standing === 'bank') return ['valid', 'success'];
  if (standing === 'foreign') return ['foreign', 'info'];
  if (code === 'certificate.revoked') return ['revoked', 'error'];
  if (code === 'certificate.on-hold') return ['on-hold', 'warning'];
  if (code === 'certificate.expired') return ['expired', 'warning'];
  if (code === 'certificate.not-yet-valid') return ['not-yet-valid', 'warning'];
  if (code === 'revocation.stale' || code === 'revocation.unknown') return ['unchecked', 'warning'];
  return standing === 'unknown' ? ['unknown', 'warning'] : ['faulty', 'error'];
}

function verdictOf(findings: Findings): HTMLElement {
  const [key, look] = verdictKey(findings);
  const heading = element('h2', { class: 'alert-heading', tabindex: '-1' }, picture(look, 'alert-icon'));
  heading.append(message(`inspect.verdict.${key}`));
  const texts = [
    messageOr(`inspect.verdict.${key}.text`, ''),
    findings.isOffline ? message('inspect.verdict.offline') : '',
  ].filter((text) => text !== '');
  const text = element('div', { class: 'alert-text' }, ...texts.map((one) => element('p', {}, one)));
  const body = element('div', { class: 'alert-body' }, heading, ...(texts.length > 0 ? [text] : []));
  return element('div', { class: `alert alert-${look}` }, body);
}

const locale = language === 'da' ? 'da-DK' : 'en-GB';
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
const dayOf = (instant: string): string => day.format(new Date(instant));

const hexadecimal = (text: string): HTMLElement =>
  element('span', { class: 'cb-hex' }, text.replace(/(.{4})(?=.)/g, '$1 '));

function factsOf({ description: view, sha256 }: Findings): HTMLElement {
  const detailsOf = (...names: readonly string[]): readonly Detail[] =>
    view.extensions
      .filter(({ name }) => name !== undefined && names.includes(name))
      .flatMap(({ details }) => details);
  const uses = detailsOf('keyUsage', 'extendedKeyUsage');
  const others = detailsOf('subjectAlternativeName');
  const rows: (readonly [string, Content])[] = [
    [message('certificate.name'), element('strong', {}, view.subject.display)],
    [message('inspect.issuer'), view.isSelfIssued ? message('inspect.itself') : view.issuer.display],
    [message('inspect.validity'), `${dayOf(view.notBefore)} – ${dayOf(view.notAfter)}`],
  ];
  if (uses.length > 0) rows.push([message('inspect.use'), list(uses.map(detailText))]);
  if (others.length > 0) rows.push([message('inspect.names'), list(others.map(detailText))]);
  rows.push(
    [message('certificate.subject'), view.subject.text],
    [message('certificate.key'), view.key],
    [message('certificate.signature'), view.signatureAlgorithm],
    [message('certificate.serial'), hexadecimal(view.serial)],
    [message('certificate.sha256'), hexadecimal(sha256)],
  );
  return facts(rows);
}

/** Longest value that is shown whole. */
const SHOWN_CHARACTERS = 300;

function detailText({ what, value }: Detail): string {
  const word = message(`detail.${what}`);
  if (value === undefined) return word;
  return `${word} ${value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value}`;
}

function extensionsOf({ extensions, faults }: CertificateDescription): HTMLElement {
  const rows = extensions.map(({ oid, name, critical, details, fault }): [string, Content] => {
    const title = name === undefined ? oid : messageOr(`extension.${name}`, name);
    const items: Content[] = details.map(detailText);
    if (fault !== undefined) items.unshift(faultText(fault));
    return [critical ? `${title} (${message('inspect.critical')})` : title, list(items)];
  });
  for (const fault of faults) rows.push([message('inspect.fault'), english(fault)]);
  return facts(rows);
}

const faultText = (fault: string): HTMLElement =>
  element('span', {}, `${message('inspect.fault')} `, english(fault));

function reasonItem(text: string, code: string, clause: string): HTMLElement {
  const below = element('span', { class: 'cb-below' }, element('code', {}, code), ` · ${clause}`);
  return element('span', {}, english(text), below);
}

const BADGES = { error: 'error', warning: 'warning', notice: 'info' } as const;

function lintsOf(lints: readonly LintFinding[]): HTMLElement[] {
  if (lints.length === 0) return [element('p', {}, message('inspect.lints.none'))];
  const items = lints.map(({ severity, message: text, code, clause }) => {
    const look = BADGES[severity];
    const badge = element('span', { class: `badge badge-${look} cb-badge` }, picture(look));
    badge.append(message(`inspect.severity.${severity}`));
    return element('span', {}, badge, ' ', reasonItem(text, code, clause));
  });
  return [element('p', {}, message('inspect.lints.text')), list(items)];
}

/** Who vouches for whom, the root at the top, and why that does not hold where it does not. */
function chainOf({ chain, path, standing }: Findings): HTMLElement[] {
  const tree = branch(chain, standing === 'unknown', true);
  const parts = standing === 'unknown' ? [tree, element('p', {}, message('inspect.chain.none'))] : [tree];
  if (path.failures.length === 0) return parts;
  const reasons = path.failures
    .slice(0, 8)
    .map(({ message: text, code, clause }) => reasonItem(text, code, clause));
  const summary = element('summary', { class: 'details-summary' }, message('inspect.reasons'));
  const details = element(
    'details',
    { class: 'details' },
    summary,
    element('div', { class: 'details-text' }, list(reasons)),
  );
  return [...parts, details];
}

function branch(chain: readonly CertificateDescription[], isAlone: boolean, isTop: boolean): HTMLElement {
  const [first, ...rest] = chain;
  const kind = isAlone ? 'unknown' : isTop ? 'root' : rest.length === 0 ? 'holder' : 'issuing';
  const pictures = { unknown: 'document', root: 'lock', holder: 'person', issuing: 'business' } as const;
  const words = element(
    'span',
    {},
    element('span', { class: 'cb-link-kind' }, message(`chain.${kind}`)),
    element('strong', {}, first!.subject.display),
    element('span', { class: 'cb-link-note' }, `${message('certificate.until')} ${dayOf(first!.notAfter)}`),
  );
  const link = element('span', { class: `cb-link cb-link-${kind}` }, picture(pictures[kind]), words);
  const item = element('li', {}, link, ...(rest.length > 0 ? [branch(rest, false, false)] : []));
  return element('ul', isTop ? { class: 'cb-chain' } : {}, item);
}

function othersOf(
  { certificate }: Findings,
  all: readonly Certificate[],
  choose: (index: number) => void,
): HTMLElement {
  const buttons = all.flatMap((other, index) => {
    if (other === certificate) return [];
    const button = element('button', { type: 'button', class: 'function-link' }, nameOf(other));
    button.addEventListener('click', () => choose(index));
    return [button];
  });
  return list(buttons);
}

function nameOf(certificate: Certificate): string {
  try {
    return certificate.subject.toString();
  } catch {
    return certificate.serial;
  }
}
