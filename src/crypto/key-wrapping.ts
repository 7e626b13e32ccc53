import { concat } from '../base/bytes.ts';
import type { RandomSource } from '../base/random.ts';
import {
  encodeKeyAgreementAlgorithm,
  encodeOaep,
  encodeSharedInfo,
  keyAgreement,
  keyTransport,
  type KeyAgreement,
} from '../formats/cms/encryption-algorithms.ts';
import {
  encodeKeyAgreement,
  encodeKeyTransport,
  type NamedCertificate,
  type Recipient,
} from '../formats/cms/recipient-info.ts';
import { parseAlgorithm } from '../formats/algorithms.ts';
import { DerReader } from '../formats/asn1/der-reader.ts';
import { bitString, nullValue, oid, sequence } from '../formats/asn1/der-writer.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { bufferSource } from './buffer-source.ts';
import { unpadPkcs1 } from './pkcs1-padding.ts';
import { agreementCurve, checkedPoint, type RecipientKey } from './recipient-key.ts';
import { unreadable, unsupported } from './verification-key.ts';

const RSA_ENCRYPTION = sequence(oid('1.2.840.113549.1.1.1'), nullValue());
/** What AES key wrap adds: RFC 3394 section 2.2.1. */
const WRAP_BYTES = 8;

/**
 * The RecipientInfo, DER, by which the holder of `publicKey` finds the content key: RSAES-OAEP with SHA-256 for RSA
 * keys, ephemeral ECDH for keys on P-256, P-384 and P-521.
 *
 * @throws CertBankError `algorithm.unsupported` for a key that nothing can be encrypted to
 */
export async function wrapKey(
  subtle: SubtleCrypto,
  certificate: NamedCertificate,
  publicKey: PublicKey,
  contentKey: Uint8Array,
): Promise<Uint8Array> {
  if (publicKey.kind === 'rsa') {
    const spki = sequence(RSA_ENCRYPTION, bitString(publicKey.keyBits));
    const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
    const key = await subtle.importKey('spki', bufferSource(spki), algorithm, false, ['encrypt']);
    const encrypted = await subtle.encrypt({ name: 'RSA-OAEP' }, key, bufferSource(contentKey));
    return encodeKeyTransport(certificate, encodeOaep(), new Uint8Array(encrypted));
  }
  const { curve, octets } = agreementCurve(publicKey);
  const algorithm = { name: 'ECDH', namedCurve: curve };
  const point = checkedPoint(publicKey, publicKey.keyBits);
  const recipient = await subtle.importKey('raw', bufferSource(point), algorithm, false, []);
  const ephemeral = await subtle.generateKey(algorithm, false, ['deriveBits']);
  const secret = await subtle.deriveBits(
    { name: 'ECDH', public: recipient },
    ephemeral.privateKey,
    8 * octets,
  );
  const agreementAlgorithm = encodeKeyAgreementAlgorithm();
  const agreement = keyAgreement(parseAlgorithm(new DerReader(agreementAlgorithm)));
  const wrapping = await deriveWrappingKey(subtle, agreement, new Uint8Array(secret), undefined);
  const kek = await subtle.importKey('raw', bufferSource(wrapping), 'AES-KW', false, ['wrapKey']);
  const wrapped = await subtle.wrapKey('raw', await asHmacKey(subtle, contentKey), kek, 'AES-KW');
  const originator = {
    algorithm: publicKey.algorithm.der,
    point: new Uint8Array(await subtle.exportKey('raw', ephemeral.publicKey)),
  };
  return encodeKeyAgreement(certificate, agreementAlgorithm, originator, new Uint8Array(wrapped));
}

/**
 * The content key that `recipient` holds for the owner of `key`.
 *
 * With RSAES-PKCS1-v1_5, a key that cannot be unwrapped gives a random one: who sends altered messages learns
 * from no answer whether the padding was right (Bleichenbacher's attack).
 *
 * @param keyBytes of the content key
 * @throws CertBankError `algorithm.unsupported`, which the message shows to everybody; whatever the platform throws
 *   for the rest, of which the caller makes one answer
 * @source RFC 5652 section 6.2, RFC 3218 section 2.3.2, RFC 5753 section 3.1
 */
export async function unwrapKey(
  subtle: SubtleCrypto,
  random: RandomSource,
  key: RecipientKey,
  recipient: Recipient,
  keyBytes: number,
): Promise<Uint8Array> {
  if (recipient.kind === 'key-transport') {
    const transport = keyTransport(recipient.algorithm);
    const { encryptedKey } = recipient;
    if (transport.kind === 'rsaes-oaep') {
      return key.decryptOaep(transport.hash, transport.label, encryptedKey);
    }
    if (key.decryptRaw === undefined) throw unsupported('RSAES-PKCS1-v1_5');
    const substitute = random.bytes(keyBytes);
    return unpadPkcs1(await key.decryptRaw(encryptedKey), substitute);
  }
  const agreement = keyAgreement(recipient.algorithm);
  if (recipient.originatorPoint === undefined) throw unsupported('key agreement with a static key');
  const secret = await key.agree(checkedPoint(key.publicKey, recipient.originatorPoint));
  const wrapping = await deriveWrappingKey(subtle, agreement, secret, recipient.keyingMaterial);
  const kek = await subtle.importKey('raw', bufferSource(wrapping), 'AES-KW', false, ['unwrapKey']);
  const { encryptedKey } = recipient;
  if (encryptedKey.length !== keyBytes + WRAP_BYTES) throw unreadable('wrapped key has the wrong length');
  const unwrapped = await subtle.unwrapKey(
    'raw',
    bufferSource(encryptedKey),
    kek,
    'AES-KW',
    { name: 'HMAC', hash: 'SHA-256' },
    true,
    ['sign'],
  );
  return new Uint8Array(await subtle.exportKey('raw', unwrapped));
}

/** AES-KW wraps keys of any kind alike; an HMAC key is the one kind that may have any octets. */
function asHmacKey(subtle: SubtleCrypto, octets: Uint8Array): Promise<CryptoKey> {
  return subtle.importKey('raw', bufferSource(octets), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
}

/**
 * Hash(secret || counter || shared info), as often as octets are needed.
 *
 * @source SEC 1 section 3.6.1 (ANSI X9.63), RFC 5753 section 7.2
 */
async function deriveWrappingKey(
  subtle: SubtleCrypto,
  agreement: KeyAgreement,
  secret: Uint8Array,
  keyingMaterial: Uint8Array | undefined,
): Promise<Uint8Array> {
  const sharedInfo = encodeSharedInfo(agreement, keyingMaterial);
  let derived: Uint8Array = new Uint8Array();
  for (let counter = 1; derived.length < agreement.wrapKeyBytes; counter++) {
    const input = concat(secret, Uint8Array.of(0, 0, 0, counter), sharedInfo);
    const block = await subtle.digest(agreement.hash, bufferSource(input));
    derived = concat(derived, new Uint8Array(block));
  }
  return derived.subarray(0, agreement.wrapKeyBytes);
}
