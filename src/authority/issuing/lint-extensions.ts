import { equal } from '../../base/bytes.ts';
import { looksLikeCpr } from '../../formats/oces/cpr.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { EXTENSION } from '../../formats/x509/extension.ts';
import type { GeneralName } from '../../formats/x509/general-name.ts';
import type { ExtensionRule, Profile } from '../profiles/profile.ts';
import { accessOf, keyUsageOf, policiesOf, statementsOf } from './extensions.ts';
import type { LintContext, Report } from './lint-context.ts';

/** A URI that a relying party can fetch from. */
const FETCHABLE = /^https?:\/\/[^\s{}]+$/;

/** Reports where the extensions of `preview` are not as the profile says. */
export function lintExtensions(
  preview: Certificate,
  context: LintContext,
  keyIdentifier: Uint8Array,
  report: Report,
): void {
  lintOrder(preview, context.profile, report);
  lintKeyIdentifiers(preview, context, keyIdentifier, report);
  lintUse(preview, context.profile, report);
  lintStatements(preview, context, report);
  lintLocations(preview, context, report);
}

/** Names and criticality in the profile's order. An alternative name is there when the holder has an address. */
export function lintOrder(preview: Certificate, profile: Profile, report: Report): void {
  const hasEmail = preview.extension(EXTENSION.subjectAlternativeName) !== undefined;
  const expected = profile.extensions.filter(({ name }) => name !== 'subjectAlternativeName' || hasEmail);
  const describe = (oid: string, critical: boolean) => (critical ? `${oid} (critical)` : oid);
  const wanted = expected.map(({ name, critical }: ExtensionRule) => describe(EXTENSION[name], critical));
  const found = preview.extensions.map(({ oid, critical }) => describe(oid, critical));
  if (wanted.join() !== found.join())
    report(`extensions are ${found.join(', ')} instead of ${wanted.join(', ')}`);
}

function lintKeyIdentifiers(
  preview: Certificate,
  { authority, profile }: LintContext,
  keyIdentifier: Uint8Array,
  report: Report,
): void {
  if (!isSame(preview.subjectKeyIdentifier, keyIdentifier)) report('subjectKeyIdentifier is not the key’s');
  const rule = profile.extensions.find(({ name }) => name === 'authorityKeyIdentifier');
  const found = preview.authorityKeyIdentifier;
  if (rule === undefined) return;
  if (!isSame(found?.keyIdentifier, authority.keyIdentifier))
    report('authorityKeyIdentifier is not the authority’s');
  if (found?.issuer !== undefined || found?.serialNumber !== undefined) {
    report('authorityKeyIdentifier names more than the key');
  }
}

/** What the key may be used for is what the profile says. */
export function lintUse(preview: Certificate, profile: Profile, report: Report): void {
  const constraints = preview.basicConstraints;
  if ((constraints?.ca ?? false) !== profile.isAuthority) report('basicConstraints says cA wrongly');
  if ((constraints?.pathLength ?? null) !== profile.pathLength) report('path length is not the profile’s');
  const bits = preview.keyUsage ?? 0;
  if (bits !== keyUsageOf(profile, preview.publicKey)) report('keyUsage is not the profile’s');
  const purposes = preview.extendedKeyUsage ?? [];
  if (purposes.join() !== profile.extendedKeyUsage.join()) report('extendedKeyUsage is not the profile’s');
  const mayNotBeChecked = profile.extensions.some(({ name }) => name === 'ocspNoCheck');
  if (preview.hasOcspNoCheck !== mayNotBeChecked) report('ocspNoCheck is not the profile’s');
}

function lintStatements(preview: Certificate, { profile, authority }: LintContext, report: Report): void {
  const policies = preview.certificatePolicies ?? [];
  const wanted = policiesOf(profile, authority.locations);
  const isAsWanted =
    policies.length === wanted.length &&
    wanted.every(({ oid, qualifiers }, index) => {
      const policy = policies[index]!;
      return (
        policy.oid === oid &&
        policy.qualifiers.length === qualifiers.length &&
        qualifiers.every(({ oid: kind, value }, at) => {
          const qualifier = policy.qualifiers[at]!;
          return qualifier.oid === kind && equal(qualifier.value, value);
        })
      );
    });
  if (!isAsWanted) report('certificatePolicies is not the profile’s');

  const statements = preview.qcStatements ?? [];
  const wantedStatements = statementsOf(profile);
  const isAsStated =
    statements.length === wantedStatements.length &&
    wantedStatements.every(({ oid, info }, index) => {
      const statement = statements[index]!;
      return statement.oid === oid && isSame(statement.info, info);
    });
  if (!isAsStated) report('qcStatements is not the profile’s');
}

function lintLocations(preview: Certificate, { profile, authority }: LintContext, report: Report): void {
  const names = preview.subjectAlternativeName ?? [];
  if (names.length > 1 || names.some(({ kind }) => kind !== 'email'))
    report('alternative name is not one address');
  for (const name of names) {
    if (name.kind === 'email' && looksLikeCpr(name.value)) report('e-mail address looks like a CPR number');
  }

  const access = preview.authorityInfoAccess ?? [];
  const wanted = profile.extensions.some(({ name }) => name === 'authorityInfoAccess')
    ? accessOf(profile, authority.locations)
    : [];
  const describe = ({ method, location }: { method: string; location: GeneralName }) =>
    `${method} ${uriOf(location)}`;
  if (access.map(describe).join() !== wanted.map(describe).join())
    report('authorityInfoAccess is not the bank’s');

  const points = (preview.crlDistributionPoints ?? []).map(({ fullName, reasons, crlIssuer }) =>
    reasons === undefined && crlIssuer === undefined ? (fullName ?? []).map(uriOf).join(' ') : 'partial',
  );
  const hasPoint = profile.extensions.some(({ name }) => name === 'crlDistributionPoints');
  if (points.join() !== (hasPoint ? authority.locations.crlUri : '')) {
    report('crlDistributionPoints is not the bank’s');
  }
  for (const uri of [...access.map(({ location }) => uriOf(location)), ...points]) {
    if (!FETCHABLE.test(uri)) report(`${uri} is no address to fetch from`);
  }
}

function uriOf(name: GeneralName): string {
  return name.kind === 'uri' ? name.value : `(${name.kind})`;
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equal(a, b);
}
