import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('der.malformed', { what, offset }, `${what} at offset ${offset}`);
}

const ATTRIBUTE_TYPES = Array.from({ length: 128 }, (_, arc) => `2.5.4.${arc}`);
const CERTIFICATE_EXTENSIONS = Array.from({ length: 128 }, (_, arc) => `2.5.29.${arc}`);

/**
 * Dotted decimal text of the content octets `bytes[start..end)` of an OBJECT IDENTIFIER.
 *
 * @throws CertBankError `der.malformed` for an empty, truncated or non-minimal arc;
 *   `limit.exceeded` above LIMITS.oidBytes
 * @source X.690 section 8.19
 */
export function decodeOid(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const length = end - start;
  if (length > LIMITS.oidBytes) {
    throw new CertBankError(
      'limit.exceeded',
      { limit: 'oidBytes', maximum: LIMITS.oidBytes, actual: length },
      'object identifier too long',
    );
  }
  if (length === 0) throw malformed('empty object identifier', start);
  if (length === 3 && bytes[start] === 0x55 && bytes[start + 1]! < 0x80 && bytes[start + 2]! < 0x80) {
    // Most object identifiers of a certificate: attribute types 2.5.4.n and extensions 2.5.29.n.
    const arc = bytes[start + 1]!;
    if (arc === 4) return ATTRIBUTE_TYPES[bytes[start + 2]!]!;
    if (arc === 29) return CERTIFICATE_EXTENSIONS[bytes[start + 2]!]!;
  }
  if (bytes[end - 1]! & 0x80) throw malformed('truncated object identifier', end - 1);
  let text = '';
  for (let i = start; i < end;) {
    if (bytes[i] === 0x80) throw malformed('object identifier arc is not minimal', i);
    // Seven arc octets hold 49 bits, which a double carries exactly.
    let arc = 0;
    let big: bigint | undefined;
    for (let octets = 1; ; octets++) {
      const octet = bytes[i++]!;
      if (big !== undefined) big = (big << 7n) | BigInt(octet & 0x7f);
      else if (octets <= 7) arc = arc * 128 + (octet & 0x7f);
      else big = (BigInt(arc) << 7n) | BigInt(octet & 0x7f);
      if (octet < 0x80) break;
    }
    if (text === '') {
      // The first subidentifier is 40 * first arc + second arc; the first arc is 0, 1 or 2.
      if (big !== undefined) text = `2.${big - 80n}`;
      else if (arc < 80) text = `${Math.floor(arc / 40)}.${arc % 40}`;
      else text = `2.${arc - 80}`;
    } else text += `.${big ?? arc}`;
  }
  return text;
}

/** Base 128, most significant group first, every octet but the last with its first bit set. */
function pushArc(octets: number[], arc: bigint): void {
  let groups = 1;
  for (let left = arc >> 7n; left > 0n; left >>= 7n) groups++;
  while (--groups > 0) octets.push(Number((arc >> BigInt(7 * groups)) & 0x7fn) | 0x80);
  octets.push(Number(arc & 0x7fn));
}

/**
 * Content octets of the dotted decimal `oid`.
 *
 * @throws RangeError for text that is no object identifier
 */
export function encodeOid(oid: string): Uint8Array {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(oid)) throw new RangeError(`not an object identifier: ${oid}`);
  const [first, second, ...rest] = oid.split('.');
  if (first !== '2' && Number(second) > 39) throw new RangeError(`not an object identifier: ${oid}`);
  const octets: number[] = [];
  pushArc(octets, BigInt(second!) + 40n * BigInt(first!));
  for (const arc of rest) {
    if (arc.length < 3 || (arc.length === 3 && arc < '128')) octets.push(Number(arc));
    else pushArc(octets, BigInt(arc));
  }
  return Uint8Array.from(octets);
}
