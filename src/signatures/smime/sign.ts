import { toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { digestForScheme } from '../../formats/cms/signer-scheme.ts';
import type { Draft } from '../../formats/draft.ts';
import { encodeBase64Part, encodeEntity, encodeField, encodeMultipart } from '../../formats/mime/compose.ts';
import { parseMimeEntity } from '../../formats/mime/entity.ts';
import { protectHeader } from '../../formats/mime/header-protection.ts';
import { asSevenBit } from '../../formats/mime/seven-bit.ts';
import { checkSize } from '../../formats/signed-structure.ts';
import { draftCades } from '../cades/sign.ts';
import type { PrepareOptions } from '../sign-options.ts';

const SIGNATURE_TYPE = 'application/pkcs7-signature';

/**
 * A mail message, signed, that lacks only the signature value: clear-signed (multipart/signed), which every mail
 * program shows; or, with `detached: false`, opaque (application/pkcs7-mime), which no gateway touches. What a reader
 * is shown of the header is repeated under the signature.
 *
 * @throws CertBankError `structure.malformed` for what is no message, or one that cannot be made 7bit;
 *   `limit.exceeded`; as `draftCades`
 * @source RFC 8551 sections 3.1, 3.5.2 and 3.5.3, RFC 9788 section 5.1
 */
export async function draftSmime(bytes: Uint8Array, options: PrepareOptions): Promise<Draft> {
  const { outer, inner } = protectHeader(parseMimeEntity(bytes), 'clear');
  const content = asSevenBit(inner);
  const isClear = options.detached !== false;
  const draft = await draftCades(content, { ...options, detached: isClear });
  const fields = [...outer, encodeField({ name: 'MIME-Version', value: '1.0' })];
  const hash = digestForScheme(options.scheme);
  // No content holds its own digest.
  const boundary = `=_${toHex(await options.engine.digest('SHA-256', content))}`;
  return {
    toBeSigned: draft.toBeSigned,
    complete(signature) {
      const cms = draft.complete(signature);
      const message = isClear ? clearSigned(fields, content, cms, boundary, hash) : opaqueSigned(fields, cms);
      checkSize(message, 'documentBytes', LIMITS.documentBytes);
      return message;
    },
  };
}

/** RFC 8551 section 3.5.3.2; the names of other hash functions by the same pattern. */
const micalg = (hash: HashName): string => hash.toLowerCase();

function clearSigned(
  fields: readonly Uint8Array[],
  content: Uint8Array,
  cms: Uint8Array,
  boundary: string,
  hash: HashName,
): Uint8Array {
  const contentType = encodeField({
    name: 'Content-Type',
    value: 'multipart/signed',
    parameters: { protocol: SIGNATURE_TYPE, micalg: micalg(hash), boundary },
  });
  const signature = encodeBase64Part(
    { name: 'Content-Type', value: SIGNATURE_TYPE, parameters: { name: 'smime.p7s' } },
    'smime.p7s',
    cms,
  );
  return encodeEntity([...fields, contentType], encodeMultipart(boundary, [content, signature]));
}

function opaqueSigned(fields: readonly Uint8Array[], cms: Uint8Array): Uint8Array {
  const parameters = { 'smime-type': 'signed-data', name: 'smime.p7m' };
  return encodeBase64Part(
    { name: 'Content-Type', value: 'application/pkcs7-mime', parameters },
    'smime.p7m',
    cms,
    fields,
  );
}
