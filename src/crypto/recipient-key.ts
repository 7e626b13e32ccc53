import type { HashName } from '../formats/algorithms.ts';
import type { NamedCurve, PublicKey } from '../formats/x509/public-key.ts';
import { bufferSource } from './buffer-source.ts';
import { decompressPoint, isNistCurve, isOnCurve } from './curve.ts';
import { curveOctets } from './web-algorithms.ts';
import { unreadable, unsupported } from './verification-key.ts';

/** The port behind which a private key lives that messages are encrypted to: file, token or browser. */
export interface RecipientKey {
  readonly publicKey: PublicKey;
  /**
   * RSAES-OAEP decryption, the mask by the same hash.
   *
   * @throws whatever the platform throws; the caller makes one answer of it
   */
  decryptOaep(hash: HashName, label: Uint8Array, ciphertext: Uint8Array): Promise<Uint8Array>;
  /**
   * RSADP, without unpadding, as many octets as the modulus (RFC 8017 section 5.1.2). Absent where the platform
   * has none: then messages by RSAES-PKCS1-v1_5 cannot be read.
   */
  readonly decryptRaw?: (ciphertext: Uint8Array) => Promise<Uint8Array>;
  /** The shared secret of ECDH with a checked point, uncompressed. */
  agree(point: Uint8Array): Promise<Uint8Array>;
}

/** The hash functions with which WebCrypto has RSA-OAEP. */
const OAEP_HASHES: readonly HashName[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];

/** The WebCrypto operations that reading takes. */
export type RecipientCrypto = Pick<SubtleCrypto, 'importKey' | 'decrypt' | 'deriveBits'>;

/**
 * A recipient's key on WebCrypto.
 *
 * Does not check: that `publicKey` belongs to the private key.
 *
 * @param privateKeyPkcs8 PrivateKeyInfo, DER
 */
export function webRecipientKey(
  subtle: RecipientCrypto,
  privateKeyPkcs8: Uint8Array,
  publicKey: PublicKey,
): RecipientKey {
  const load = (algorithm: RsaHashedImportParams | EcKeyImportParams, usage: KeyUsage): Promise<CryptoKey> =>
    subtle.importKey('pkcs8', bufferSource(privateKeyPkcs8), algorithm, false, [usage]);
  return {
    publicKey,
    async decryptOaep(hash, label, ciphertext) {
      if (!OAEP_HASHES.includes(hash)) throw unsupported(`RSAES-OAEP with ${hash}`);
      const key = await load({ name: 'RSA-OAEP', hash }, 'decrypt');
      const algorithm = { name: 'RSA-OAEP', label: bufferSource(label) };
      return new Uint8Array(await subtle.decrypt(algorithm, key, bufferSource(ciphertext)));
    },
    async agree(point) {
      const { curve, octets } = agreementCurve(publicKey);
      const algorithm = { name: 'ECDH', namedCurve: curve };
      const key = await load(algorithm, 'deriveBits');
      const other = await subtle.importKey('raw', bufferSource(point), algorithm, false, []);
      return new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: other }, key, 8 * octets));
    },
  };
}

/**
 * The curve of a key with which ECDH can be done here, and the octets of a coordinate.
 *
 * @throws CertBankError `algorithm.unsupported`
 */
export function agreementCurve({ kind, curve }: PublicKey): { curve: NamedCurve; octets: number } {
  if (kind !== 'ec' || curve === undefined || !isNistCurve(curve)) {
    throw unsupported(`key agreement with ${curve ?? kind}`);
  }
  return { curve, octets: curveOctets(curve)! };
}

/**
 * `point`, of the same curve as `key`, uncompressed. A point elsewhere would leak the key bit by bit.
 *
 * @throws CertBankError `key.unreadable` for a point that is not on the curve, `algorithm.unsupported`
 * @source RFC 5753 section 10: validate the ephemeral public key; SEC 1 section 3.2.2.1
 */
export function checkedPoint(key: PublicKey, point: Uint8Array): Uint8Array {
  const { curve } = agreementCurve(key);
  if (!isOnCurve(curve, point)) throw unreadable('point not on its curve');
  return point[0] === 4 ? point : decompressPoint(curve, point)!;
}
