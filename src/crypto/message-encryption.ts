import { CertBankError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { fromLatin1 } from '../formats/asn1/text.ts';
import { looksLikeEnvelope } from '../formats/cms/enveloped-data.ts';
import { encodeBase64Part, encodeField } from '../formats/mime/compose.ts';
import { parseMimeEntity } from '../formats/mime/entity.ts';
import { protectHeader } from '../formats/mime/header-protection.ts';
import { withCanonicalLineEnds } from '../formats/mime/line-ends.ts';
import { parsePem } from '../formats/pem.ts';
import { checkSize } from '../formats/signed-structure.ts';
import { parseCertificate } from '../formats/x509/certificate.ts';
import type { ContentCipher } from './content-cipher.ts';
import { openEnvelope, sealEnvelope, type EnvelopePlatform, type OpenedEnvelope } from './envelope.ts';
import type { RecipientKey } from './recipient-key.ts';

export interface EncryptOptions {
  /** Certificates, DER. */
  readonly recipients: readonly Uint8Array[];
  /** The instant at which the certificates must be in their validity period. */
  readonly at: Date;
  /** Default: AES-256-GCM. What AES-256-CBC encrypts is not protected from being changed. */
  readonly cipher?: ContentCipher;
  /**
   * `smime`, the default: `bytes` are a mail message and so is the result. `cms`: `bytes` are any file, and the
   * result is a ContentInfo, DER.
   */
  readonly form?: 'smime' | 'cms';
}

/**
 * `bytes` encrypted to the recipients' certificates. Of a message, what a reader is shown of the header is
 * repeated inside, and the subject is hidden outside.
 *
 * Does not check: that the certificates chain to an anchor or are not revoked (see `verifyPath`).
 *
 * @throws CertBankError `key.refused` for a certificate that is not valid at the time, not for encryption, or of a
 *   weak key; `algorithm.unsupported`; `structure.malformed` | `der.malformed`; `limit.exceeded`
 * @source RFC 8551 section 3.3, RFC 9788
 */
export async function encryptMessage(
  platform: EnvelopePlatform,
  bytes: Uint8Array,
  { recipients, at, cipher = 'AES-256-GCM', form = 'smime' }: EncryptOptions,
): Promise<Uint8Array> {
  checkSize(bytes, 'documentBytes', LIMITS.documentBytes);
  for (const der of recipients) checkPeriod(der, at);
  if (form === 'cms') return sealEnvelope(platform, bytes, recipients, cipher);
  const { outer, inner } = protectHeader(parseMimeEntity(bytes), 'cipher');
  const isBinary = inner.transferEncoding === 'binary';
  const content = isBinary ? inner.octets : withCanonicalLineEnds(inner.octets);
  const sealed = await sealEnvelope(platform, content, recipients, cipher);
  const type = cipher === 'AES-256-GCM' ? 'authEnveloped-data' : 'enveloped-data';
  const message = encodeBase64Part(
    {
      name: 'Content-Type',
      value: 'application/pkcs7-mime',
      parameters: { 'smime-type': type, name: 'smime.p7m' },
    },
    'smime.p7m',
    sealed,
    [...outer, encodeField({ name: 'MIME-Version', value: '1.0' })],
  );
  checkSize(message, 'documentBytes', LIMITS.documentBytes);
  return message;
}

function checkPeriod(der: Uint8Array, at: Date): void {
  const { notBefore, notAfter } = parseCertificate(der);
  if (at >= notBefore && at <= notAfter) return;
  const why = at < notBefore ? 'the certificate is not valid yet' : 'the certificate has expired';
  throw new CertBankError('key.refused', { why }, why);
}

export interface DecryptOptions {
  /** DER, of the key. */
  readonly certificate: Uint8Array;
  readonly key: RecipientKey;
  /**
   * What to do with a message that anybody on its way could have altered (CBC). `accept` is for callers who look
   * for a signature in the content before they show it, or tell their user plainly. Default: `refuse`.
   */
  readonly unauthenticated?: 'refuse' | 'accept';
}

/** The content of a message, whole. */
export type DecryptedMessage = OpenedEnvelope;

/**
 * What `bytes` hold for the owner of the key: an S/MIME message, a PEM text or a ContentInfo.
 *
 * Only a message that is encrypted as a whole is opened. An encrypted part among others is refused: whoever put
 * others beside it could have what was decrypted sent elsewhere (EFAIL, direct exfiltration).
 *
 * Does not check: who encrypted it, or, where `isAuthenticated` is false, whether it was changed on the way.
 *
 * @throws CertBankError as `openEnvelope`; `message.not-authenticated`; `document.unsupported` for what is not encrypted as a whole
 * @source RFC 8551 sections 2.4.4, 3.3 and 6 (EFAIL)
 */
export async function decryptMessage(
  platform: EnvelopePlatform,
  bytes: Uint8Array,
  { certificate, key, unauthenticated = 'refuse' }: DecryptOptions,
): Promise<DecryptedMessage> {
  checkSize(bytes, 'documentBytes', LIMITS.documentBytes);
  const opened = await openEnvelope(platform, envelopeIn(bytes), parseCertificate(certificate), key);
  if (!opened.isAuthenticated && unauthenticated === 'refuse') {
    const what = 'the message is not protected from being altered on its way';
    throw new CertBankError('message.not-authenticated', {}, what);
  }
  return opened;
}

const PEM_START = /^\s*-----BEGIN (CMS|PKCS7)-----/;

function envelopeIn(bytes: Uint8Array): Uint8Array {
  if (looksLikeEnvelope(bytes)) return bytes;
  if (PEM_START.test(fromLatin1(bytes.subarray(0, 256)))) {
    const [block, ...more] = parsePem(fromLatin1(bytes));
    if (block !== undefined && more.length === 0 && looksLikeEnvelope(block.der)) return block.der;
    throw notEncrypted();
  }
  // Binary that is no envelope is no message either.
  if (bytes[0] === 0x30) throw notEncrypted();
  const message = parseMimeEntity(bytes);
  const { value } = message.mediaType;
  const isFile = value === 'application/octet-stream' && /\.p7m$/i.test(message.fileName ?? '');
  if (!isFile && !/^application\/(x-)?pkcs7-mime$/.test(value)) throw notEncrypted();
  const envelope = message.decoded();
  if (!looksLikeEnvelope(envelope)) throw notEncrypted();
  return envelope;
}

function notEncrypted(): CertBankError<'document.unsupported'> {
  const what = 'document that is not encrypted as a whole';
  return new CertBankError('document.unsupported', { what }, `cannot decrypt a ${what}`);
}
