import type { Engine } from '../crypto/engine.ts';
import type { Signer } from '../crypto/signer.ts';
import type { Draft } from '../formats/draft.ts';
import type { SignatureScheme } from '../formats/algorithms.ts';
import type { CadesOptions } from './cades/cades-options.ts';
import type { ExtendOptions } from './extend-options.ts';
import type { PadesOptions } from './pades/pades-options.ts';

/** What to sign and how, before a key is asked. */
export interface PrepareOptions {
  readonly engine: Engine;
  /** `smime`: the document is a mail message. */
  readonly format: 'cades' | 'pades' | 'smime';
  readonly level: 'B';
  /**
   * The signature is to stand apart from the document; default: the document is inside. In mail the default is to
   * stand apart, clear-signed, in the same message.
   */
  readonly detached?: boolean;
  /** What the key will sign with. */
  readonly scheme: SignatureScheme;
  /** DER; the signer's own certificate first, then what leads to an anchor. */
  readonly certificates: readonly Uint8Array[];
  /** The signing time that is claimed. */
  readonly at: Date;
  /** Another signature in a CAdES document. */
  readonly cades?: CadesOptions;
  /** What a PDF signature has beside. */
  readonly pdf?: PadesOptions;
}

/** As `PrepareOptions`, with the key at hand, and above level B with what raises the level. */
export interface SignOptions
  extends
    Omit<PrepareOptions, 'scheme' | 'level'>,
    Partial<Pick<ExtendOptions, 'timestamper' | 'evidence' | 'anchors'>> {
  readonly signer: Signer;
  readonly level: 'B' | ExtendOptions['level'];
}

/** A signed document that lacks only its signature value. */
export type SignatureDraft = Draft;
