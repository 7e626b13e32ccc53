import type { Clock } from '../base/clock.ts';
import type { Engine } from '../crypto/engine.ts';
import { verifyPath, type PathRequest, type PathResult } from '../trust/path/verify-path.ts';
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
export type PreparationOptions = WithDefaults<PrepareOptions>;

/** The functions of the library that need a cryptographic engine or a clock. */
export interface Library {
  /** See `verifyDocument` in `signatures/verify-document.ts`. */
  readonly verifyDocument: (bytes: Uint8Array, options?: VerifyOptions) => Promise<ValidationReport>;
  /** See `validateDocument` in `signatures/verify-document.ts`; what it gives, `detailedReport` and `etsiReport` tell. */
  readonly validateDocument: (bytes: Uint8Array, options?: VerifyOptions) => Promise<DocumentValidation>;
  /** See `signDocument` in `signatures/sign-document.ts`. */
  readonly signDocument: (bytes: Uint8Array, options: SignatureOptions) => Promise<Uint8Array>;
  /** See `prepareSignature` in `signatures/sign-document.ts`. */
  readonly prepareSignature: (bytes: Uint8Array, options: PreparationOptions) => Promise<SignatureDraft>;
  /** See `verifyPath` in `trust/path/verify-path.ts`. */
  readonly verifyPath: (request: PathRequest & { readonly engine?: Engine }) => Promise<PathResult>;
}

/**
 * The library on one platform.
 *
 * @param platform the platform's engine, made when it is first needed, and its clock
 */
export function createLibrary(platform: { readonly engine: () => Engine; readonly clock: Clock }): Library {
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
    verifyPath: ({ engine, ...request }) => verifyPath(engine ?? (made ??= platform.engine()), request),
  };
}
