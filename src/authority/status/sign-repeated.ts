import type { Issuer } from '../issuing/issuer.ts';

/** Signatures kept of one responder. */
const MOST_KEPT = 1024;

/** The signatures that a responder made last, and over which octets. */
const signatures = new WeakMap<Issuer, Map<string, Uint8Array>>();

const LATIN1 = new TextDecoder('latin1');

/**
 * The responder's signature over an answer that may be asked for many times within the second that stands in it.
 *
 * The status was read from the ledger before, each time; what is spared is only to sign the very same octets twice.
 * An answer of another second or another status has other octets, so that nothing here ever has to be told of a
 * revocation.
 */
export async function signRepeated(responder: Issuer, toBeSigned: Uint8Array): Promise<Uint8Array> {
  let kept = signatures.get(responder);
  if (kept === undefined) signatures.set(responder, (kept = new Map<string, Uint8Array>()));
  const octets = LATIN1.decode(toBeSigned);
  const known = kept.get(octets);
  if (known !== undefined) return known;
  const signature = await (await responder.signer()).sign(toBeSigned);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(octets, signature);
  return signature;
}
