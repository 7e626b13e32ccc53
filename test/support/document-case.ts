import type { ValidationReport, VerifyOptions } from '../../src/index.ts';

/** A document to be verified, as data alone, so that it can be handed to another world. */
export interface DocumentCase {
  readonly bytes: Uint8Array;
  readonly options: Omit<VerifyOptions, 'engine' | 'evidence'>;
  /** What the evidence source gives, whatever is asked about; left out: there is none. */
  readonly crls?: readonly Uint8Array[];
}

type Verify = (bytes: Uint8Array, options: VerifyOptions) => Promise<ValidationReport>;

/** Verifies a case by one of the library's faces. */
export const verifyCaseBy =
  (verifyDocument: Verify) =>
  ({ bytes, options, crls }: DocumentCase): Promise<ValidationReport> =>
    verifyDocument(bytes, {
      ...options,
      ...(crls && { evidence: { issuers: async () => [], crls: async () => crls, ocsp: async () => [] } }),
    });
