import { isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { parseAlgorithm, hashFromOid, type HashName } from '../algorithms.ts';
import type { AttributeSet } from './attribute-set.ts';
import { ATTRIBUTE } from './oids.ts';
import { wrapBasicResponse } from './signed-data.ts';

/** Certificates and revocation information, DER. */
export interface ValidationValues {
  readonly certificates: Uint8Array[];
  readonly crls: Uint8Array[];
  readonly ocspResponses: Uint8Array[];
}

/**
 * What older long-term signatures carry in the unsigned attributes certificate-values and revocation-values. A
 * value that is malformed carries what stands before the fault.
 *
 * @source EN 319 122-1 annex A.1.1.2, A.1.2.2
 */
export function readValidationValues(
  attributes: AttributeSet | undefined,
  isWanted: (attribute: { readonly value: Uint8Array }) => boolean = () => true,
): ValidationValues {
  const found: ValidationValues = { certificates: [], crls: [], ocspResponses: [] };
  for (const { oid, values } of attributes?.attributes ?? []) {
    const read = READERS[oid];
    if (read === undefined) continue;
    for (const value of values.filter((one) => isWanted({ value: one }))) {
      try {
        read(value, found);
      } catch (error) {
        if (!isCertBankError(error)) throw error;
      }
    }
  }
  return found;
}

const READERS: Readonly<Record<string, (value: Uint8Array, into: ValidationValues) => void>> = {
  [ATTRIBUTE.certificateValues]: (value, into) => {
    const list = new DerReader(value).enter();
    takeAll(list, (der) => into.certificates.push(der));
  },
  [ATTRIBUTE.revocationValues]: (value, into) => {
    const reader = new DerReader(value).enter();
    if (reader.isNext(contextConstructed(0))) {
      const crls = reader.inside().enter();
      takeAll(crls, (der) => into.crls.push(der));
    }
    if (reader.isNext(contextConstructed(1))) {
      const responses = reader.inside().enter();
      takeAll(responses, (der) => into.ocspResponses.push(wrapBasicResponse(der)));
    }
  },
};

/** Every element of one list, of at most LIMITS.certificatesInDocument: what stands behind them counts for nothing. */
export function takeAll(list: DerReader, take: (der: Uint8Array) => void): void {
  for (let count = 0; !list.isAtEnd && count < LIMITS.certificatesInDocument; count++) take(list.raw());
}

/** Digests of what an archive-time-stamp-v3 covers beside the signer himself. */
export interface HashIndex {
  /** `undefined`: a hash function that is not known here. */
  readonly hash: HashName | undefined;
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly unsignedAttributes: readonly Uint8Array[];
  readonly der: Uint8Array;
}

/**
 * @source EN 319 122-1 section 5.5.2 (ats-hash-index-v3); TS 101 733 V2.2.1 section 6.4.2, in which SHA-256 is the
 *   default
 */
export function parseHashIndex(der: Uint8Array): HashIndex {
  const outer = new DerReader(der);
  const reader = outer.enter();
  outer.finish();
  // The lists hold OCTET STRINGs; an AlgorithmIdentifier begins with an OBJECT IDENTIFIER.
  const first = new DerReader(der).enter();
  const hasAlgorithm = first.isNext(TAG.sequence) && first.inside().nextTag === TAG.objectIdentifier;
  const hash = hasAlgorithm ? hashFromOid(parseAlgorithm(reader).oid) : 'SHA-256';
  const list = (): Uint8Array[] => {
    const inner = reader.enter();
    const digests: Uint8Array[] = [];
    while (!inner.isAtEnd) digests.push(inner.octetString());
    return digests;
  };
  const [certificates, crls, unsignedAttributes] = [list(), list(), list()];
  reader.finish();
  return { hash, certificates, crls, unsignedAttributes, der };
}
