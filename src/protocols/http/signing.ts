import { z } from 'zod';
import { fromBase64, fromUtf8, toBase64, toHex, toUtf8 } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import { encodeEcdsaSignature } from '../../crypto/ecdsa-signature.ts';
import { usualScheme } from '../../crypto/usual-scheme.ts';
import { verifySignature } from '../../crypto/verify.ts';
import type { SignatureScheme } from '../../formats/algorithms.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import type { PadesOptions } from '../../signatures/pades/pades-options.ts';
import { prepareSignature } from '../../signatures/sign-document.ts';
import type { SignatureDraft } from '../../signatures/sign-options.ts';
import { checkInput } from './input.ts';
import { pastedDer } from './pasted-der.ts';

const line = z.string().min(1).max(200);
const points = z.number().min(-100_000).max(100_000);

const pdfSchema = z.strictObject({
  field: line
    .optional()
    .openapi({ description: 'A signature field that is there, or the name of a new one' }),
  reason: line.optional(),
  location: line.optional(),
  contact: line.optional(),
  signerName: line.optional(),
  certify: z.enum(['no-changes', 'form-filling', 'annotations']).optional(),
  appearance: z
    .strictObject({
      page: z.number().int().min(1).max(100_000).optional(),
      rectangle: z.tuple([points, points, points, points]).optional(),
      lines: z.array(line).max(10).optional(),
    })
    .optional()
    .openapi({ description: 'Shows the signature on a page' }),
});

const shared = {
  certificates: z
    .array(z.string().min(1).max(400_000))
    .min(1)
    .max(10)
    .openapi({ description: 'PEM or base64 DER, the certificate of the key first' }),
  level: z.enum(['B', 'T']).default('B'),
  detached: z.boolean().default(false).openapi({ description: 'CAdES: the document stays outside' }),
  rsa: z
    .enum(['pss', 'pkcs1'])
    .default('pss')
    .openapi({ description: 'How an RSA key signs; both with SHA-256' }),
  pdf: pdfSchema.optional(),
};
const formatSchema = z.enum(['cades', 'pades']);
const instant = z.iso.datetime({ offset: true });

/** What the client asks for. */
export const signParametersSchema = z.strictObject({
  ...shared,
  format: formatSchema.optional().openapi({ description: 'Default: pades for a PDF, else cades' }),
  at: instant.optional().openapi({ description: 'The signing time that is claimed; default: now' }),
});

/** The same with nothing left open: what a signature is prepared from, twice with the same result. */
const stateSchema = z.strictObject({
  ...shared,
  format: formatSchema,
  at: instant,
  documentSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type SigningState = z.output<typeof stateSchema>;

/** `parameters` as the client sent them, as JSON text. @throws CertBankError `json.malformed` | `input.invalid` */
export async function openState(
  engine: Engine,
  document: Uint8Array,
  parameters: string,
  now: Date,
): Promise<SigningState> {
  const asked = checkInput(signParametersSchema, parseJson(parameters, 'parameters'), 'parameters');
  return {
    ...asked,
    format: asked.format ?? (isPdf(document) ? 'pades' : 'cades'),
    at: asked.at ?? now.toISOString(),
    documentSha256: toHex(await engine.digest('SHA-256', document)),
  };
}

/**
 * The state as text. It is not protected, because nothing rests on it: whoever alters it alters what is to be signed,
 * and the signature no longer fits.
 */
export const writeState = (state: SigningState): string => toBase64(toUtf8(JSON.stringify(state)));

/** @throws CertBankError `text.malformed` | `json.malformed` | `input.invalid`, also where the document is another one */
export async function readState(engine: Engine, document: Uint8Array, text: string): Promise<SigningState> {
  const state = checkInput(stateSchema, parseJson(fromUtf8(fromBase64(text)), 'state'), 'state');
  if (toHex(await engine.digest('SHA-256', document)) !== state.documentSha256) {
    const issues = [{ path: 'document', message: 'is not the document that the signature was prepared for' }];
    throw new CertBankError('input.invalid', { issues }, `the document ${issues[0]!.message}`);
  }
  return state;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CertBankError('json.malformed', { what }, `the ${what} are not JSON`);
  }
}

const PDF_MARK = toUtf8('%PDF-');
const isPdf = (document: Uint8Array): boolean => PDF_MARK.every((octet, index) => document[index] === octet);

/** A signature that lacks only its value, and who is to make that how. */
export interface PreparedSignature {
  readonly draft: SignatureDraft;
  readonly scheme: SignatureScheme;
  readonly certificate: Certificate;
}

/** The same document and state always give the same `toBeSigned`. @throws CertBankError as `prepareSignature` */
export async function prepare(
  engine: Engine,
  document: Uint8Array,
  state: SigningState,
): Promise<PreparedSignature> {
  const certificates = state.certificates.map((text) => pastedDer(text, 'CERTIFICATE'));
  const certificate = parseCertificate(certificates[0]!);
  const scheme = schemeOf(certificate, state.rsa);
  const draft = await asked(() =>
    prepareSignature(document, {
      engine,
      format: state.format,
      level: 'B',
      detached: state.detached,
      scheme,
      certificates,
      at: new Date(state.at),
      ...(state.pdf && { pdf: state.pdf as PadesOptions }),
    }),
  );
  return { draft, scheme, certificate };
}

/** A page or a place that is not there is the client's fault here, not the calling program's. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const issues = [{ path: 'parameters', message: error.message.slice(0, 200) }];
    throw new CertBankError('input.invalid', { issues }, `the parameters: ${issues[0]!.message}`);
  }
}

function schemeOf(certificate: Certificate, rsa: SigningState['rsa']): SignatureScheme {
  const usual = usualScheme(certificate.publicKey);
  return usual.kind === 'rsa-pss' && rsa === 'pkcs1' ? { kind: 'rsa-pkcs1', hash: usual.hash } : usual;
}

/**
 * The document with `signature` in it, which is a good one: of the certificate's key, over what was to be signed. Of
 * ECDSA both encodings are taken, that of X.509 and the raw one of WebCrypto and PKCS#11.
 *
 * @throws CertBankError `signature.refused`
 */
export async function complete(
  engine: Engine,
  { draft, scheme, certificate }: PreparedSignature,
  signature: Uint8Array,
): Promise<Uint8Array> {
  const isRaw = scheme.kind === 'ecdsa' && signature.length > 0 && signature.length % 2 === 0;
  for (const value of [signature, ...(isRaw ? [encodeEcdsaSignature(signature)] : [])]) {
    const check = await verifySignature(engine, scheme, certificate.publicKey, value, draft.toBeSigned);
    if (check === 'valid') return draft.complete(value);
  }
  throw new CertBankError(
    'signature.refused',
    {},
    'the signature is not by the key of the certificate over what was to be signed',
  );
}
