import type { CarriedEvidence, TimestampFacts } from '../ades/facts.ts';
import type { SignatureLevel } from '../ades/level.ts';
import { EvidenceIndex, tokenSigner } from './completeness.ts';
import type { PlacedSignature } from './placed.ts';
import type { ReadSignature } from './signature.ts';
import type { Stores } from './stores.ts';

/** A document time-stamp where it stands. */
export interface PlacedTimestamp {
  readonly placed: PlacedSignature;
  readonly facts: TimestampFacts;
}

/**
 * The levels of the signatures of one document: whose demands on the structure are met.
 *
 * Does not check: anything cryptographic; a signature that is no good has its level too.
 *
 * @source EN 319 142-1 section 6.3, table 1
 */
export class Levels {
  readonly #carried: CarriedEvidence;
  readonly #stores: Stores;
  readonly #last: number;
  #index: EvidenceIndex | undefined;

  /** @param last the last revision */
  constructor(carried: CarriedEvidence, stores: Stores, last: number) {
    this.#carried = carried;
    this.#stores = stores;
    this.#last = last;
  }

  /** @param over the document time-stamps over the signature */
  of(signature: ReadSignature, over: readonly PlacedTimestamp[]): SignatureLevel {
    if (!signature.isBaseline) return 'NOT-ADES';
    const inside = signature.timestamps.filter(({ type }) => type === 'signature');
    if (inside.length + over.length === 0) return 'BASELINE-B';
    const signed = signature.placed.coverage?.revision;
    if (!this.#stores.hasAdded(signed, this.#last) || !this.#isComplete(signature, inside))
      return 'BASELINE-T';
    const isStamped = over.some(({ placed }) => this.#stores.hasAdded(signed, placed.coverage?.revision));
    return isStamped ? 'BASELINE-LTA' : 'BASELINE-LT';
  }

  #isComplete(signature: ReadSignature, timestamps: readonly TimestampFacts[]): boolean {
    const index = (this.#index ??= new EvidenceIndex(this.#carried));
    return (
      index.isComplete(signature.identifier) &&
      timestamps.every(({ token }) => {
        const signer = tokenSigner(token);
        if (signer === undefined) return false;
        return index.isComplete(signer.identifier, signer.evidence.certificates);
      })
    );
  }
}
