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

/**
 * The library on one platform.
 *
 * @param platform the platform's engine, made when it is first needed, its clock, and what encryption takes
 */
export function createLibrary(platform: {
  readonly engine: () => Engine;
  readonly clock: Clock;
  readonly encryption: () => EnvelopePlatform;
}): Library {
  let made: Engine | undefined;
  const withDefaults = <O extends { readonly engine?: Engine; readonly at?: Date }>(options: O) => ({
    ...options,
    engine: options.engine ?? (made ??= platform.engine()),
    at: options.at ?? platform.clock.now(),
  });
  return {
    verifyDocument: (bytes, options = {}) => verifyDocument(bytes, withDefaults(options)),
    validateDocument: (bytes, options = {}) => validateDocument(bytes, withDefaults(options)),
    signDocument: (bytes, options) => signDocument(bytes, withDefaults(options)),
    prepareSignature: (bytes, options) => prepareSignature(bytes, withDefaults(options)),
    extendDocument: (bytes, options) => extendDocument(bytes, withDefaults(options)),
    encryptMessage: (bytes, options) =>
      encryptMessage(platform.encryption(), bytes, { ...options, at: options.at ?? platform.clock.now() }),
    decryptMessage: (bytes, options) => decryptMessage(platform.encryption(), bytes, options),
    verifyPath: ({ engine, ...request }) => verifyPath(engine ?? (made ??= platform.engine()), request),
  };
}
