import type { FieldLock } from '../../formats/pdf/signature-dictionary.ts';

/** What a PDF signature has beside what every signature has. */
export interface PadesOptions {
  /** Name of the signature field: one that is there and not signed, or a new one; default: a new name. */
  readonly field?: string;
  /** Shown on a page; default: not shown. */
  readonly appearance?: AppearanceOptions;
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
  /** The name of the signer as it is to be shown; default: the common name of the certificate. */
  readonly signerName?: string;
  /** Certifies the document: what may be done later. Only where it has no signature yet. */
  readonly certify?: 'no-changes' | 'form-filling' | 'annotations';
  /** Fields that may not be changed later. */
  readonly lock?: FieldLock;
  /** Octets kept for the signature and a time-stamp in it; default: an estimate. */
  readonly reservedBytes?: number;
}

export interface AppearanceOptions {
  /** The first is 1; not needed for a field that is there. */
  readonly page?: number;
  /** Left, bottom, right and top in points from the lower left corner; not needed for a field that is there. */
  readonly rectangle?: readonly [number, number, number, number];
  /** PNG or JPEG. */
  readonly picture?: Uint8Array;
  /** Lines to show; default: the name and the time. */
  readonly lines?: readonly string[];
}
