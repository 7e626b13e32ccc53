import { CertBankError } from '../../base/errors.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { boolean, element, namedBits, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive } from '../asn1/tag.ts';
import { encodeGeneralName, parseGeneralNames, type GeneralName } from '../x509/general-name.ts';

/** Bits of ReasonFlags as `1 << n` (RFC 5280 section 4.2.1.13). */
export const REASON_FLAGS = {
  keyCompromise: 1 << 1,
  cACompromise: 1 << 2,
  affiliationChanged: 1 << 3,
  superseded: 1 << 4,
  cessationOfOperation: 1 << 5,
  certificateHold: 1 << 6,
  privilegeWithdrawn: 1 << 7,
  aACompromise: 1 << 8,
} as const;

/** All reasons: what a CRL without onlySomeReasons covers. */
export const ALL_REASONS = 0x1fe;

/** The CHOICE DistributionPointName: at most one of both is there. */
export interface DistributionPointName {
  readonly fullName?: readonly GeneralName[];
  /** nameRelativeToCRLIssuer: the content octets of one RDN's SET; see `Name.withRelative`. */
  readonly relativeName?: Uint8Array;
}

/** Where revocation information about a certificate is found (RFC 5280 section 4.2.1.13). */
export interface DistributionPoint extends DistributionPointName {
  /** REASON_FLAGS; absent: all. */
  readonly reasons?: number;
  readonly crlIssuer?: readonly GeneralName[];
}

/** What a CRL covers (RFC 5280 section 5.2.5). */
export interface IssuingDistributionPoint extends DistributionPointName {
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly isIndirect: boolean;
  /** REASON_FLAGS; absent: all. */
  readonly onlySomeReasons?: number;
}

function malformed(structure: string, what: string): CertBankError {
  return new CertBankError('structure.malformed', { structure, what }, what);
}

/** Reads `[0] DistributionPointName` if it comes next. */
function parsePointName(reader: DerReader): DistributionPointName {
  if (reader.nextTag !== contextConstructed(0)) return {};
  // A CHOICE is always tagged explicitly.
  const choice = reader.enter(contextConstructed(0));
  choice.next();
  choice.finish();
  if (choice.tag === contextConstructed(0)) return { fullName: parseGeneralNames(choice.inside()) };
  if (choice.tag !== contextConstructed(1)) throw malformed('DistributionPointName', 'unknown kind of name');
  if (choice.contentStart === choice.contentEnd)
    throw malformed('DistributionPointName', 'empty relative name');
  return { relativeName: choice.content };
}

/**
 * CRLDistributionPoints, and FreshestCRL which has the same form.
 *
 * @throws CertBankError `structure.malformed` | `der.malformed` | `limit.exceeded`
 */
export function parseDistributionPoints(value: Uint8Array): DistributionPoint[] {
  const outer = new DerReader(value);
  const list = outer.enter();
  outer.finish();
  const points: DistributionPoint[] = [];
  do {
    const reader = list.enter();
    if (reader.isAtEnd) throw malformed('DistributionPoint', 'empty distribution point');
    const name = parsePointName(reader);
    const reasons =
      reader.nextTag === contextPrimitive(1) ? reader.namedBits(contextPrimitive(1)) : undefined;
    const crlIssuer = reader.isNext(contextConstructed(2)) ? parseGeneralNames(reader.inside()) : undefined;
    reader.finish();
    points.push({ ...name, ...(reasons !== undefined && { reasons }), ...(crlIssuer && { crlIssuer }) });
  } while (!list.isAtEnd);
  return points;
}

/**
 * IssuingDistributionPoint.
 *
 * @throws CertBankError `structure.malformed`, also for an empty one, a FALSE written out, or more than one
 *   of the onlyContains fields; `der.malformed`; `limit.exceeded`
 */
export function parseIssuingDistributionPoint(value: Uint8Array): IssuingDistributionPoint {
  const structure = 'IssuingDistributionPoint';
  const outer = new DerReader(value);
  const reader = outer.enter();
  outer.finish();
  if (reader.isAtEnd) throw malformed(structure, 'empty issuing distribution point');
  const name = parsePointName(reader);
  const flag = (number: number): boolean => {
    if (reader.nextTag !== contextPrimitive(number)) return false;
    if (!reader.boolean(contextPrimitive(number))) throw malformed(structure, 'FALSE is written out');
    return true;
  };
  const onlyUserCertificates = flag(1);
  const onlyCaCertificates = flag(2);
  const reasons = reader.nextTag === contextPrimitive(3) ? reader.namedBits(contextPrimitive(3)) : undefined;
  const isIndirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  reader.finish();
  if (Number(onlyUserCertificates) + Number(onlyCaCertificates) + Number(onlyAttributeCertificates) > 1) {
    throw malformed(structure, 'covers nothing');
  }
  return {
    ...name,
    onlyUserCertificates,
    onlyCaCertificates,
    onlyAttributeCertificates,
    isIndirect,
    ...(reasons !== undefined && { onlySomeReasons: reasons }),
  };
}

function encodePointName({ fullName, relativeName }: DistributionPointName): Uint8Array[] {
  if (fullName !== undefined) {
    const names = element(contextConstructed(0), ...fullName.map(encodeGeneralName));
    return [element(contextConstructed(0), names)];
  }
  if (relativeName === undefined) return [];
  return [element(contextConstructed(0), element(contextConstructed(1), relativeName))];
}

export function encodeDistributionPoints(points: readonly DistributionPoint[]): Uint8Array {
  return sequence(
    ...points.map((point) =>
      sequence(
        ...encodePointName(point),
        ...(point.reasons === undefined ? [] : [namedBits(point.reasons, contextPrimitive(1))]),
        ...(point.crlIssuer === undefined
          ? []
          : [element(contextConstructed(2), ...point.crlIssuer.map(encodeGeneralName))]),
      ),
    ),
  );
}

/** IssuingDistributionPoint of a CRL that we write; fields left out are false. */
export function encodeIssuingDistributionPoint(point: Partial<IssuingDistributionPoint>): Uint8Array {
  const flag = (isSet: boolean | undefined, number: number) =>
    isSet === true ? [boolean(true, contextPrimitive(number))] : [];
  return sequence(
    ...encodePointName(point),
    ...flag(point.onlyUserCertificates, 1),
    ...flag(point.onlyCaCertificates, 2),
    ...(point.onlySomeReasons === undefined ? [] : [namedBits(point.onlySomeReasons, contextPrimitive(3))]),
    ...flag(point.isIndirect, 4),
    ...flag(point.onlyAttributeCertificates, 5),
  );
}
