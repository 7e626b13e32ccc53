import { CertBankError } from '../../base/errors.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { TAG } from '../asn1/tag.ts';
import { enterOnly } from '../x509/extension-values.ts';
import { EXTENSION, parseExtensions, type Extension } from '../x509/extension.ts';
import { parseGeneralNames, type GeneralName } from '../x509/general-name.ts';
import type { Name } from '../x509/name.ts';
import { reasonFromValue, type RevocationReason } from './reason.ts';

/** One revoked certificate of a CRL. */
export interface CrlEntry {
  /** Content octets of the INTEGER, as encoded. */
  readonly serialNumber: Uint8Array;
  readonly revokedAt: Date;
  /** Absent: not told, which means the same as `unspecified`. */
  readonly reason?: RevocationReason;
  /** When the key is suspected to have been compromised. */
  readonly invalidityDate?: Date;
  /** What to do with a certificate on hold; obsolete (RFC 3280 section 5.3.2). */
  readonly holdInstruction?: string;
  /** Who issued the certificate; in an indirect CRL this carries over from earlier entries. */
  readonly certificateIssuer?: readonly Name[];
  /** Then no certificate's status may be read from the CRL (RFC 5280 section 5.3). */
  readonly hasUnknownCriticalExtension: boolean;
}

/** What an indirect CRL's entries inherit from those before. */
export type CertificateIssuer = readonly Name[] | undefined;

const KNOWN = new Set<string>([
  EXTENSION.reasonCode,
  EXTENSION.invalidityDate,
  EXTENSION.holdInstructionCode,
  EXTENSION.certificateIssuer,
]);

function malformed(what: string): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'CRL entry', what }, what);
}

/** @throws CertBankError for a value that RFC 5280 does not define */
export function parseReason(value: Uint8Array): RevocationReason {
  const reader = new DerReader(value);
  const number = reader.smallInteger(TAG.enumerated);
  reader.finish();
  const reason = reasonFromValue(number);
  if (reason === undefined) throw malformed(`reason ${number}`);
  return reason;
}

function parseInvalidityDate(value: Uint8Array): Date {
  const reader = new DerReader(value);
  const at = reader.generalizedTime();
  reader.finish();
  return at;
}

function parseHoldInstruction(value: Uint8Array): string {
  const reader = new DerReader(value);
  const oid = reader.oid();
  reader.finish();
  return oid;
}

/** The directory names of a CertificateIssuer, of which there must be one (RFC 5280 section 5.3.3). */
export function parseCertificateIssuer(value: Uint8Array): readonly Name[] {
  const names: readonly GeneralName[] = parseGeneralNames(enterOnly(value));
  const directory = names.flatMap((name) => (name.kind === 'directory' ? [name.name] : []));
  if (directory.length === 0) throw malformed('certificate issuer without a directory name');
  return directory;
}

/**
 * Reads the entry at the cursor.
 *
 * @param inherited the certificate issuer that stands before this entry, in an indirect CRL
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
 * @source RFC 5280 sections 5.1.2.6 and 5.3
 */
export function readEntry(list: DerReader, inherited: CertificateIssuer): CrlEntry {
  const reader = list.enter();
  const serialNumber = reader.integer();
  const revokedAt = reader.time();
  const extensions: readonly Extension[] = reader.isAtEnd ? [] : parseExtensions(reader);
  reader.finish();
  const value = <T>(oid: string, parse: (der: Uint8Array) => T): T | undefined => {
    const extension = extensions.find((candidate) => candidate.oid === oid);
    return extension && parse(extension.value);
  };
  const reason = value(EXTENSION.reasonCode, parseReason);
  const invalidityDate = value(EXTENSION.invalidityDate, parseInvalidityDate);
  const holdInstruction = value(EXTENSION.holdInstructionCode, parseHoldInstruction);
  const certificateIssuer = value(EXTENSION.certificateIssuer, parseCertificateIssuer) ?? inherited;
  const hasUnknownCriticalExtension = extensions.some(({ critical, oid }) => critical && !KNOWN.has(oid));
  // Of a large CRL there are many: spreading what is there would take longer than reading it.
  const entry: { -readonly [K in keyof CrlEntry]: CrlEntry[K] } = {
    serialNumber,
    revokedAt,
    hasUnknownCriticalExtension,
  };
  if (reason !== undefined) entry.reason = reason;
  if (invalidityDate !== undefined) entry.invalidityDate = invalidityDate;
  if (holdInstruction !== undefined) entry.holdInstruction = holdInstruction;
  if (certificateIssuer !== undefined) entry.certificateIssuer = certificateIssuer;
  return entry;
}
