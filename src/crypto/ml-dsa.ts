import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import type { SignatureScheme } from '../formats/algorithms.ts';

const SCHEMES = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 } as const;

/**
 * Whether an ML-DSA signature with an empty context verifies; a key or signature of another length is `false`. No
 * platform that the house runs on has the algorithm yet, so that it is computed here, for every engine.
 *
 * @param key the content of the BIT STRING
 * @source FIPS 204 algorithm 3, RFC 9881 section 3 (the context is empty), RFC 9882 section 3.3
 */
export function verifyMlDsa(
  { parameters }: Extract<SignatureScheme, { kind: 'ml-dsa' }>,
  key: Uint8Array,
  signature: Uint8Array,
  data: Uint8Array,
): boolean {
  const scheme = SCHEMES[parameters];
  const { lengths } = scheme;
  if (key.length !== lengths.publicKey || signature.length !== lengths.signature) return false;
  return scheme.verify(signature, data, key);
}
