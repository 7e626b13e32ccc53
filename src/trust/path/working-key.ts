import { bitString, sequence, oid as encodeOid } from '../../formats/asn1/der-writer.ts';
import { PublicKey } from '../../formats/x509/public-key.ts';

/** Whether `key` takes its parameters from its issuer's key. Only DSA knows this (RFC 3279 section 2.3.2). */
export function inheritsParameters(key: PublicKey): boolean {
  return key.kind === 'dsa' && key.algorithm.parameters === undefined;
}

/**
 * The key with which signatures below a certificate are checked: its own, completed by the parameters of
 * the key that signed it where it has none.
 *
 * @source RFC 5280 section 6.1.4 (d) to (f), 6.1.5 (c) to (e)
 */
export function workingKey(key: PublicKey, issuerKey: PublicKey): PublicKey {
  const { parameters } = issuerKey.algorithm;
  if (!inheritsParameters(key) || issuerKey.kind !== 'dsa' || parameters === undefined) return key;
  return new PublicKey(sequence(sequence(encodeOid(key.algorithm.oid), parameters), bitString(key.keyBits)));
}
