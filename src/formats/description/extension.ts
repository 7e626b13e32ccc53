import { toHex } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { decodeText, isTextTag } from '../asn1/text.ts';
import {
  ALL_REASONS,
  REASON_FLAGS,
  parseDistributionPoints,
  parseIssuingDistributionPoint,
} from '../crl/distribution-point.ts';
import type { DistributionPointName } from '../crl/distribution-point.ts';
import * as values from '../x509/extension-values.ts';
import { EXTENSION, type Extension } from '../x509/extension.ts';
import type { GeneralName } from '../x509/general-name.ts';
import * as policies from '../x509/policies.ts';
import { parseQcStatements, QC_STATEMENT, type QcStatement } from '../x509/qc-statements.ts';
import type { Detail, DetailName } from './detail.ts';
import { describeGeneralName } from './general-name.ts';

export type ExtensionName = keyof typeof EXTENSION;

export interface ExtensionDescription {
  readonly oid: string;
  /** Absent for an extension that is not known here. */
  readonly name?: ExtensionName;
  readonly critical: boolean;
  readonly details: readonly Detail[];
  /** Why it cannot be read. */
  readonly fault?: string;
}

const NAMES = new Map(Object.entries(EXTENSION).map(([name, oid]) => [oid as string, name as ExtensionName]));

/** What one extension of a certificate, request, CRL or OCSP response says. */
export function describeExtension({ oid, critical, value }: Extension): ExtensionDescription {
  const name = NAMES.get(oid);
  const read = READERS.get(oid) ?? octets;
  const frame = { oid, ...(name !== undefined && { name }), critical };
  try {
    return { ...frame, details: read(value) };
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return { ...frame, details: octets(value), fault: error.message };
  }
}

type Read = (value: Uint8Array) => Detail[];

const octets: Read = (value) => [{ what: 'octets', value: toHex(value) }];

const READERS = new Map<string, Read>([
  [EXTENSION.basicConstraints, basicConstraints],
  [EXTENSION.keyUsage, keyUsage],
  [EXTENSION.extendedKeyUsage, extendedKeyUsage],
  [EXTENSION.subjectKeyIdentifier, (value) => [keyIdentifier(values.parseKeyIdentifier(value))]],
  [EXTENSION.authorityKeyIdentifier, authorityKeyIdentifier],
  [EXTENSION.subjectAlternativeName, (value) => values.parseAlternativeName(value).map(describeGeneralName)],
  [EXTENSION.issuerAlternativeName, (value) => values.parseAlternativeName(value).map(describeGeneralName)],
  [EXTENSION.nameConstraints, nameConstraints],
  [EXTENSION.certificatePolicies, certificatePolicies],
  [EXTENSION.policyMappings, policyMappings],
  [EXTENSION.policyConstraints, policyConstraints],
  [EXTENSION.inhibitAnyPolicy, (value) => [counted('inhibitAny', policies.parseInhibitAnyPolicy(value))]],
  [EXTENSION.crlDistributionPoints, distributionPoints],
  [EXTENSION.freshestCrl, distributionPoints],
  [EXTENSION.authorityInfoAccess, infoAccess],
  [EXTENSION.subjectInfoAccess, infoAccess],
  [EXTENSION.qcStatements, (value) => parseQcStatements(value).map(qcStatement)],
  [EXTENSION.issuingDistributionPoint, issuingDistributionPoint],
  [EXTENSION.crlNumber, (value) => [{ what: 'number', value: wholeNumber(value) }]],
  [EXTENSION.deltaCrlIndicator, (value) => [{ what: 'deltaBase', value: wholeNumber(value) }]],
  [EXTENSION.expiredCertsOnCrl, instant],
  [EXTENSION.ocspArchiveCutoff, instant],
  [EXTENSION.invalidityDate, instant],
  [EXTENSION.ocspNoCheck, (value) => (values.parseOcspNoCheck(value), [{ what: 'noCheck' }])],
]);

const counted = (what: DetailName, count: number): Detail => ({ what, value: String(count) });
const keyIdentifier = (identifier: Uint8Array): Detail => ({
  what: 'keyIdentifier',
  value: toHex(identifier),
});

function basicConstraints(value: Uint8Array): Detail[] {
  const { ca, pathLength } = values.parseBasicConstraints(value);
  return [
    { what: ca ? 'authority' : 'endEntity' },
    ...(pathLength === undefined ? [] : [counted('pathLength', pathLength)]),
  ];
}

function keyUsage(value: Uint8Array): Detail[] {
  const bits = values.parseKeyUsage(value);
  const names = Object.keys(values.KEY_USAGE) as (keyof typeof values.KEY_USAGE)[];
  return names.filter((name) => (bits & values.KEY_USAGE[name]) !== 0).map((what) => ({ what }));
}

const PURPOSES = new Map<string, DetailName>(
  Object.entries(values.KEY_PURPOSE).map(([name, oid]) => [
    oid,
    name === 'any' ? 'anyPurpose' : (name as Exclude<keyof typeof values.KEY_PURPOSE, 'any'>),
  ]),
);

function extendedKeyUsage(value: Uint8Array): Detail[] {
  return values.parseExtendedKeyUsage(value).map((oid): Detail => {
    const what = PURPOSES.get(oid);
    return what === undefined ? { what: 'otherPurpose', value: oid } : { what };
  });
}

function authorityKeyIdentifier(value: Uint8Array): Detail[] {
  const identifier = values.parseAuthorityKeyIdentifier(value);
  return [
    ...(identifier.keyIdentifier ? [keyIdentifier(identifier.keyIdentifier)] : []),
    ...(identifier.issuer ?? []).map((name): Detail => ({ what: 'issuer', value: textOf(name) })),
    ...(identifier.serialNumber
      ? [{ what: 'serialNumber', value: toHex(identifier.serialNumber) } as const]
      : []),
  ];
}

/** A name whose form is told by what stands before it. */
const textOf = (name: GeneralName): string => describeGeneralName(name).value!;

/** A name with its form. */
function formAndText(name: GeneralName): string {
  const { what, value } = describeGeneralName(name);
  return `${what} ${value!}`;
}

function nameConstraints(value: Uint8Array): Detail[] {
  const { permitted, excluded } = values.parseNameConstraints(value);
  return [
    ...permitted.map((name): Detail => ({ what: 'permitted', value: formAndText(name) })),
    ...excluded.map((name): Detail => ({ what: 'excluded', value: formAndText(name) })),
  ];
}

function certificatePolicies(value: Uint8Array): Detail[] {
  return policies
    .parseCertificatePolicies(value)
    .flatMap(({ oid, qualifiers }): Detail[] => [
      oid === policies.ANY_POLICY ? { what: 'anyPolicy' } : { what: 'policy', value: oid },
      ...qualifiers.flatMap(qualifierText),
    ]);
}

/** A practice statement's address, and the text of a notice; a reference to an organisation's notices is left out. */
function qualifierText({ oid, value }: policies.PolicyQualifier): Detail[] {
  const reader = new DerReader(value);
  if (oid === policies.POLICY_QUALIFIER.cps) {
    const { tag, content } = reader.next();
    return [{ what: 'statement', value: decodeText(tag, content) }];
  }
  if (oid !== policies.POLICY_QUALIFIER.userNotice) return [{ what: 'octets', value: toHex(value) }];
  const notice = reader.enter();
  while (!notice.isAtEnd) {
    const { tag, content } = notice.next();
    if (isTextTag(tag)) return [{ what: 'notice', value: decodeText(tag, content) }];
  }
  return [];
}

function policyMappings(value: Uint8Array): Detail[] {
  return policies.parsePolicyMappings(value).map(({ issuerDomain, subjectDomain }) => ({
    what: 'mapping',
    value: `${issuerDomain} = ${subjectDomain}`,
  }));
}

function policyConstraints(value: Uint8Array): Detail[] {
  const { requireExplicit, inhibitMapping } = policies.parsePolicyConstraints(value);
  return [
    ...(requireExplicit === undefined ? [] : [counted('requireExplicit', requireExplicit)]),
    ...(inhibitMapping === undefined ? [] : [counted('inhibitMapping', inhibitMapping)]),
  ];
}

function pointName({ fullName = [], relativeName }: DistributionPointName): Detail[] {
  return [
    ...fullName.map((name): Detail => ({ what: 'point', value: textOf(name) })),
    ...(relativeName === undefined ? [] : [{ what: 'relativePoint', value: toHex(relativeName) } as const]),
  ];
}

function reasons(bits: number | undefined): Detail[] {
  if (bits === undefined || bits === ALL_REASONS) return [];
  const names = Object.keys(REASON_FLAGS) as (keyof typeof REASON_FLAGS)[];
  return [{ what: 'reasons', value: names.filter((name) => (bits & REASON_FLAGS[name]) !== 0).join(', ') }];
}

function distributionPoints(value: Uint8Array): Detail[] {
  return parseDistributionPoints(value).flatMap((point): Detail[] => [
    ...pointName(point),
    ...reasons(point.reasons),
    ...(point.crlIssuer ?? []).map((name): Detail => ({ what: 'crlIssuer', value: textOf(name) })),
  ]);
}

function issuingDistributionPoint(value: Uint8Array): Detail[] {
  const point = parseIssuingDistributionPoint(value);
  return [
    ...pointName(point),
    ...(point.onlyUserCertificates ? [{ what: 'onlyUsers' } as const] : []),
    ...(point.onlyCaCertificates ? [{ what: 'onlyAuthorities' } as const] : []),
    ...(point.onlyAttributeCertificates ? [{ what: 'onlyAttributes' } as const] : []),
    ...reasons(point.onlySomeReasons),
    ...(point.isIndirect ? [{ what: 'indirect' } as const] : []),
  ];
}

function infoAccess(value: Uint8Array): Detail[] {
  return values.parseInfoAccess(value).map(({ method, location }): Detail => {
    if (method === values.ACCESS_METHOD.ocsp) return { what: 'ocsp', value: textOf(location) };
    if (method === values.ACCESS_METHOD.caIssuers) return { what: 'caIssuers', value: textOf(location) };
    return { what: 'access', value: `${method} ${textOf(location)}` };
  });
}

const QC_TYPES = new Map<string, DetailName>([
  [QC_STATEMENT.typeSignature, 'forSignatures'],
  [QC_STATEMENT.typeSeal, 'forSeals'],
  [QC_STATEMENT.typeWebAuthentication, 'forWebsites'],
]);

function qcStatement({ oid, info }: QcStatement): Detail {
  if (oid === QC_STATEMENT.compliance) return { what: 'qualified' };
  if (oid === QC_STATEMENT.sscd) return { what: 'secureDevice' };
  if (oid === QC_STATEMENT.type && info !== undefined) {
    const [first] = values.readList(info, (reader) => reader.oid());
    const what = QC_TYPES.get(first!);
    if (what !== undefined) return { what };
  }
  return { what: 'qcStatement', value: info === undefined ? oid : `${oid} #${toHex(info)}` };
}

/** An INTEGER, decimal. */
function wholeNumber(value: Uint8Array): string {
  const reader = new DerReader(value);
  const content = reader.integer();
  reader.finish();
  if (content[0]! >= 0x80 || content.length > 64) throw reader.malformed('number out of bounds');
  return BigInt(`0x${toHex(content)}`).toString();
}

function instant(value: Uint8Array): Detail[] {
  const reader = new DerReader(value);
  const at = reader.generalizedTime();
  reader.finish();
  return [{ what: 'instant', value: at.toISOString() }];
}
