import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

export const problemSchema = z
  .looseObject({
    type: z.string().openapi({ example: 'urn:certbank:error:order.not-found' }),
    title: z.string(),
    status: z.number().int(),
    code: z.string().openapi({ example: 'order.not-found' }),
    detail: z.string().optional(),
  })
  .openapi('Problem', { description: 'RFC 9457; docs/error-codes.md lists the codes' });

export const sha256Schema = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits')
  .transform((text) => text.toLowerCase())
  .openapi({ type: 'string', description: 'SHA-256 of the DER, hexadecimal' });

/** What an applicant types; the use cases take it apart. */
export const referenceSchema = z.string().min(1).max(64);

/** Codes are typed by people: spaces, hyphens and small letters are theirs to use. */
export const codeSchema = z.string().min(1).max(128);

export const instantSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time' });

export const pageQuerySchema = z.object({
  cursor: z.string().min(1).max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

export const holderStatusSchema = z.enum(['good', 'on-hold', 'revoked']);

export const reasonSchema = z.enum([
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
]);
