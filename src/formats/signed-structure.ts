import { CertBankError } from '../base/errors.ts';
import { parseAlgorithm, type AlgorithmIdentifier } from './algorithms.ts';
import { DerReader } from './asn1/der-reader.ts';
import { bitString, sequence } from './asn1/der-writer.ts';
import { TAG } from './asn1/tag.ts';
import type { Draft } from './draft.ts';

/**
 * The frame SIGNED of X.509, in which certificates, requests, CRLs and basic OCSP responses stand:
 * what is signed, the algorithm and the signature.
 *
 * @source RFC 5280 section 4.1.1
 */
export class SignedStructure {
  readonly der: Uint8Array;
  readonly toBeSigned: Uint8Array;
  /** Empty, which verifies nowhere, where the BIT STRING does not hold whole octets. */
  readonly signature: Uint8Array;
  readonly #algorithm: Uint8Array;
  #parsedAlgorithm: AlgorithmIdentifier | undefined;

  /** @param outer cursor over the content of the frame; moved behind the signature */
  constructor(der: Uint8Array, outer: DerReader) {
    this.der = der;
    this.toBeSigned = outer.raw(TAG.sequence);
    this.#algorithm = outer.raw(TAG.sequence);
    this.signature = wholeOctets(outer.next(TAG.bitString));
  }

  /** A cursor over the content of what is signed; its offsets count from the start of `der`. */
  protected enterSigned(): DerReader {
    const start = this.toBeSigned.byteOffset - this.der.byteOffset;
    return new DerReader(this.der, start, start + this.toBeSigned.length).enter();
  }

  /** The algorithm outside what is signed. */
  get signatureAlgorithm(): AlgorithmIdentifier {
    return (this.#parsedAlgorithm ??= parseAlgorithm(new DerReader(this.#algorithm)));
  }
}

/**
 * The octets of the BIT STRING that `reader` read last. A structure with a damaged signature must still be
 * read, so that it can be told what is wrong with it.
 */
function wholeOctets(reader: DerReader): Uint8Array {
  const { content } = reader;
  if (content.length === 0 || content[0]! > 7) throw reader.malformed('malformed bit string');
  return content[0] === 0 ? content.subarray(1) : content.subarray(content.length);
}

/** Refuses `der` above `maximum` octets, before anything in it is read. */
export function checkSize(der: Uint8Array, limit: string, maximum: number): void {
  if (der.length <= maximum) return;
  const details = { limit, maximum, actual: der.length };
  throw new CertBankError('limit.exceeded', details, `${der.length} octets, at most ${maximum} are read`);
}

/** A draft that becomes SIGNED { toBeSigned, algorithm, signature }. */
export function draftSigned(toBeSigned: Uint8Array, algorithm: Uint8Array): Draft {
  return {
    toBeSigned,
    complete: (signature) => sequence(toBeSigned, algorithm, bitString(signature)),
  };
}
