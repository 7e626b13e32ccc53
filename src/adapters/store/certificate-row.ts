import type {
  CertificateKind,
  CertificateRecord,
  CertificateStatus,
  RevocationReason,
  StatusRecord,
} from '../../authority/ports/records.ts';
import type { Row, Value } from './connection.ts';
import { bytes, instant, instantOrNull, integer, milliseconds, text, textOrNull, truth } from './values.ts';
import { normalised } from './words.ts';

/** Columns of a certificate that its record is read from. */
const RECORD_COLUMNS = [
  'id',
  'sha256',
  'issuer_id',
  'serial',
  'der',
  'kind',
  'profile_id',
  'subject',
  'common_name',
  'organisation',
  'email',
  'cvr',
  'oces_id',
  'public_key_sha256',
  'not_before',
  'not_after',
  'issued_at',
  'order_id',
  'is_listed',
  'crl_partition',
  'status',
  'reason',
  'revoked_at',
  'invalidity_date',
  'revocation_code_hash',
  'revocation_tries_left',
] as const;

/** All columns, in the order of `certificateValues`: the record's, and two that only searches read. */
export const CERTIFICATE_COLUMNS = [...RECORD_COLUMNS, 'email_key', 'words'] as const;

/** Ends before `where`. */
export const CERTIFICATE_SELECT = `select ${RECORD_COLUMNS.join(', ')} from certificates`;

/** Begins each word in the column `words`; no word holds it. */
export const WORD_MARK = ' ';

export function certificateValues(id: number, record: CertificateRecord, words: readonly string[]): Value[] {
  return [
    id,
    record.sha256,
    record.issuerId,
    record.serial,
    record.der,
    record.kind,
    record.profileId,
    record.subject,
    record.commonName,
    record.organisation,
    record.email,
    record.cvr,
    record.ocesId,
    record.publicKeySha256,
    milliseconds(record.notBefore),
    milliseconds(record.notAfter),
    milliseconds(record.issuedAt),
    record.orderId,
    record.isListed ? 1 : 0,
    record.partition,
    record.status,
    record.reason,
    milliseconds(record.revokedAt),
    milliseconds(record.invalidityDate),
    record.revocationCodeHash,
    record.revocationTriesLeft,
    record.email === null ? null : normalised(record.email),
    words.map((word) => WORD_MARK + word).join(''),
  ];
}

export function status(row: Row): StatusRecord {
  return {
    status: text(row, 'status') as CertificateStatus,
    reason: textOrNull(row, 'reason') as RevocationReason | null,
    revokedAt: instantOrNull(row, 'revoked_at'),
    invalidityDate: instantOrNull(row, 'invalidity_date'),
  };
}

export function certificate(row: Row): CertificateRecord {
  return {
    sha256: text(row, 'sha256'),
    issuerId: text(row, 'issuer_id'),
    serial: text(row, 'serial'),
    der: bytes(row, 'der'),
    kind: text(row, 'kind') as CertificateKind,
    profileId: text(row, 'profile_id'),
    subject: text(row, 'subject'),
    commonName: text(row, 'common_name'),
    organisation: textOrNull(row, 'organisation'),
    email: textOrNull(row, 'email'),
    cvr: textOrNull(row, 'cvr'),
    ocesId: textOrNull(row, 'oces_id'),
    publicKeySha256: text(row, 'public_key_sha256'),
    notBefore: instant(row, 'not_before'),
    notAfter: instant(row, 'not_after'),
    issuedAt: instant(row, 'issued_at'),
    orderId: textOrNull(row, 'order_id'),
    isListed: truth(row, 'is_listed'),
    partition: integer(row, 'crl_partition'),
    ...status(row),
    revocationCodeHash: textOrNull(row, 'revocation_code_hash'),
    revocationTriesLeft: integer(row, 'revocation_tries_left'),
  };
}
