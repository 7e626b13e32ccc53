import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { integer, namedBits, sequence } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tag.ts';
import { decodeText, utf8String } from '../asn1/text.ts';
import { checkSize } from '../signed-structure.ts';

/** PKIStatus by number. */
const STATUSES = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
] as const;

export type TimestampStatus = (typeof STATUSES)[number];

/** PKIFailureInfo: the bit of each reason that an authority may give. */
const FAILURE_BITS = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;

export type TimestampFailure = keyof typeof FAILURE_BITS;

/**
 * A view on an authority's answer: a token, or why there is none.
 *
 * Does not check: that the token answers any request, nor the token itself.
 *
 * @source RFC 3161 section 2.4.2
 */
export class TimestampResponse {
  readonly status: TimestampStatus;
  /** For people. */
  readonly statusText: readonly string[];
  /** Reasons that we know by name; authorities give one. */
  readonly failures: readonly TimestampFailure[];
  /** ContentInfo, DER; there exactly when the status is `granted` or `grantedWithMods`. */
  readonly token: Uint8Array | undefined;

  constructor(der: Uint8Array) {
    checkSize(der, 'timestampResponseBytes', LIMITS.timestampResponseBytes);
    const outer = new DerReader(der);
    const reader = outer.enter();
    outer.finish();
    const info = reader.enter();
    const status = STATUSES[info.smallInteger()];
    if (status === undefined) throw malformed('unknown status');
    this.status = status;
    this.statusText = info.nextTag === TAG.sequence ? parseFreeText(info.enter()) : [];
    this.failures = info.nextTag === TAG.bitString ? failuresOf(info.namedBits()) : [];
    info.finish();
    this.token = reader.isAtEnd ? undefined : reader.raw(TAG.sequence);
    reader.finish();
    const isGranted = status === 'granted' || status === 'grantedWithMods';
    if (isGranted !== (this.token !== undefined)) {
      throw malformed(isGranted ? 'granted without a token' : 'a token that was not granted');
    }
  }
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'TimeStampResp', what }, what);
}

/** PKIFreeText, RFC 4210 section 5.1.1. */
function parseFreeText(list: DerReader): string[] {
  const texts: string[] = [];
  while (!list.isAtEnd) {
    list.next(TAG.utf8String);
    texts.push(decodeText(TAG.utf8String, list.bytes, list.contentStart, list.contentEnd));
  }
  return texts;
}

function failuresOf(bits: number): TimestampFailure[] {
  const names = Object.keys(FAILURE_BITS) as TimestampFailure[];
  return names.filter((name) => bits & (1 << FAILURE_BITS[name]));
}

/** @throws CertBankError `der.malformed` | `structure.malformed` | `text.malformed` | `limit.exceeded` */
export function parseTimestampResponse(der: Uint8Array): TimestampResponse {
  return new TimestampResponse(der);
}

/** PKIStatusInfo of an answer that gives a token. */
export const GRANTED: Uint8Array = sequence(integer(STATUSES.indexOf('granted')));

/** The answer that gives `token`. */
export const encodeTimestampResponse = (token: Uint8Array): Uint8Array => sequence(GRANTED, token);

/** The answer that gives no token. @param text for people, in English */
export function encodeTimestampRejection(failure: TimestampFailure, text: string): Uint8Array {
  return sequence(
    sequence(
      integer(STATUSES.indexOf('rejection')),
      sequence(utf8String(text)),
      namedBits(1 << FAILURE_BITS[failure]),
    ),
  );
}
