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

/** The report of `verify`; its whole shape is in the contract and the library's types. */
export const reportSchema = z
  .looseObject({
    document: z.looseObject({ name: z.string().nullable(), sizeBytes: z.number(), sha256: z.string() }),
    validationTime: z.string(),
    signatureCount: z.number(),
    passedCount: z.number(),
    signatures: z.array(
      z.looseObject({
        id: z.string(),
        format: z.string(),
        level: z.string(),
        indication: z.enum(['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED']),
        subIndication: z.string().nullable(),
        integrity: z.object({ signature: z.boolean(), references: z.boolean(), structure: z.boolean() }),
        signedBy: z.string().nullable(),
        reasons: z.array(z.looseObject({ code: z.string(), clause: z.string(), message: z.string() })),
      }),
    ),
    problems: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  })
  .openapi('ValidationReport');

export const usernameSchema = z.string().min(1).max(64);

/** The bound keeps a long text from being hashed at length; what a password must be is the use case's affair. */
export const passwordSchema = z.string().min(1).max(1024);

export const roleSchema = z.enum(['officer', 'administrator', 'auditor']);
