import type { Clock } from '../base/clock.ts';
import type { Engine } from '../crypto/engine.ts';
import type { EnvelopePlatform } from '../crypto/envelope.ts';
import {
  decryptMessage,
  encryptMessage,
  type DecryptedMessage,
  type DecryptOptions,
  type EncryptOptions,
} from '../crypto/message-encryption.ts';
import { verifyPath, type PathRequest, type PathResult } from '../trust/path/verify-path.ts';
import type { Piece } from './ades/facts.ts';
import { extendDocument } from './extend-document.ts';
import type { ExtendOptions } from './extend-options.ts';
import type { ValidationReport } from './report/report.ts';
import type { PrepareOptions, SignatureDraft, SignOptions } from './sign-options.ts';
import { prepareSignature, signDocument } from './sign-document.ts';
import { validateDocument, verifyDocument, type DocumentValidation } from './verify-document.ts';
import type { VerifyDocumentOptions } from './verify-options.ts';

/** `T` with a default for the engine and the instant. */
type WithDefaults<T extends { readonly engine: Engine; readonly at: Date }> = Omit<T, 'engine' | 'at'> & {
  /** Default: the platform's. */
  readonly engine?: Engine;
  /** Default: now. */
  readonly at?: Date;
};

export type VerifyOptions = WithDefaults<VerifyDocumentOptions>;
export type SignatureOptions = WithDefaults<SignOptions>;
/** As `EncryptOptions`; the instant is now unless another is given. */
export type EncryptionOptions = Omit<EncryptOptions, 'at'> & { readonly at?: Date };
export type ExtensionOptions = WithDefaults<ExtendOptions>;
export type PreparationOptions = WithDefaults<PrepareOptions>;

/** The functions of the library that need a cryptographic engine or a clock. */
export interface Library {
  /** See `verifyDocument` in `signatures/verify-document.ts`. */
  readonly verifyDocument: (bytes: Uint8Array, options?: VerifyOptions) => Promise<ValidationReport>;
  /** See `validateDocument` in `signatures/verify-document.ts`; what it gives, `detailedReport` and `etsiReport` tell. */
  readonly validateDocument: (bytes: Uint8Array, options?: VerifyOptions) => Promise<DocumentValidation>;
  /** See `signDocument` in `signatures/sign-document.ts`. */
  readonly signDocument: (document: Piece, options: SignatureOptions) => Promise<Uint8Array>;
  /** See `prepareSignature` in `signatures/sign-document.ts`. */
  readonly prepareSignature: (document: Piece, options: PreparationOptions) => Promise<SignatureDraft>;
  /** See `extendDocument` in `signatures/extend-document.ts`. */
  readonly extendDocument: (bytes: Uint8Array, options: ExtensionOptions) => Promise<Uint8Array>;
  /** See `encryptMessage` in `crypto/message-encryption.ts`. */
  readonly encryptMessage: (bytes: Uint8Array, options: EncryptionOptions) => Promise<Uint8Array>;
  /** See `decryptMessage` in `crypto/message-encryption.ts`. */
  readonly decryptMessage: (bytes: Uint8Array, options: DecryptOptions) => Promise<DecryptedMessage>;
  /** See `verifyPath` in `trust/path/verify-path.ts`. */
  readonly verifyPath: (request: PathRequest & { readonly engine?: Engine }) => Promise<PathResult>;
}

/** What the functions of the library stand on. */
export interface Platform {
  readonly engine: () => Engine;
  readonly clock: Clock;
  /** What encryption takes. */
  readonly encryption: () => EnvelopePlatform;
}

/** The platform whose engine is made once, when it is first needed. */
export function createPlatform(platform: Platform): Platform {
  let made: Engine | undefined;
  return { ...platform, engine: () => (made ??= platform.engine()) };
}

// Each function is bound to the platform by itself: a bundle holds what it uses, and what that reaches.

export const verifyDocumentOn =
  (platform: Platform): Library['verifyDocument'] =>
  (bytes, options = {}) =>
    verifyDocument(bytes, withDefaults(platform, options));

export const validateDocumentOn =
  (platform: Platform): Library['validateDocument'] =>
  (bytes, options = {}) =>
    validateDocument(bytes, withDefaults(platform, options));

export const signDocumentOn =
  (platform: Platform): Library['signDocument'] =>
  (bytes, options) =>
    signDocument(bytes, withDefaults(platform, options));

export const prepareSignatureOn =
  (platform: Platform): Library['prepareSignature'] =>
  (bytes, options) =>
    prepareSignature(bytes, withDefaults(platform, options));

export const extendDocumentOn =
  (platform: Platform): Library['extendDocument'] =>
  (bytes, options) =>
    extendDocument(bytes, withDefaults(platform, options));

export const encryptMessageOn =
  (platform: Platform): Library['encryptMessage'] =>
  (bytes, options) =>
    encryptMessage(platform.encryption(), bytes, { ...options, at: options.at ?? platform.clock.now() });

export const decryptMessageOn =
  (platform: Platform): Library['decryptMessage'] =>
  (bytes, options) =>
    decryptMessage(platform.encryption(), bytes, options);

export const verifyPathOn =
  (platform: Platform): Library['verifyPath'] =>
  ({ engine = platform.engine(), ...request }) =>
    verifyPath(engine, request);

function withDefaults<O extends { readonly engine?: Engine; readonly at?: Date }>(
  platform: Platform,
  options: O,
) {
  return {
    ...options,
    engine: options.engine ?? platform.engine(),
    at: options.at ?? platform.clock.now(),
  };
}
