import { toUtf8 } from '../../base/bytes.ts';
import {
  boolean,
  element,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid as encodeOid,
  sequence,
} from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive } from '../asn1/tag.ts';
import { ia5String, utf8String } from '../asn1/text.ts';
import { encodeDistributionPoints, encodeIssuingDistributionPoint } from '../crl/distribution-point.ts';
import type { DistributionPoint, IssuingDistributionPoint } from '../crl/distribution-point.ts';
import type {
  AccessDescription,
  AuthorityKeyIdentifier,
  BasicConstraints,
  NameConstraints,
} from './extension-values.ts';
import { EXTENSION, type Extension } from './extension.ts';
import { encodeGeneralName, encodeGeneralNames, type GeneralName } from './general-name.ts';
import { POLICY_QUALIFIER } from './policies.ts';
import type { CertificatePolicy, PolicyConstraints, PolicyMapping, PolicyQualifier } from './policies.ts';
import { encodeStatements, type QcStatement } from './qc-statements.ts';

/**
 * Extensions to be written into certificates and requests. `critical` is what RFC 5280 says a conforming
 * authority writes, where it leaves no choice.
 */

const uncritical = (oid: string, value: Uint8Array): Extension => ({ oid, critical: false, value });
const critical = (oid: string, value: Uint8Array): Extension => ({ oid, critical: true, value });

/** Critical, as authorities must have it and OCES3 has it everywhere (RFC 5280 section 4.2.1.9). */
export function encodeBasicConstraints({ ca, pathLength }: BasicConstraints, isCritical = true): Extension {
  if (!ca && pathLength !== undefined) throw new RangeError('a path length is for authorities');
  const value = sequence(
    ...(ca ? [boolean(true)] : []),
    ...(pathLength === undefined ? [] : [integer(pathLength)]),
  );
  return { oid: EXTENSION.basicConstraints, critical: isCritical, value };
}

/** @param bits of KEY_USAGE; one at least */
export function encodeKeyUsage(bits: number): Extension {
  if (!Number.isInteger(bits) || bits < 1 || bits > 0x1ff) throw new RangeError('not a key usage');
  return critical(EXTENSION.keyUsage, namedBits(bits));
}

export function encodeExtendedKeyUsage(purposes: readonly string[], isCritical = false): Extension {
  return {
    oid: EXTENSION.extendedKeyUsage,
    critical: isCritical,
    value: sequence(...purposes.map((purpose) => encodeOid(purpose))),
  };
}

export const encodeSubjectKeyIdentifier = (identifier: Uint8Array): Extension =>
  uncritical(EXTENSION.subjectKeyIdentifier, octetString(identifier));

/** From a key identifier alone (as usual), or any of the three fields. */
export function encodeAuthorityKeyIdentifier(identifier: Uint8Array | AuthorityKeyIdentifier): Extension {
  const fields = identifier instanceof Uint8Array ? { keyIdentifier: identifier } : identifier;
  const { keyIdentifier, issuer, serialNumber }: AuthorityKeyIdentifier = fields;
  const value = sequence(
    ...(keyIdentifier ? [element(contextPrimitive(0), keyIdentifier)] : []),
    ...(issuer ? [element(contextConstructed(1), ...issuer.map(encodeGeneralName))] : []),
    ...(serialNumber ? [element(contextPrimitive(2), serialNumber)] : []),
  );
  return uncritical(EXTENSION.authorityKeyIdentifier, value);
}

export const encodeAuthorityInfoAccess = (descriptions: readonly AccessDescription[]): Extension =>
  uncritical(
    EXTENSION.authorityInfoAccess,
    sequence(
      ...descriptions.map(({ method, location }) => sequence(encodeOid(method), encodeGeneralName(location))),
    ),
  );

/** From addresses, each a distribution point of its own, or from whole distribution points. */
export function encodeCrlDistributionPoints(points: readonly (string | DistributionPoint)[]): Extension {
  return uncritical(EXTENSION.crlDistributionPoints, encodeDistributionPoints(points.map(toPoint)));
}

export function encodeFreshestCrl(points: readonly (string | DistributionPoint)[]): Extension {
  return uncritical(EXTENSION.freshestCrl, encodeDistributionPoints(points.map(toPoint)));
}

const toPoint = (point: string | DistributionPoint): DistributionPoint =>
  typeof point === 'string' ? { fullName: [{ kind: 'uri', value: point }] } : point;

/** Critical, as RFC 5280 section 5.2.5 has it. */
export const encodeCrlScope = (point: Partial<IssuingDistributionPoint>): Extension =>
  critical(EXTENSION.issuingDistributionPoint, encodeIssuingDistributionPoint(point));

/** From bare identifiers or policies with qualifiers. */
export function encodeCertificatePolicies(
  policies: readonly (string | CertificatePolicy)[],
  isCritical = false,
): Extension {
  const value = sequence(
    ...policies.map((policy) => {
      const { oid, qualifiers } = typeof policy === 'string' ? { oid: policy, qualifiers: [] } : policy;
      const list = qualifiers.map((qualifier) => sequence(encodeOid(qualifier.oid), qualifier.value));
      return sequence(encodeOid(oid), ...(list.length > 0 ? [sequence(...list)] : []));
    }),
  );
  return { oid: EXTENSION.certificatePolicies, critical: isCritical, value };
}

/** The address of the certification practice statement. */
export const cpsQualifier = (uri: string): PolicyQualifier => ({
  oid: POLICY_QUALIFIER.cps,
  value: ia5String(uri),
});

/** A notice to be shown; at most 200 octets of text (RFC 5280 section 4.2.1.4). */
export function userNoticeQualifier(text: string): PolicyQualifier {
  if (toUtf8(text).length > 200) throw new RangeError('user notice longer than 200 octets');
  return { oid: POLICY_QUALIFIER.userNotice, value: sequence(utf8String(text)) };
}

export const encodePolicyMappings = (mappings: readonly PolicyMapping[]): Extension =>
  critical(
    EXTENSION.policyMappings,
    sequence(
      ...mappings.map(({ issuerDomain, subjectDomain }) =>
        sequence(encodeOid(issuerDomain), encodeOid(subjectDomain)),
      ),
    ),
  );

export function encodePolicyConstraints({ requireExplicit, inhibitMapping }: PolicyConstraints): Extension {
  const value = sequence(
    ...(requireExplicit === undefined ? [] : [integer(requireExplicit, contextPrimitive(0))]),
    ...(inhibitMapping === undefined ? [] : [integer(inhibitMapping, contextPrimitive(1))]),
  );
  return critical(EXTENSION.policyConstraints, value);
}

export const encodeInhibitAnyPolicy = (skipCertificates: number): Extension =>
  critical(EXTENSION.inhibitAnyPolicy, integer(skipCertificates));

/** Critical where the subject is empty (RFC 5280 section 4.2.1.6). */
export const encodeSubjectAlternativeName = (
  names: readonly GeneralName[],
  isCritical = false,
): Extension => ({
  oid: EXTENSION.subjectAlternativeName,
  critical: isCritical,
  value: encodeGeneralNames(names),
});

export function encodeNameConstraints({ permitted, excluded }: NameConstraints): Extension {
  const subtrees = (number: number, names: readonly GeneralName[]) =>
    names.length === 0
      ? []
      : [element(contextConstructed(number), ...names.map((name) => sequence(encodeGeneralName(name))))];
  return critical(EXTENSION.nameConstraints, sequence(...subtrees(0, permitted), ...subtrees(1, excluded)));
}

export const encodeOcspNoCheck = (): Extension => uncritical(EXTENSION.ocspNoCheck, nullValue());

export const encodeQcStatements = (statements: readonly QcStatement[]): Extension =>
  uncritical(EXTENSION.qcStatements, encodeStatements(statements));
