import { concat } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { looksLikeSignedData } from '../../formats/cms/signed-data.ts';
import { parseMimeEntity, type MimeEntity } from '../../formats/mime/entity.ts';
import { withCanonicalLineEnds } from '../../formats/mime/line-ends.ts';
import { encodeBase64Lines } from '../../formats/mime/transfer-encoding.ts';
import { checkSize } from '../../formats/signed-structure.ts';
import { extendCades } from '../cades/extend.ts';
import type { ExtendOptions } from '../extend-options.ts';
import { openClearSigned } from './clear-signed.ts';
import { smimeRole } from './media.ts';

/**
 * A signed mail message whose signature is of a higher level; nothing else in the message changes.
 *
 * @throws CertBankError `document.unsupported` for a message that is not signed as a whole, or whose signature is not
 *   in base64; as `extendCades`
 */
export async function extendSmime(bytes: Uint8Array, options: ExtendOptions): Promise<Uint8Array> {
  const message = parseMimeEntity(bytes);
  switch (smimeRole(message)) {
    case 'clear-signed': {
      const { content, signature } = openClearSigned(message);
      const contents = [...new Set([content, withCanonicalLineEnds(content)])].map((octets) => ({
        bytes: octets,
      }));
      return replaceBody(bytes, signature, await extendCades(signature.decoded(), { ...options, contents }));
    }
    case 'cms': {
      const cms = message.decoded();
      if (!looksLikeSignedData(cms)) break;
      return replaceBody(bytes, message, await extendCades(cms, { ...options, contents: [] }));
    }
    default:
  }
  const what = 'message that is not signed as a whole';
  throw new CertBankError('document.unsupported', { what }, `cannot raise the level of a ${what}`);
}

/** @param entity of the message `bytes`, whose body is to be `octets` */
function replaceBody(bytes: Uint8Array, entity: MimeEntity, octets: Uint8Array): Uint8Array {
  if (entity.transferEncoding !== 'base64') {
    const what = 'signature that is not in base64';
    throw new CertBankError('document.unsupported', { what }, `cannot replace a ${what}`);
  }
  const start = entity.body.byteOffset - bytes.byteOffset;
  const behind = bytes.subarray(start + entity.body.length);
  const message = concat(bytes.subarray(0, start), encodeBase64Lines(octets), behind);
  checkSize(message, 'documentBytes', LIMITS.documentBytes);
  return message;
}
