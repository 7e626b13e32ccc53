import { DerReader } from '../../formats/asn1/der-reader.ts';
import { TAG } from '../../formats/asn1/tag.ts';
import { decodeText, isTextTag } from '../../formats/asn1/text.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { ACCESS_METHOD } from '../../formats/x509/extension-values.ts';
import type { GeneralName } from '../../formats/x509/general-name.ts';
import { ANY_POLICY, POLICY_QUALIFIER, type PolicyQualifier } from '../../formats/x509/policies.ts';
import { ALL_REASONS } from '../../formats/crl/distribution-point.ts';
import { readMailbox } from '../path/name-matching.ts';
import { readable } from './extensions.ts';
import type { ReportLint } from './finding.ts';

/** Names of the subject and of the issuer beside the distinguished ones. */
export function lintAlternativeNames(certificate: Certificate, report: ReportLint): void {
  for (const name of readable(() => certificate.subjectAlternativeName) ?? []) lintGeneralName(name, report);
  for (const name of readable(() => certificate.issuerAlternativeName) ?? []) lintGeneralName(name, report);
}

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;

function lintGeneralName(name: GeneralName, report: ReportLint): void {
  const shown = 'value' in name && typeof name.value === 'string' ? JSON.stringify(name.value) : '';
  switch (name.kind) {
    case 'dns':
      if (name.value === '') report('alternative-name.empty', 'an empty DNS name');
      else lintDnsName(name.value, shown, report);
      return;
    case 'email':
      if (name.value === '') report('alternative-name.empty', 'an empty e-mail address');
      else if (readMailbox(name.value) === undefined)
        report('alternative-name.email', `${shown} is no mailbox`);
      return;
    case 'uri':
      if (name.value === '') report('alternative-name.empty', 'an empty URI');
      else if (!isAbsoluteUri(name.value)) report('alternative-name.uri', `${shown} is no absolute URI`);
      else if (!hasProperHost(name.value))
        report('alternative-name.uri', `the host of ${shown} is neither a full name nor an address`);
      return;
    case 'directory':
      if (readable(() => name.name.isEmpty) === true)
        report('alternative-name.empty', 'an empty directory name');
      return;
    default:
  }
}

/** A wildcard as the first label is what RFC 9525 knows; RFC 5280 leaves it to others. */
function lintDnsName(value: string, shown: string, report: ReportLint): void {
  const labels = (value.startsWith('*.') ? value.slice(2) : value).split('.');
  if (value.length > 253 || labels.some((label) => label.length > 63))
    report('alternative-name.dns', `the DNS name ${shown} is too long`);
  else if (
    labels.some((label) => label.includes('_')) &&
    labels.every((label) => LABEL.test(label.replaceAll('_', 'x')))
  )
    report('alternative-name.dns-underscore', `${shown} has an underscore, which host names have not`);
  else if (!labels.every((label) => LABEL.test(label)))
    report('alternative-name.dns', `${shown} is not in the preferred name syntax`);
}

const isAbsoluteUri = (text: string): boolean => /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text);

/** RFC 5280 section 4.2.1.6: the host of a URI with an authority is a fully qualified name or an address. */
function hasProperHost(uri: string): boolean {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1];
  if (authority === undefined) return true;
  const host = authority.replace(/^.*@/, '').replace(/:\d*$/, '');
  if (/^\[[0-9a-f:.]+\]$/i.test(host)) return true;
  const labels = host.split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label));
}

/** Hosts of constraints are full, and every form is one that readers can compare. */
export function lintNameConstraints(certificate: Certificate, report: ReportLint): void {
  const constraints = readable(() => certificate.nameConstraints);
  for (const name of [...(constraints?.permitted ?? []), ...(constraints?.excluded ?? [])]) {
    if (name.kind === 'uri') {
      const labels = name.value.replace(/^\./, '').split('.');
      if (labels.length < 2 || !labels.every((label) => LABEL.test(label)))
        report('name-constraints.host', `${JSON.stringify(name.value)} is no full host name`);
    }
    if (name.kind === 'x400' || name.kind === 'ediParty' || name.kind === 'registeredId')
      report('name-constraints.form', `few can compare names of the form ${name.kind}`);
  }
}

/** RFC 5280 section 4.2.1.4: 200 characters. */
const NOTICE_CHARACTERS = 200;

/** Policies, their notices, and mappings between them. */
export function lintPolicies(certificate: Certificate, report: ReportLint): void {
  const policies = readable(() => certificate.certificatePolicies) ?? [];
  for (const { oid, qualifiers } of policies) {
    for (const qualifier of qualifiers) {
      const isKnown = qualifier.oid === POLICY_QUALIFIER.cps || qualifier.oid === POLICY_QUALIFIER.userNotice;
      if (oid === ANY_POLICY && !isKnown)
        report('policies.qualifier', `anyPolicy with the qualifier ${qualifier.oid}`);
      if (qualifier.oid === POLICY_QUALIFIER.userNotice) lintNotice(qualifier, report);
    }
  }
  for (const { issuerDomain, subjectDomain } of readable(() => certificate.policyMappings) ?? []) {
    if (issuerDomain === ANY_POLICY || subjectDomain === ANY_POLICY)
      report('policies.mapping-any', 'anyPolicy is mapped');
    else if (!policies.some(({ oid }) => oid === issuerDomain))
      report('policies.mapping-not-asserted', `the mapped policy ${issuerDomain} is not among the policies`);
  }
}

function lintNotice({ value }: PolicyQualifier, report: ReportLint): void {
  const isRead = readable(() => {
    const notice = new DerReader(value).enter();
    if (notice.isNext(TAG.sequence))
      report('policies.notice-reference', 'a notice refers to notices elsewhere');
    if (!isTextTag(notice.nextTag)) return true;
    const { tag, content } = notice.next();
    if (tag === TAG.ia5String) report('policies.notice-type', 'the text of a notice is of type IA5String');
    else if (tag !== TAG.utf8String)
      report('policies.notice-not-utf8', 'the text of a notice is not of type UTF8String');
    if (Array.from(decodeText(tag, content)).length > NOTICE_CHARACTERS)
      report(
        'policies.notice-too-long',
        `the text of a notice has more than ${NOTICE_CHARACTERS} characters`,
      );
    return true;
  });
  if (isRead === undefined) report('extension.malformed', 'a notice cannot be read');
}

const FETCHABLE = /^(https?|ldaps?):\/\//i;
const isFetchable = (name: GeneralName): boolean => name.kind === 'uri' && FETCHABLE.test(name.value);

/** Where CRLs, issuers and answers are found. */
export function lintPlaces(certificate: Certificate, report: ReportLint): void {
  const points = readable(() => certificate.crlDistributionPoints) ?? [];
  for (const { fullName, relativeName, crlIssuer } of points) {
    if (fullName === undefined && relativeName === undefined && crlIssuer === undefined)
      report('crl-distribution-points.nowhere', 'a distribution point has neither a name nor a CRL issuer');
    if (fullName !== undefined && !fullName.some((name) => isFetchable(name) || name.kind === 'directory'))
      report('crl-distribution-points.unreachable', 'a distribution point has no HTTP or LDAP address');
  }
  if (points.length > 0 && points.every(({ reasons }) => reasons !== undefined && reasons !== ALL_REASONS))
    report('crl-distribution-points.partial', 'no distribution point covers all reasons');
  const access = readable(() => certificate.authorityInfoAccess) ?? [];
  const issuers = access.filter(({ method }) => method === ACCESS_METHOD.caIssuers);
  if (issuers.length > 0 && !issuers.some(({ location }) => isFetchable(location)))
    report('information-access.unreachable', 'the issuer’s certificate has no HTTP or LDAP address');
}
