import { DerReader } from '../formats/asn1/der-reader.ts';
import { sequence, unsignedInteger } from '../formats/asn1/der-writer.ts';
import { isCertBankError } from '../base/errors.ts';

/**
 * `r || s` of a DER Ecdsa-Sig-Value, each padded to `orderBytes`; `undefined` for anything
 * that is not exactly that: longer lengths, padded or negative integers, bytes left over.
 *
 * Does not check: that `r` and `s` lie between 1 and the order of the curve.
 *
 * @source RFC 3279 section 2.2.3; IEEE P1363 for the raw form
 */
export function rawEcdsaSignature(der: Uint8Array, orderBytes: number): Uint8Array | undefined {
  try {
    const reader = new DerReader(der);
    const fields = reader.enter();
    reader.finish();
    const raw = new Uint8Array(2 * orderBytes);
    for (const end of [orderBytes, 2 * orderBytes]) {
      const content = fields.integer();
      if (content[0]! >= 0x80) return undefined;
      const magnitude = content[0] === 0 ? content.subarray(1) : content;
      if (magnitude.length > orderBytes) return undefined;
      raw.set(magnitude, end - magnitude.length);
    }
    fields.finish();
    return raw;
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}

/** DER Ecdsa-Sig-Value of the raw `r || s`. */
export function encodeEcdsaSignature(raw: Uint8Array): Uint8Array {
  if (raw.length === 0 || raw.length % 2 !== 0)
    throw new RangeError('raw ECDSA signature must have two equal halves');
  const half = raw.length / 2;
  return sequence(unsignedInteger(raw.subarray(0, half)), unsignedInteger(raw.subarray(half)));
}
