import type { SignatureScheme } from '../formats/algorithms.ts';
import { bitString, nullValue, oid, sequence } from '../formats/asn1/der-writer.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { bufferSource } from './buffer-source.ts';
import { decompressPoint, isNistCurve } from './curve.ts';
import { unreadable } from './verification-key.ts';
import { curveOctets, webSignatureAlgorithm, type WebAlgorithm } from './web-algorithms.ts';

/** A key imported for one scheme, with what WebCrypto wants to verify with it. */
export interface WebKey {
  readonly key: CryptoKey;
  /** Octets of `r` and of `s` in a raw signature; 0 for other kinds than ECDSA. */
  readonly orderOctets: number;
}

const RSA_ENCRYPTION = sequence(oid('1.2.840.113549.1.1.1'), nullValue());

/**
 * Imports `publicKey` for `scheme` in the way that costs least; `undefined` where the platform has not the
 * algorithm or does not take the key: it may be malformed, or only longer than the platform likes.
 */
export async function importWebKey(
  subtle: SubtleCrypto,
  publicKey: PublicKey,
  scheme: SignatureScheme,
): Promise<WebKey | undefined> {
  const algorithm = webSignatureAlgorithm(scheme);
  if (algorithm === undefined) return undefined;
  let orderOctets = 0;
  let form: 'raw' | 'spki' = 'spki';
  let bytes = publicKey.der;
  switch (publicKey.kind) {
    case 'rsa':
    case 'rsa-pss':
      // WebCrypto knows RSA keys only as rsaEncryption; restrictions of an RSA-PSS key are `verifySigned`'s affair.
      bytes = sequence(RSA_ENCRYPTION, bitString(publicKey.keyBits));
      break;
    case 'ec':
      orderOctets = curveOctets(publicKey.curve!) ?? 0;
      if (orderOctets === 0) return undefined;
      form = 'raw';
      bytes = uncompressed(publicKey);
      break;
    case 'ed25519':
      form = 'raw';
      bytes = publicKey.keyBits;
      break;
  }
  const importAlgorithm: WebAlgorithm = { ...algorithm };
  if (publicKey.kind === 'ec') importAlgorithm.namedCurve = publicKey.curve!;
  else if ('hash' in scheme) importAlgorithm.hash = scheme.hash;
  try {
    const key = await subtle.importKey(form, bufferSource(bytes), importAlgorithm, false, ['verify']);
    return { key, orderOctets };
  } catch {
    return undefined;
  }
}

/** Implementations of WebCrypto need not read compressed points (W3C Web Cryptography API section 23.7.4). */
function uncompressed({ curve, keyBits }: PublicKey): Uint8Array {
  if (keyBits[0] === 4 || !isNistCurve(curve!)) return keyBits;
  const point = decompressPoint(curve!, keyBits);
  if (point === undefined) throw unreadable(`point not on ${curve!}`);
  return point;
}
