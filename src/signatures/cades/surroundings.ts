import type { Attribute } from '../../formats/cms/attribute-set.ts';
import type { SignedData, SignerInfo } from '../../formats/cms/signed-data.ts';
import type { Datum } from '../ades/facts.ts';

/** One time-stamp attribute value with where it stands. */
export interface TimestampPlace {
  readonly id: string;
  readonly attribute: Attribute;
  readonly value: Uint8Array;
}

/** What time-stamps of one signer may cover. */
export interface SignerSurroundings {
  readonly signedData: SignedData;
  readonly signer: SignerInfo;
  readonly signatureId: string;
  /** Counter-signatures by the attribute value that holds them. */
  readonly counterSignatures: readonly { readonly id: string; readonly value: Uint8Array }[];
  /** What the signature covers. */
  readonly candidates: readonly Datum[];
  /** The time-stamps in the order of the document, those under the signature first. */
  readonly places: readonly TimestampPlace[];
}
