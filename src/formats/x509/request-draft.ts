import { encodeSignatureAlgorithm, type SignatureScheme } from '../algorithms.ts';
import { element, integer, oid as encodeOid, sequence, setOf } from '../asn1/der-writer.ts';
import { contextConstructed } from '../asn1/tag.ts';
import type { Draft } from '../draft.ts';
import { draftSigned } from '../signed-structure.ts';
import { encodeExtensions, type Extension } from './extension.ts';
import { REQUEST_ATTRIBUTE } from './request-attributes.ts';

/** What goes into a request. */
export interface RequestFields {
  /** DER of the subject's name. */
  subject: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  extensions?: readonly Extension[];
  scheme: SignatureScheme;
}

/**
 * A PKCS#10 request that lacks only its signature.
 *
 * @source RFC 2986 section 4
 */
export function draftRequest({ subject, publicKey, extensions = [], scheme }: RequestFields): Draft {
  const attributes =
    extensions.length === 0
      ? []
      : [sequence(encodeOid(REQUEST_ATTRIBUTE.extensionRequest), setOf(encodeExtensions(extensions)))];
  const toBeSigned = sequence(integer(0), subject, publicKey, element(contextConstructed(0), ...attributes));
  return draftSigned(toBeSigned, encodeSignatureAlgorithm(scheme));
}
