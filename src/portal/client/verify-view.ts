/** The result of a verification, in the words of the library's plain report. */
import {
  describeReport,
  type Indication,
  type SignatureReport,
  type SignatureText,
  type TextFact,
  type ValidationReport,
} from '../../index.ts';
import { element, english, facts, list, panel, type Content } from './elements.ts';
import { language, message, picture } from './screen.ts';

type Verdict = Indication | 'none';

const LOOKS: Readonly<Record<Verdict, readonly [string, string]>> = {
  'TOTAL-PASSED': ['passed', 'success'],
  INDETERMINATE: ['open', 'warning'],
  'TOTAL-FAILED': ['failed', 'error'],
  none: ['none', 'info'],
};

export function resultOf(report: ValidationReport): HTMLElement {
  const text = describeReport(report, language === 'en' ? 'en' : 'da');
  return element(
    'div',
    {},
    verdictOf(report),
    factList(text.facts),
    ...report.signatures.map((signature, index) =>
      signatureOf(signature, text.signatures[index]!, index + 1),
    ),
    ...(report.problems.length === 0 ? [] : [problemsOf(report)]),
  );
}

/** The worst that is said of any signature, first of all. */
function verdictOf(report: ValidationReport): HTMLElement {
  const verdict = worstOf(report);
  const [look, icon] = LOOKS[verdict];
  const isMixed = verdict !== 'TOTAL-PASSED' && report.passedCount > 0;
  const heading = message(isMixed ? 'verify.verdict.mixed' : `verdict.${verdict}`);
  const words = element(
    'div',
    {},
    element('h2', { tabindex: '-1' }, heading),
    element('p', {}, message(`verify.verdict.${verdict}.text`)),
  );
  return element('div', { class: `cb-verdict cb-verdict-${look}` }, picture(icon, 'cb-verdict-icon'), words);
}

function worstOf({ signatures }: ValidationReport): Verdict {
  const indications = signatures.map(({ indication }) => indication);
  if (indications.length === 0) return 'none';
  if (indications.includes('TOTAL-FAILED')) return 'TOTAL-FAILED';
  return indications.every((indication) => indication === 'TOTAL-PASSED') ? 'TOTAL-PASSED' : 'INDETERMINATE';
}

const factList = (rows: readonly TextFact[]): HTMLElement =>
  facts(
    rows.map(({ label, lines }): [string, Content] => [
      label,
      lines.length === 1 ? (lines[0] ?? '') : list([...lines]),
    ]),
  );

function signatureOf(signature: SignatureReport, text: SignatureText, number: number): HTMLElement {
  const [look, icon] = LOOKS[signature.indication];
  const verdict = element('p', { class: `cb-signature-verdict cb-verdict-${look}` }, picture(icon), ' ');
  verdict.append(element('strong', {}, text.verdict));
  const left = element('div', { class: 'col-12 col-lg-6' }, factList(text.facts));
  const right = element(
    'div',
    { class: 'col-12 col-lg-6' },
    element('h3', {}, message('verify.chain')),
    chainOf(signature),
  );
  return panel(
    `signature-${number}`,
    text.heading,
    verdict,
    element('p', {}, text.advice),
    element('div', { class: 'row' }, left, right),
    ...reasonsOf(signature),
  );
}

/** Who vouches for whom, the anchor at the top. */
function chainOf({ chain }: SignatureReport): HTMLElement {
  if (chain.length === 0) return element('p', {}, message('verify.chain.none'));
  const links = chain.map(({ subject, anchor }, index) => {
    const kind = anchor ? 'root' : index === 0 ? 'holder' : 'issuing';
    const icon = { root: 'lock', holder: 'person', issuing: 'business' }[kind];
    const words = element(
      'span',
      {},
      element('span', { class: 'cb-link-kind' }, message(`chain.${kind}`)),
      element('strong', {}, commonNameOf(subject)),
      ...(anchor ? [element('span', { class: 'cb-link-note' }, message('verify.anchor'))] : []),
    );
    return element('span', { class: `cb-link cb-link-${kind}` }, picture(icon), words);
  });
  // From the holder up, each link takes the tree below it.
  const tree = links.reduce<HTMLElement | undefined>(
    (below, link) => element('ul', {}, element('li', {}, link, ...(below === undefined ? [] : [below]))),
    undefined,
  )!;
  tree.className = 'cb-chain';
  return tree;
}

function reasonsOf({ reasons }: SignatureReport): HTMLElement[] {
  if (reasons.length === 0) return [];
  const items = reasons.map(({ code, clause, message: told }) =>
    element(
      'span',
      {},
      english(told),
      element('span', { class: 'cb-below' }, element('code', {}, code), ` · ${clause}`),
    ),
  );
  const summary = element('summary', { class: 'details-summary' }, message('verify.details'));
  return [
    element('details', { class: 'details' }, summary, element('div', { class: 'details-text' }, list(items))),
  ];
}

function problemsOf({ problems }: ValidationReport): HTMLElement {
  const items = problems.map(({ code, message: told }) =>
    element('span', {}, english(told), ' ', element('code', {}, code)),
  );
  return panel('problems', message('verify.problems'), list(items));
}

/** The CN of an RFC 4514 name for showing, or else the whole name. */
function commonNameOf(subject: string): string {
  const value = /(?:^|[,+])CN=((?:\\.|[^,+\\])+)/i.exec(subject)?.[1];
  return value === undefined ? subject : value.replace(/\\([^0-9a-fA-F])/g, '$1');
}
