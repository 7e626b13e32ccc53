import { equal } from '../../base/bytes.ts';
import type { Crl } from '../../formats/crl/crl.ts';
import {
  ALL_REASONS,
  type DistributionPoint,
  type DistributionPointName,
} from '../../formats/crl/distribution-point.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { EXTENSION } from '../../formats/x509/extension.ts';
import { encodeGeneralName, type GeneralName } from '../../formats/x509/general-name.ts';
import type { Name } from '../../formats/x509/name.ts';
import type { Meter } from '../path/budget.ts';

/** A distribution point to look at; `isAssumed` is the one that every certificate has without saying so. */
export interface Point extends DistributionPoint {
  readonly isAssumed?: boolean;
}

/**
 * The distribution points of `certificate`, and after them the one assumed by section 6.3.3: any CRL of the
 * certificate's issuer, for all reasons.
 */
export function pointsOf(certificate: Certificate): readonly Point[] {
  const assumed: Point = { fullName: [{ kind: 'directory', name: certificate.issuer }], isAssumed: true };
  return [...(certificate.crlDistributionPoints ?? []), assumed];
}

/**
 * The reasons for which `crl` speaks of `certificate` by way of `point`; 0 where it does not.
 *
 * Deviation: an indirect CRL is used only where the point names its issuer, or where the certificate has no
 * point at all. Section 6.3.3 (b)(1) would take it for any point; nobody known issues such, and less is
 * believed this way.
 *
 * Deviation: a CRL for user or CA certificates alone says nothing of a certificate of version 1 or 2, which
 * does not tell which of both it is.
 *
 * @throws BudgetExhausted
 * @source RFC 5280 section 6.3.3 (b), (d)
 */
export function reasonsCovered(crl: Crl, certificate: Certificate, point: Point, meter: Meter): number {
  const scope = crl.issuingDistributionPoint;
  if (point.crlIssuer === undefined) {
    // (b)(1), for a CRL of the certificate's own issuer
    if (!crl.issuer.equals(certificate.issuer)) return 0;
    if (scope?.isIndirect === true && point.isAssumed !== true) return 0;
  } else {
    if (scope?.isIndirect !== true) return 0;
    if (!directoryNames(point.crlIssuer).some((name) => name.equals(crl.issuer))) return 0;
  }
  if (scope === undefined) return point.reasons ?? ALL_REASONS;
  // (b)(2)(i)
  const scopeNames = namesOfPoint(scope, crl.issuer);
  if (scopeNames !== undefined) {
    const base = point.crlIssuer === undefined ? certificate.issuer : directoryNames(point.crlIssuer)[0];
    const pointNames = namesOfPoint(point, base) ?? point.crlIssuer ?? [];
    meter.nameChecks(scopeNames.length * pointNames.length);
    if (!scopeNames.some((one) => pointNames.some((other) => isSameName(one, other)))) return 0;
  }
  // (b)(2)(ii) to (iv)
  const isAuthority = certificate.basicConstraints?.ca === true;
  const isLimited = scope.onlyUserCertificates || scope.onlyCaCertificates;
  if (isLimited && certificate.version !== 3) return 0;
  if (scope.onlyUserCertificates && isAuthority) return 0;
  if (scope.onlyCaCertificates && !isAuthority) return 0;
  if (scope.onlyAttributeCertificates) return 0;
  return (point.reasons ?? ALL_REASONS) & (scope.onlySomeReasons ?? ALL_REASONS);
}

/**
 * Whether `delta` tells what changed since `complete`: same issuer, same scope, same key, a base that is not
 * newer than `complete`, and itself newer.
 *
 * @source RFC 5280 section 5.2.4, 6.3.3 (c)
 */
export function isDeltaOf(delta: Crl, complete: Crl): boolean {
  const base = delta.deltaBase;
  if (base === undefined || complete.number === undefined || delta.number === undefined) return false;
  return (
    delta.issuer.equals(complete.issuer) &&
    isSameExtension(delta, complete, EXTENSION.issuingDistributionPoint) &&
    isSameExtension(delta, complete, EXTENSION.authorityKeyIdentifier) &&
    base <= complete.number &&
    complete.number < delta.number
  );
}

function isSameExtension(a: Crl, b: Crl, oid: string): boolean {
  const [one, other] = [a.extension(oid), b.extension(oid)];
  if (one === undefined || other === undefined) return one === other;
  return equal(one.value, other.value);
}

const directoryNames = (names: readonly GeneralName[]): Name[] =>
  names.flatMap((name) => (name.kind === 'directory' ? [name.name] : []));

/** The full names of a point, a relative one completed by `base`; `undefined` where the point has no name. */
function namesOfPoint(
  point: DistributionPointName,
  base: Name | undefined,
): readonly GeneralName[] | undefined {
  if (point.fullName !== undefined) return point.fullName;
  if (point.relativeName === undefined) return undefined;
  return base === undefined ? [] : [{ kind: 'directory', name: base.withRelative(point.relativeName) }];
}

function isSameName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directory' && b.kind === 'directory') return a.name.equals(b.name);
  return a.kind === b.kind && equal(encodeGeneralName(a), encodeGeneralName(b));
}
