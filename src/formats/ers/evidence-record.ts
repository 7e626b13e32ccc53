import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { hashFromOid, parseAlgorithm, type HashName } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { sequence } from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { AttributeSet } from '../cms/attribute-set.ts';
import { checkSize } from '../signed-structure.ts';

/**
 * One archive time-stamp: a time-stamp over the root of a hash tree, and of that tree what leads from the hash
 * values in the first list to the root.
 *
 * @source RFC 4998 section 4.1
 */
export class ArchiveTimestamp {
  readonly der: Uint8Array;
  /** Object identifier; `undefined`: the hash function is the one of the time-stamp. */
  readonly digestAlgorithm: string | undefined;
  readonly attributes: AttributeSet | undefined;
  /** `undefined`: the time-stamp is over the hash value itself. */
  readonly reducedHashtree: readonly (readonly Uint8Array[])[] | undefined;
  /** ContentInfo. */
  readonly timestamp: Uint8Array;

  /** @param outer cursor before the ArchiveTimeStamp; moved behind it */
  constructor(outer: DerReader, hashes: Count) {
    const reader = outer.enter();
    this.der = outer.element;
    this.digestAlgorithm =
      reader.nextTag === contextConstructed(0)
        ? parseDigestAlgorithm(reader, contextConstructed(0))
        : undefined;
    this.attributes = reader.isNext(contextConstructed(1)) ? new AttributeSet(reader) : undefined;
    this.reducedHashtree = reader.isNext(contextConstructed(2))
      ? parseHashtree(reader.inside(), hashes)
      : undefined;
    this.timestamp = reader.raw(TAG.sequence);
    reader.finish();
  }

  /** `undefined`: left to the time-stamp, or unknown here. */
  get hash(): HashName | undefined {
    return this.digestAlgorithm === undefined ? undefined : hashFromOid(this.digestAlgorithm);
  }
}

/** Archive time-stamps that each cover the one before, by one hash function. */
export interface ArchiveTimestampChain {
  readonly der: Uint8Array;
  /** At least one. */
  readonly timestamps: readonly ArchiveTimestamp[];
}

/**
 * An evidence record: proof that data were there at an instant, renewed whenever a time-stamp or a hash function
 * was about to lose its worth.
 *
 * Does not check: any hash value, any time-stamp, nor that the algorithms listed are the ones used.
 *
 * @source RFC 4998 section 3.1
 */
export class EvidenceRecord {
  readonly der: Uint8Array;
  /** Object identifiers. */
  readonly digestAlgorithms: readonly string[];
  /** What may help in the validation; nothing covers it. */
  readonly cryptoInfos: AttributeSet | undefined;
  /** In the order of time, as the record says; at least one. */
  readonly chains: readonly ArchiveTimestampChain[];

  constructor(der: Uint8Array) {
    this.der = der;
    const outer = new DerReader(der);
    const reader = outer.enter();
    outer.finish();
    const version = reader.smallInteger();
    if (version !== 1) throw malformed(`version ${version}`);
    const algorithms = reader.enter();
    this.digestAlgorithms = listOf(algorithms, { limit: 'evidenceRecordChains', seen: 0 }, (list) =>
      parseDigestAlgorithm(list, TAG.sequence),
    );
    this.cryptoInfos = reader.isNext(contextConstructed(0)) ? new AttributeSet(reader) : undefined;
    if (reader.nextTag === contextConstructed(1)) {
      const what = 'an evidence record over encrypted data';
      throw new CertBankError('document.unsupported', { what }, `${what} cannot be read`);
    }
    const timestamps: Count = { limit: 'archiveTimestamps', seen: 0 };
    const hashes: Count = { limit: 'hashtreeHashes', seen: 0 };
    this.chains = listOf(reader.enter(), { limit: 'evidenceRecordChains', seen: 0 }, (sequenceOf) => {
      const chain = sequenceOf.enter();
      const element = sequenceOf.element;
      return {
        der: element,
        timestamps: listOf(chain, timestamps, (each) => new ArchiveTimestamp(each, hashes)),
      };
    });
    reader.finish();
  }

  /** ArchiveTimeStampSequence of the first `count` chains, DER: what the chain after them covers. */
  sequenceOf(count: number): Uint8Array {
    return sequence(...this.chains.slice(0, count).map((chain) => chain.der));
  }
}

/** How many of something were seen, of at most LIMITS[limit]. */
interface Count {
  readonly limit: 'evidenceRecordChains' | 'archiveTimestamps' | 'hashtreeHashes';
  seen: number;
}

/** Every element of a SEQUENCE OF, of which there must be one. */
function listOf<T>(reader: DerReader, count: Count, read: (reader: DerReader) => T): T[] {
  const items: T[] = [];
  while (!reader.isAtEnd) {
    const maximum = LIMITS[count.limit];
    if (++count.seen > maximum) {
      const details = { limit: count.limit, maximum };
      throw new CertBankError('limit.exceeded', details, `more than ${maximum} ${count.limit}`);
    }
    items.push(read(reader));
  }
  if (items.length === 0) throw malformed('an empty list');
  return items;
}

/** The object identifier of a hash function, which has no parameters or NULL. */
function parseDigestAlgorithm(reader: DerReader, tag: number): string {
  const content = reader.next(tag).content;
  const { oid, parameters } = parseAlgorithm(new DerReader(sequence(content)));
  if (parameters !== undefined && (parameters[0] !== TAG.null || parameters.length !== 2)) {
    throw malformed('a hash algorithm with parameters');
  }
  return oid;
}

const parseHashtree = (lists: DerReader, hashes: Count): Uint8Array[][] =>
  listOf(lists, { limit: 'hashtreeHashes', seen: 0 }, (reader) =>
    listOf(reader.enter(), hashes, (list) => list.octetString()),
  );

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'EvidenceRecord', what }, what);
}

/**
 * Reads an EvidenceRecord, DER.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`; `document.unsupported` where the
 *   data were encrypted before they were covered (RFC 4998 section 6)
 */
export function parseEvidenceRecord(der: Uint8Array): EvidenceRecord {
  checkSize(der, 'evidenceRecordBytes', LIMITS.evidenceRecordBytes);
  return new EvidenceRecord(der);
}
