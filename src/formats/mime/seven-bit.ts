import type { MimeEntity } from './entity.ts';
import { encodeEntity, encodeField, encodeMultipart } from './compose.ts';
import { isSevenBit, withCanonicalLineEnds } from './line-ends.ts';
import { malformed } from './malformed.ts';
import { encodeBase64Lines } from './transfer-encoding.ts';
import { concat } from '../../base/bytes.ts';

/**
 * `entity` so that mail gateways have no reason to touch it: line ends CR LF, and every part that is not 7bit in
 * base64. The text that it stands for stays the same; a part that is 7bit keeps its exact octets but for line ends.
 *
 * @throws CertBankError `structure.malformed` where that cannot be done: header fields, enclosed messages or signed
 *   parts that are not 7bit
 * @source RFC 8551 sections 3.1.1 to 3.1.3
 */
export function asSevenBit(entity: MimeEntity): Uint8Array {
  const header = withCanonicalLineEnds(concat(...entity.header.fields.map(({ octets }) => octets)));
  const isBinary = entity.transferEncoding === 'binary';
  const body = isBinary ? entity.body : withCanonicalLineEnds(entity.body);
  if (!isSevenBit(header)) throw malformed('header that is not ASCII or has lines too long');
  if (isSevenBit(body)) return encodeEntity([header], body);
  if (entity.mediaType.value.startsWith('message/')) throw malformed('enclosed message that is not 7bit');
  if (entity.mediaType.value === 'multipart/signed') throw malformed('signed part that is not 7bit');
  const fields = entity.header.fields
    .filter(({ name }) => name !== 'content-transfer-encoding')
    .map(({ octets }) => withCanonicalLineEnds(octets));
  if (!entity.isMultipart) {
    const encoding = encodeField({ name: 'Content-Transfer-Encoding', value: 'base64' });
    return encodeEntity([...fields, encoding], encodeBase64Lines(entity.decoded()));
  }
  const parts = entity.multipart().parts.map((part) => asSevenBit(entity.inner(part)));
  return encodeEntity(fields, encodeMultipart(entity.mediaType.parameters.get('boundary')!, parts));
}
