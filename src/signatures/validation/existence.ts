import { toHex } from '../../base/bytes.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { CarriedEvidence, Protection } from '../ades/facts.ts';

/** That something existed at an instant, and who says so. */
export interface Proof {
  readonly at: Date;
  /** `TimestampFacts.id` or `EvidenceRecordFacts.id`. */
  readonly by: string;
}

/**
 * Proofs of existence: since when each signature, time-stamp, certificate, CRL and OCSP response of a document
 * is known to exist. The earliest proof of a thing counts; without any it exists since it was shown, which is the
 * validation time.
 *
 * @source EN 319 102-1 section 5.6.2.3 (POE extraction)
 */
export class Existence {
  readonly #engine: Engine;
  readonly #proofs = new Map<string, Proof>();
  readonly #digests = new Map<Uint8Array, string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @param carried what the token of each time-stamp carries inside, which is protected with it */
  async add(
    { signatures, timestamps, evidence }: Protection,
    proof: Proof,
    carried: (timestamp: string) => CarriedEvidence | undefined,
  ): Promise<void> {
    for (const id of signatures) this.#keep(`signature ${id}`, proof);
    for (const id of timestamps) {
      this.#keep(`time-stamp ${id}`, proof);
      const inside = carried(id);
      if (inside !== undefined) await this.#addEvidence(inside, proof);
    }
    await this.#addEvidence(evidence, proof);
  }

  ofSignature(id: string): Proof | undefined {
    return this.#proofs.get(`signature ${id}`);
  }

  ofTimestamp(id: string): Proof | undefined {
    return this.#proofs.get(`time-stamp ${id}`);
  }

  /** @param der certificate, CRL or OCSP response */
  async ofEvidence(der: Uint8Array): Promise<Proof | undefined> {
    return this.#proofs.get(await this.#digest(der));
  }

  async #addEvidence({ certificates, crls, ocspResponses }: CarriedEvidence, proof: Proof): Promise<void> {
    for (const der of [...certificates, ...crls, ...ocspResponses])
      this.#keep(await this.#digest(der), proof);
  }

  #keep(key: string, proof: Proof): void {
    const known = this.#proofs.get(key);
    if (known === undefined || proof.at < known.at) this.#proofs.set(key, proof);
  }

  async #digest(der: Uint8Array): Promise<string> {
    let digest = this.#digests.get(der);
    if (digest === undefined) {
      digest = `SHA-256 ${toHex(await this.#engine.digest('SHA-256', der))}`;
      this.#digests.set(der, digest);
    }
    return digest;
  }
}
