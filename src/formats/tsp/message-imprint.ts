import {
  encodeHashAlgorithm,
  parseAlgorithm,
  type AlgorithmIdentifier,
  type HashName,
} from '../algorithms.ts';
import type { DerReader } from '../asn1/der-reader.ts';
import { octetString, sequence } from '../asn1/der-writer.ts';
import { digestHash } from '../cms/signer-scheme.ts';

/** The digest of what is time-stamped. */
export interface MessageImprint {
  /** `undefined`: a hash function that we do not know, or with parameters that it does not have. */
  readonly hash: HashName | undefined;
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Uint8Array;
}

/**
 * Reads the next SEQUENCE of `reader`.
 *
 * Does not check: that the digest is as long as the hash function's values are.
 *
 * @source RFC 3161 section 2.4.1
 */
export function parseMessageImprint(reader: DerReader): MessageImprint {
  const inner = reader.enter();
  const algorithm = parseAlgorithm(inner);
  const digest = inner.octetString();
  inner.finish();
  return { hash: digestHash(algorithm), algorithm, digest };
}

export const encodeMessageImprint = (hash: HashName, digest: Uint8Array): Uint8Array =>
  sequence(encodeHashAlgorithm(hash), octetString(digest));
