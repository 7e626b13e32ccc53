import { compare, concat, equal } from '../../base/bytes.ts';
import type { Engine } from '../../crypto/engine.ts';
import { HASH_BYTES, hashFromOid, type HashName } from '../../formats/algorithms.ts';
import type { ArchiveTimestamp, EvidenceRecord } from '../../formats/ers/evidence-record.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import type { Datum, Finding } from '../ades/facts.ts';
import type { ValidationContext } from './context.ts';

/** One archive time-stamp, and the root of the hash tree that its time-stamp must be over. */
export interface RootedTimestamp {
  /** ContentInfo of the token. */
  readonly timestamp: Uint8Array;
  readonly time: Date;
  readonly hash: HashName;
  readonly root: Uint8Array;
}

/** What keeps a record from covering what it should. */
export interface BrokenRecord {
  readonly kind: 'form' | 'changed' | 'missing' | 'unsupported' | 'order';
  readonly finding: Finding;
}

const broken = (kind: BrokenRecord['kind'], clause: string, message: string): BrokenRecord => ({
  kind,
  finding: { code: `evidence-record.${kind}`, clause: `RFC 4998 section ${clause}`, message },
});

/**
 * Follows the hash values of a record from the data objects through every renewal to the newest time-stamp: each
 * first list holds what it must, each list leads to the next, one hash function serves a whole chain, and no
 * time-stamp is older than the one that it renews (of one time they may be: most authorities tell whole seconds).
 *
 * Does not check: the time-stamps themselves, not even that each is over its root.
 *
 * @param data the data objects, each with what may be meant; several are a group that stands alone
 * @throws CertBankError `algorithm.unsupported`; `document.content-missing` where a datum is known by digests of
 *   other hash functions; `der.malformed` | `structure.malformed` | `limit.exceeded` for a token that cannot be read
 * @source RFC 4998 sections 4.3 and 5.3
 */
export async function rootTimestamps(
  context: ValidationContext,
  record: EvidenceRecord,
  data: readonly (readonly Datum[])[],
): Promise<readonly RootedTimestamp[] | BrokenRecord> {
  const { engine } = context.source;
  if (data.length === 0 || data.some((candidates) => candidates.length === 0)) {
    return broken('missing', '5.3 (1)', 'what the record is over was not found');
  }
  const rooted: RootedTimestamp[] = [];
  let chosen: readonly Datum[] | undefined;
  for (const [index, { timestamps }] of record.chains.entries()) {
    const hash = chainHash(timestamps);
    if (typeof hash !== 'string') return hash;
    const earlier = index === 0 ? undefined : await engine.digest(hash, record.sequenceOf(index));
    const digestOf = async (datum: Datum): Promise<Uint8Array> => {
      const digest = await context.digest(hash, datum);
      return earlier === undefined ? digest : engine.digest(hash, concat(digest, earlier));
    };
    chosen ??= await choose(timestamps[0]!, data, digestOf);
    if (chosen === undefined) {
      return broken('changed', '5.3 (1)', 'the record does not cover what it stands at');
    }
    let wanted: Uint8Array[] = [];
    for (const datum of chosen) wanted.push(await digestOf(datum));
    for (const archive of timestamps) {
      const root = await rootOf(engine, hash, archive, wanted);
      if (!(root instanceof Uint8Array)) return root;
      const { tstInfo } = parseTimestampToken(archive.timestamp);
      const time = tstInfo.genTime;
      const previous = rooted.at(-1);
      if (previous !== undefined && time < previous.time) {
        return broken('order', '5.3 (2)', 'a time-stamp is older than the one that it renews');
      }
      rooted.push({ timestamp: archive.timestamp, time, hash, root });
      wanted = [await engine.digest(hash, archive.timestamp)];
    }
  }
  return rooted;
}

/** The one hash function of a chain, which its time-stamps must share. */
function chainHash(timestamps: readonly ArchiveTimestamp[]): HashName | BrokenRecord {
  const hashes = new Set<HashName | undefined>();
  for (const { digestAlgorithm, timestamp } of timestamps) {
    const { imprint } = parseTimestampToken(timestamp).tstInfo;
    hashes.add(imprint.hash);
    if (digestAlgorithm !== undefined) hashes.add(hashFromOid(digestAlgorithm));
  }
  const [hash] = hashes;
  if (hashes.has(undefined) || hash === undefined) {
    return broken('unsupported', '4.3 (1)', 'the record is by a hash function that is not known here');
  }
  if (hashes.size > 1) {
    return broken('form', '5.3 (2)', 'hash functions are mixed within one chain of the record');
  }
  return hash;
}

/** Of what may be meant, what the initial archive time-stamp covers; `undefined` where it does not cover one of all. */
async function choose(
  initial: ArchiveTimestamp,
  data: readonly (readonly Datum[])[],
  digestOf: (datum: Datum) => Promise<Uint8Array>,
): Promise<readonly Datum[] | undefined> {
  const list: readonly Uint8Array[] = initial.reducedHashtree?.[0] ?? [
    parseTimestampToken(initial.timestamp).tstInfo.imprint.digest,
  ];
  const chosen: Datum[] = [];
  for (const candidates of data) {
    let found: Datum | undefined;
    for (const datum of candidates) {
      const digest = await digestOf(datum);
      if (list.some((value) => equal(value, digest))) found ??= datum;
    }
    if (found === undefined) return undefined;
    chosen.push(found);
  }
  return chosen;
}

/**
 * The root that the lists lead to. A list of one value is that value; of several, the digest of all in ascending
 * order, one after another. What a list comes to joins the next.
 *
 * @param wanted what the first list must hold; where there are several, it must hold nothing else
 * @source RFC 4998 section 4.3 (2) and (3)
 */
async function rootOf(
  engine: Engine,
  hash: HashName,
  { reducedHashtree }: ArchiveTimestamp,
  wanted: readonly Uint8Array[],
): Promise<Uint8Array | BrokenRecord> {
  const lists = reducedHashtree ?? [wanted];
  const [first] = lists;
  if (lists.some((list) => list.some((value) => value.length !== HASH_BYTES[hash]))) {
    return broken('form', '4.3 (3)', `a hash value in the record is not as long as ${hash} gives it`);
  }
  if (!wanted.every((value) => first!.some((listed) => equal(listed, value)))) {
    return broken('changed', '4.3 (2)', 'the first list of an archive time-stamp lacks what it should cover');
  }
  const isListed = (value: Uint8Array): boolean => wanted.some((one) => equal(one, value));
  if (wanted.length > 1 && !first!.every(isListed)) {
    return broken(
      'changed',
      '4.3',
      'the group of data objects in the record has one that does not belong to it',
    );
  }
  let below: Uint8Array | undefined;
  for (const list of lists) {
    const values = below === undefined ? [...list] : [...list, below];
    below = values.length === 1 ? values[0]! : await engine.digest(hash, concat(...values.sort(compare)));
  }
  return below!;
}
