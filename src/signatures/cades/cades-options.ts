/** The document is a CAdES signature already, in which one more is to stand. */
export type CadesOptions =
  | {
      readonly add: 'signature';
      /** What the signatures cover, where it is not in the document. */
      readonly content?: Uint8Array;
    }
  | {
      /** Over the signature value of another signer, and so over all that he signed. */
      readonly add: 'counter-signature';
      /** By the `id` of the report; of signatures that are not counter-signatures themselves. */
      readonly to: string;
    };
