import colors from 'picocolors';
import type { CertificateDescription } from '../formats/description/certificate.ts';
import type { CrlDescription } from '../formats/description/crl.ts';
import type { Detail, DetailName } from '../formats/description/detail.ts';
import type { ExtensionDescription } from '../formats/description/extension.ts';
import type { OcspResponseDescription } from '../formats/description/ocsp-response.ts';
import type { RequestDescription } from '../formats/description/request.ts';
import type { StructureDescription } from '../formats/description/structure.ts';
import { fields, printable, table } from './output.ts';

/** Words that read better than their names; the others are as the standards write them. */
const WORDS: Partial<Record<DetailName, string>> = {
  authority: 'an authority',
  endEntity: 'no authority',
  pathLength: 'authorities below:',
  anyPurpose: 'any purpose',
  otherPurpose: '',
  otherName: 'other',
  registeredId: 'OID',
  keyIdentifier: '',
  serialNumber: 'serial',
  policy: '',
  anyPolicy: 'any policy',
  statement: 'practice statement',
  mapping: '',
  requireExplicit: 'explicit policy required after',
  inhibitMapping: 'no mapping after',
  inhibitAny: 'no anyPolicy after',
  access: '',
  point: '',
  relativePoint: 'relative to the CRL issuer:',
  reasons: 'only for',
  crlIssuer: 'CRL by',
  qualified: 'EU qualified',
  secureDevice: 'key in a secure device',
  forSignatures: 'for signatures',
  forSeals: 'for seals',
  forWebsites: 'for websites',
  qcStatement: '',
  number: '',
  deltaBase: 'changes since number',
  onlyUsers: 'only end entities',
  onlyAuthorities: 'only authorities',
  onlyAttributes: 'only attribute certificates',
  instant: '',
  noCheck: 'revocation of the responder is not to be checked',
  octets: '#',
};

/** Octets of an unknown extension that are shown. */
const SHOWN_CHARACTERS = 64;

function detailText({ what, value = '' }: Detail): string {
  if (what === 'octets')
    return `#${value.slice(0, SHOWN_CHARACTERS)}${value.length > SHOWN_CHARACTERS ? '…' : ''}`;
  return [WORDS[what] ?? what, value].filter((part) => part !== '').join(' ');
}

function extensionRows(extensions: readonly ExtensionDescription[]): [string, string][] {
  return extensions.map(({ oid, name, critical, details, fault }) => [
    `${name ?? oid}${critical ? ' !' : ''}`,
    fault === undefined ? details.map(detailText).join(', ') : `cannot be read: ${fault}`,
  ]);
}

function extensionsText(extensions: readonly ExtensionDescription[]): string {
  if (extensions.length === 0) return '';
  return `${colors.bold('extensions')} ${colors.dim('(! critical)')}\n${fields(extensionRows(extensions))}`;
}

const faultsText = (faults: readonly string[]): string =>
  faults.map((fault) => colors.red(`cannot be read: ${printable(fault)}`)).join('\n');

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

const heading = (text: string): string => colors.bold(printable(text));

const DAY_MILLISECONDS = 86_400_000;

/** `2026-01-01 12:00:00 UTC`. */
const instantText = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')} UTC`;

/** Where `at` lies in a validity. */
export function validityText(notBefore: string, notAfter: string, at: Date): string {
  const days = (later: number, earlier: number): string => {
    const count = Math.floor((later - earlier) / DAY_MILLISECONDS);
    return count === 1 ? '1 day' : `${count} days`;
  };
  const [from, until] = [Date.parse(notBefore), Date.parse(notAfter)];
  const now = at.getTime();
  if (now < from) return `begins in ${days(from, now)}`;
  return now > until ? `expired ${days(now, until)} ago` : `${days(until, now)} left`;
}

function certificateText(view: CertificateDescription, sha256: string, at: Date): string {
  return joined(
    heading(`${view.isAuthority ? 'authority' : 'certificate'}: ${view.subject.display}`),
    fields([
      ['subject', view.subject.text],
      ['issued by', view.isSelfIssued ? 'itself' : view.issuer.text],
      [
        'valid',
        `${instantText(view.notBefore)} to ${instantText(view.notAfter)} (${validityText(view.notBefore, view.notAfter, at)})`,
      ],
      ['key', view.key],
      ['signature', view.signatureAlgorithm],
      ['serial', view.serial],
      ['SHA-256', sha256],
      ['version', view.version === 3 ? undefined : String(view.version)],
    ]),
    extensionsText(view.extensions),
    faultsText(view.faults),
  );
}

function requestText(view: RequestDescription, sha256: string): string {
  return joined(
    heading(`request: ${view.subject.display}`),
    fields([
      ['subject', view.subject.text],
      ['key', view.key],
      ['signature', view.signatureAlgorithm],
      ['challenge', view.hasChallengePassword ? 'a password' : undefined],
      ['SHA-256', sha256],
    ]),
    extensionsText(view.extensions),
    faultsText(view.faults),
  );
}

function crlText(view: CrlDescription, sha256: string, at: Date): string {
  const { nextUpdate } = view;
  const isStale = nextUpdate !== undefined && Date.parse(nextUpdate) < at.getTime();
  const entries = view.entries.map((entry) => [
    entry.serial,
    instantText(entry.revokedAt),
    entry.reason ?? '',
  ]);
  return joined(
    heading(`${view.isDelta ? 'delta CRL' : 'CRL'}: ${view.issuer.display}`),
    fields([
      ['issuer', view.issuer.text],
      ['made', instantText(view.thisUpdate)],
      ['next', nextUpdate && `${instantText(nextUpdate)}${isStale ? ' (overdue)' : ''}`],
      ['number', view.number],
      ['revoked', String(view.entryCount)],
      ['signature', view.signatureAlgorithm],
      ['SHA-256', sha256],
    ]),
    extensionsText(view.extensions),
    entries.length === 0 ? '' : table(['serial', 'revoked', 'reason'], entries),
    view.entryCount > entries.length ? `… and ${view.entryCount - entries.length} more` : '',
    faultsText(view.faults),
  );
}

function ocspResponseText(view: OcspResponseDescription, sha256: string): string {
  const answers = view.answers.map((answer) => [
    answer.serial,
    answer.status,
    answer.revokedAt === undefined ? '' : `${instantText(answer.revokedAt)} ${answer.reason ?? ''}`,
    instantText(answer.thisUpdate),
    answer.nextUpdate === undefined ? '' : instantText(answer.nextUpdate),
  ]);
  return joined(
    heading(`OCSP response: ${view.responseStatus}`),
    fields([
      ['responder', view.responder],
      ['made', view.producedAt && instantText(view.producedAt)],
      ['signature', view.signatureAlgorithm],
      ['certificates', view.certificateCount === 0 ? undefined : String(view.certificateCount)],
      ['SHA-256', sha256],
    ]),
    extensionsText(view.extensions),
    answers.length === 0 ? '' : table(['serial', 'status', 'revoked', 'from', 'until'], answers),
    faultsText(view.faults),
  );
}

/** What a structure says, for a person at a terminal. */
export function structureText(view: StructureDescription, sha256: string, at: Date): string {
  switch (view.kind) {
    case 'certificate':
      return certificateText(view, sha256, at);
    case 'request':
      return requestText(view, sha256);
    case 'crl':
      return crlText(view, sha256, at);
    case 'ocsp-response':
      return ocspResponseText(view, sha256);
  }
}
