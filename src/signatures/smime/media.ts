import type { MimeEntity } from '../../formats/mime/entity.ts';

/** What part a MIME entity can have in S/MIME. */
export type SmimeRole = 'clear-signed' | 'cms' | 'multipart' | 'message' | 'other';

const SIGNATURE: ReadonlySet<string> = new Set([
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
]);
const CMS: ReadonlySet<string> = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);
const MESSAGE: ReadonlySet<string> = new Set(['message/rfc822', 'message/global']);

/**
 * The types of S/MIME, also under their older names; and as a file of which only the name tells.
 *
 * @source RFC 8551 sections 3.2, 3.5.1 and 3.9
 */
export function smimeRole(entity: MimeEntity): SmimeRole {
  const { value, parameters } = entity.mediaType;
  if (value === 'multipart/signed') {
    const protocol = parameters.get('protocol')?.toLowerCase();
    return protocol === undefined || isSignatureType(protocol) ? 'clear-signed' : 'multipart';
  }
  if (entity.isMultipart) return 'multipart';
  if (MESSAGE.has(value)) return 'message';
  if (CMS.has(value)) return 'cms';
  const isFile = value === 'application/octet-stream' && /\.p7m$/i.test(entity.fileName ?? '');
  return isFile ? 'cms' : 'other';
}

export const isSignatureType = (mediaType: string): boolean => SIGNATURE.has(mediaType);
