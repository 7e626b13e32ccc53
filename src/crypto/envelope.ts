import { equal } from '../base/bytes.ts';
import { CertBankError, isCertBankError } from '../base/errors.ts';
import type { RandomSource } from '../base/random.ts';
import { encodeEnvelope, parseEnvelope, type Envelope } from '../formats/cms/enveloped-data.ts';
import { CONTENT_TYPE } from '../formats/cms/oids.ts';
import { contentEncryption } from '../formats/cms/encryption-algorithms.ts';
import type { RecipientIdentifier } from '../formats/cms/recipient-info.ts';
import { parseCertificate, type Certificate } from '../formats/x509/certificate.ts';
import { KEY_USAGE } from '../formats/x509/extension-values.ts';
import { decryptContent, encryptContent, type ContentCipher } from './content-cipher.ts';
import { checkKeyStrength } from './key-strength.ts';
import { unwrapKey, wrapKey } from './key-wrapping.ts';
import type { RecipientKey } from './recipient-key.ts';

/** Keys of one envelope that are tried for one certificate; an honest one has one. */
const MAX_TRIES = 4;

const CONTENT_KEY_BYTES = 32;

export interface EnvelopePlatform {
  readonly subtle: SubtleCrypto;
  readonly random: RandomSource;
}

/**
 * `content` encrypted so that the holder of any of the certificates can read it: AuthEnvelopedData with
 * AES-256-GCM, or EnvelopedData with AES-256-CBC.
 *
 * Does not check: that the certificates are valid or of whom they seem to be.
 *
 * @param certificates DER, one or more
 * @returns ContentInfo, DER
 * @throws CertBankError `key.refused` for a key that is weak or not meant for encryption; `algorithm.unsupported`;
 *   `der.malformed` | `structure.malformed`
 * @source RFC 5652 section 6, RFC 5083, RFC 5084, RFC 3560, RFC 5753
 */
export async function sealEnvelope(
  { subtle, random }: EnvelopePlatform,
  content: Uint8Array,
  certificates: readonly Uint8Array[],
  cipher: ContentCipher,
): Promise<Uint8Array> {
  if (certificates.length === 0) throw new RangeError('no recipient');
  const recipients = certificates.map(parseCertificate);
  for (const recipient of recipients) checkReceives(recipient);
  const contentKey = random.bytes(CONTENT_KEY_BYTES);
  try {
    const encrypted = await encryptContent(subtle, random, cipher, contentKey, content);
    const infos: Uint8Array[] = [];
    for (const { issuer, serialNumber, publicKey } of recipients) {
      infos.push(await wrapKey(subtle, { issuer: issuer.der, serialNumber }, publicKey, contentKey));
    }
    const hasKeyAgreement = recipients.some(({ publicKey }) => publicKey.kind === 'ec');
    return encodeEnvelope({ recipients: infos, hasKeyAgreement, ...encrypted });
  } finally {
    contentKey.fill(0);
  }
}

/** @throws CertBankError `key.refused` unless messages can be encrypted to this certificate's key */
export function checkReceives(certificate: Certificate): void {
  const { publicKey, keyUsage } = certificate;
  const needed = publicKey.kind === 'ec' ? KEY_USAGE.keyAgreement : KEY_USAGE.keyEncipherment;
  const isKind = publicKey.kind === 'rsa' || publicKey.kind === 'ec';
  if (!isKind || (keyUsage !== undefined && (keyUsage & needed) === 0)) {
    const why = isKind
      ? 'the certificate is not for encryption'
      : `nothing is encrypted to ${publicKey.kind}`;
    throw new CertBankError('key.refused', { why }, why);
  }
  checkKeyStrength(publicKey);
}

export interface OpenedEnvelope {
  readonly content: Uint8Array;
  /** False: whoever carried the message may have changed it (CBC). */
  readonly isAuthenticated: boolean;
}

/**
 * The content of an envelope, for the holder of `key`.
 *
 * All or nothing: no content is given before all of it was decrypted and, with GCM, authenticated. Whatever goes
 * wrong after the key was asked is one error that says nothing more.
 *
 * Does not check: who encrypted the content. That is not in the envelope; a signature inside tells it.
 *
 * @param bytes       ContentInfo, DER or BER
 * @param certificate of the key
 * @throws CertBankError `message.not-for-key`; `message.not-decrypted`; `algorithm.unsupported`; `der.malformed` |
 *   `structure.malformed` | `limit.exceeded`
 * @source RFC 5652 section 6.1, RFC 5083 section 2.1
 */
export async function openEnvelope(
  platform: EnvelopePlatform,
  bytes: Uint8Array,
  certificate: Certificate,
  key: RecipientKey,
): Promise<OpenedEnvelope> {
  const envelope = parseEnvelope(bytes);
  if (envelope.contentType !== CONTENT_TYPE.data) {
    const details = { algorithm: envelope.contentType };
    throw new CertBankError('algorithm.unsupported', details, 'the encrypted content is not id-data');
  }
  const isAuthenticated = envelope.mac !== undefined;
  const encryption = contentEncryption(envelope.algorithm);
  // EFAIL: the same ciphertext taken from one mode to the other must not be decrypted.
  if (isAuthenticated !== (encryption.mode === 'GCM')) throw malformed('cipher of another kind of envelope');
  if (isAuthenticated && envelope.mac.length !== encryption.tagBytes) throw malformed('length of the tag');
  const content = await tryKeys(platform, envelope, certificate, key);
  return { content, isAuthenticated };
}

async function tryKeys(
  { subtle, random }: EnvelopePlatform,
  envelope: Envelope,
  certificate: Certificate,
  key: RecipientKey,
): Promise<Uint8Array> {
  const kind = key.publicKey.kind === 'ec' ? 'key-agreement' : 'key-transport';
  const mine = envelope.recipients.filter(
    (recipient) => recipient.kind === kind && names(recipient.identifier, certificate),
  );
  if (mine.length === 0) {
    throw new CertBankError('message.not-for-key', {}, 'the message is not encrypted for this key');
  }
  const encryption = contentEncryption(envelope.algorithm);
  let refusal: CertBankError | undefined;
  for (const recipient of mine.slice(0, MAX_TRIES)) {
    try {
      const contentKey = await unwrapKey(subtle, random, key, recipient, encryption.keyBytes);
      if (contentKey.length !== encryption.keyBytes) continue;
      const { ciphertext, mac = new Uint8Array(), additionalData } = envelope;
      return await decryptContent(subtle, encryption, contentKey, ciphertext, mac, additionalData);
    } catch (error) {
      // What is not supported stands in the message for everybody to see; all else is told as one.
      if (isCertBankError(error, 'algorithm.unsupported')) refusal ??= error;
    }
  }
  throw refusal ?? new CertBankError('message.not-decrypted', {}, 'the message could not be decrypted');
}

function names(identifier: RecipientIdentifier, certificate: Certificate): boolean {
  if (identifier.kind === 'key-identifier') {
    const { subjectKeyIdentifier } = certificate;
    return subjectKeyIdentifier !== undefined && equal(subjectKeyIdentifier, identifier.keyIdentifier);
  }
  return (
    equal(identifier.serialNumber, certificate.serialNumber) && identifier.issuer.equals(certificate.issuer)
  );
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'EnvelopedData', what }, what);
}
