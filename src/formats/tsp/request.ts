import { LIMITS } from '../../base/limits.ts';
import type { HashName } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { boolean, element, integer, oid, sequence } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tag.ts';
import { checkSize } from '../signed-structure.ts';
import type { Extension } from '../x509/extension.ts';
import { readImplicitExtensions } from './implicit-extensions.ts';
import { encodeMessageImprint, parseMessageImprint, type MessageImprint } from './message-imprint.ts';

/**
 * A view on one request for a time-stamp.
 *
 * @source RFC 3161 section 2.4.1
 */
export class TimestampRequest {
  readonly der: Uint8Array;
  /** 1 is the only one there is. */
  readonly version: number;
  readonly imprint: MessageImprint;
  /** Under which the token is to be made, dotted decimal; `undefined`: the authority's choice. */
  readonly policy: string | undefined;
  /** INTEGER, content octets; to be repeated in the token. */
  readonly nonce: Uint8Array | undefined;
  /** Whether the authority's certificate is to be sent along. */
  readonly wantsCertificate: boolean;
  readonly extensions: readonly Extension[];

  constructor(der: Uint8Array) {
    checkSize(der, 'timestampRequestBytes', LIMITS.timestampRequestBytes);
    this.der = der;
    const outer = new DerReader(der);
    const reader = outer.enter();
    outer.finish();
    this.version = reader.smallInteger();
    this.imprint = parseMessageImprint(reader);
    this.policy = reader.nextTag === TAG.objectIdentifier ? reader.oid() : undefined;
    this.nonce = reader.nextTag === TAG.integer ? reader.integer() : undefined;
    // Deviation: FALSE, the default, is accepted when it is written out, because some requesters do so.
    this.wantsCertificate = reader.nextTag === TAG.boolean && reader.boolean();
    this.extensions = readImplicitExtensions(reader, 0);
    reader.finish();
  }
}

/** @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` */
export function parseTimestampRequest(der: Uint8Array): TimestampRequest {
  return new TimestampRequest(der);
}

export interface TimestampRequestFields {
  readonly hash: HashName;
  readonly digest: Uint8Array;
  /** Dotted decimal. */
  readonly policy?: string | undefined;
  /** INTEGER, content octets. */
  readonly nonce?: Uint8Array | undefined;
  readonly wantsCertificate?: boolean;
}

export function encodeTimestampRequest(fields: TimestampRequestFields): Uint8Array {
  const parts = [integer(1), encodeMessageImprint(fields.hash, fields.digest)];
  if (fields.policy !== undefined) parts.push(oid(fields.policy));
  if (fields.nonce !== undefined) parts.push(element(TAG.integer, fields.nonce));
  if (fields.wantsCertificate === true) parts.push(boolean(true));
  return sequence(...parts);
}
