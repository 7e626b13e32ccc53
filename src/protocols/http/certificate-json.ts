import { z } from 'zod';
import type { CertificateRecord } from '../../authority/ports/records.ts';
import { encodePem } from '../../formats/pem.ts';
import './schemas.ts';

const instant = z.string().openapi({ format: 'date-time' });

/** A certificate as the bank shows it to everyone. */
export const certificateSchema = z
  .object({
    sha256: z.string(),
    serial: z.string().openapi({ description: 'Hexadecimal, without leading zeros' }),
    issuer: z.string().openapi({ description: 'Id of the issuing authority, as in `/ca/{issuer}.cer`' }),
    kind: z.enum(['POCES', 'MOCES', 'VOCES', 'FOCES', 'CA', 'OCSP', 'TSA', 'SEAL']),
    profile: z.string(),
    subject: z.string().openapi({ description: 'RFC 4514' }),
    commonName: z.string(),
    organisation: z.string().nullable(),
    email: z.string().nullable(),
    cvr: z.string().nullable(),
    ocesId: z.string().nullable(),
    notBefore: instant,
    notAfter: instant,
    issuedAt: instant,
    isListed: z.boolean(),
    status: z.enum(['good', 'on-hold', 'revoked']),
    reason: z.string().nullable(),
    revokedAt: instant.nullable(),
    invalidityDate: instant.nullable(),
  })
  .openapi('CertificateSummary');

export const certificateWithChainSchema = certificateSchema
  .extend({
    certificate: z.string().openapi({ description: 'PEM' }),
    chain: z.array(z.string()).openapi({ description: 'PEM, from the issuing authority to the root' }),
  })
  .openapi('Certificate');

export function certificateJson(record: CertificateRecord): z.input<typeof certificateSchema> {
  return {
    sha256: record.sha256,
    serial: record.serial,
    issuer: record.issuerId,
    kind: record.kind,
    profile: record.profileId,
    subject: record.subject,
    commonName: record.commonName,
    organisation: record.organisation,
    email: record.email,
    cvr: record.cvr,
    ocesId: record.ocesId,
    notBefore: record.notBefore.toISOString(),
    notAfter: record.notAfter.toISOString(),
    issuedAt: record.issuedAt.toISOString(),
    isListed: record.isListed,
    status: record.status,
    reason: record.reason,
    revokedAt: record.revokedAt?.toISOString() ?? null,
    invalidityDate: record.invalidityDate?.toISOString() ?? null,
  };
}

export function certificateWithChainJson(
  record: CertificateRecord,
  chain: readonly Uint8Array[],
): z.input<typeof certificateWithChainSchema> {
  return {
    ...certificateJson(record),
    certificate: encodePem('CERTIFICATE', record.der),
    chain: chain.map((der) => encodePem('CERTIFICATE', der)),
  };
}
