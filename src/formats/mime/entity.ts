import { LIMITS } from '../../base/limits.ts';
import { fromLatin1 } from '../asn1/text.ts';
import { Header } from './header.ts';
import { exceeded, malformed } from './malformed.ts';
import { parseParameterised, type Parameterised } from './media-type.ts';
import { splitMultipart, type Multipart } from './multipart.ts';
import { decodeTransfer, parseTransferEncoding, type TransferEncoding } from './transfer-encoding.ts';

/** RFC 2045 section 5.2. */
const PLAIN_TEXT: Parameterised = { value: 'text/plain', parameters: new Map() };

/**
 * A message or a part of one: a view on its exact octets.
 *
 * All entities reached from one message share one count of parts and know how deep they stand, so that a hostile
 * message costs no more than its size.
 *
 * @source RFC 2045, RFC 2046
 */
export class MimeEntity {
  readonly octets: Uint8Array;
  readonly header: Header;
  readonly body: Uint8Array;
  readonly mediaType: Parameterised;
  readonly transferEncoding: TransferEncoding;
  readonly #depth: number;
  readonly #count: { entities: number };

  constructor(octets: Uint8Array, depth = 0, count = { entities: 0 }) {
    if (depth > LIMITS.mimeDepth) throw exceeded('mimeDepth', LIMITS.mimeDepth);
    if (++count.entities > LIMITS.mimeParts) throw exceeded('mimeParts', LIMITS.mimeParts);
    this.octets = octets;
    this.#depth = depth;
    this.#count = count;
    this.header = new Header(octets);
    this.body = octets.subarray(this.header.bodyStart);
    const contentType = this.header.find('content-type');
    this.mediaType = contentType === undefined ? PLAIN_TEXT : parseParameterised(contentType);
    if (!this.mediaType.value.includes('/')) throw malformed('media type without a subtype');
    this.transferEncoding = parseTransferEncoding(this.header.find('content-transfer-encoding'));
    if (
      (this.isMultipart || this.mediaType.value === 'message/rfc822') &&
      (this.transferEncoding === 'base64' || this.transferEncoding === 'quoted-printable')
    ) {
      // RFC 2045 section 6.4: otherwise two readers could see two structures.
      throw malformed('composite type with a transfer encoding');
    }
  }

  get isMultipart(): boolean {
    return this.mediaType.value.startsWith('multipart/');
  }

  /** @throws CertBankError `structure.malformed` | `limit.exceeded` */
  multipart(): Multipart {
    return splitMultipart(this.body, this.mediaType.parameters.get('boundary'));
  }

  /**
   * What stands inside this entity, read as an entity of its own.
   *
   * @throws CertBankError `structure.malformed` | `limit.exceeded`
   */
  inner(octets: Uint8Array): MimeEntity {
    return new MimeEntity(octets, this.#depth + 1, this.#count);
  }

  /** The body without its transfer encoding. @throws CertBankError `structure.malformed` */
  decoded(): Uint8Array {
    return decodeTransfer(this.transferEncoding, this.body);
  }

  /** The file name that the header gives to this part. */
  get fileName(): string | undefined {
    const disposition = this.header.find('content-disposition');
    const given = disposition === undefined ? undefined : parseParameterised(disposition).parameters;
    return given?.get('filename') ?? this.mediaType.parameters.get('name');
  }
}

/** @throws CertBankError `structure.malformed` | `limit.exceeded` */
export function parseMimeEntity(octets: Uint8Array): MimeEntity {
  return new MimeEntity(octets);
}

/**
 * Whether `octets` begin as a message with a MIME header does.
 *
 * Does not check: that the header is well-formed, which the reader does.
 */
export function looksLikeMessage(octets: Uint8Array): boolean {
  const start = fromLatin1(octets.subarray(0, LIMITS.mimeHeaderBytes));
  const [header = ''] = start.split(/\r?\n\r?\n/, 1);
  return /^[!-9;-~]+[ \t]*:/.test(header) && /^(content-type|mime-version)[ \t]*:/im.test(header);
}
