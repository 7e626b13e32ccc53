import { createHash } from 'node:crypto';
import type { HashName } from '../../src/formats/algorithms.ts';
import { parseSignedData } from '../../src/formats/cms/signed-data.ts';
import { addUnsignedAttributes, rewriteSignedData } from '../../src/formats/cms/signed-data-rewrite.ts';

/**
 * Evidence records put together by the letter of RFC 4998, with nothing of the house but CMS around them, so that
 * each part can be what it should not be.
 */
export type Octets = Uint8Array;

export function der(tag: number, ...parts: readonly Octets[]): Octets {
  const content = Buffer.concat(parts);
  const size: number[] = [];
  for (let left = content.length; left > 0; left >>>= 8) size.unshift(left & 0xff);
  const header = content.length < 0x80 ? [tag, content.length] : [tag, 0x80 | size.length, ...size];
  return new Uint8Array(Buffer.concat([Uint8Array.from(header), content]));
}

/** Names of node:crypto, and object identifiers, DER. */
const HASHES: Readonly<Partial<Record<HashName, readonly [string, string]>>> = {
  'SHA-1': ['sha1', '06052b0e03021a'],
  'SHA-256': ['sha256', '0609608648016503040201'],
  'SHA-512': ['sha512', '0609608648016503040203'],
};

export const digestOf = (hash: HashName, ...parts: readonly Octets[]): Octets =>
  new Uint8Array(createHash(HASHES[hash]![0]).update(Buffer.concat(parts)).digest());

const oidOf = (hash: HashName): Octets => new Uint8Array(Buffer.from(HASHES[hash]![1], 'hex'));

/** One archive time-stamp as it is to be. */
export interface TestArchiveTimestamp {
  readonly hash: HashName;
  /** The reduced hash tree; left out: none. */
  readonly lists?: readonly (readonly Octets[])[];
  readonly token: Octets;
  /** The field digestAlgorithm; left out: absent. */
  readonly digestAlgorithm?: HashName;
}

export const archiveTimestamp = ({ lists, token, digestAlgorithm }: TestArchiveTimestamp): Octets =>
  der(
    0x30,
    ...(digestAlgorithm === undefined ? [] : [der(0xa0, oidOf(digestAlgorithm))]),
    ...(lists === undefined
      ? []
      : [der(0xa2, ...lists.map((list) => der(0x30, ...list.map((value) => der(0x04, value)))))]),
    token,
  );

const sequenceOfChains = (chains: readonly (readonly TestArchiveTimestamp[])[]): Octets =>
  der(0x30, ...chains.map((chain) => der(0x30, ...chain.map(archiveTimestamp))));

export function evidenceRecord(
  chains: readonly (readonly TestArchiveTimestamp[])[],
  more: { readonly version?: number; readonly fields?: readonly Octets[] } = {},
): Octets {
  const hashes = [...new Set(chains.flat().map(({ hash }) => hash))];
  return der(
    0x30,
    der(0x02, Uint8Array.of(more.version ?? 1)),
    der(0x30, ...hashes.map((hash) => der(0x30, oidOf(hash)))),
    ...(more.fields ?? []),
    sequenceOfChains(chains),
  );
}

/** The root of lists: sorted, joined and hashed unless there is one value alone; the result joins the next list. */
export function rootOf(hash: HashName, lists: readonly (readonly Octets[])[]): Octets {
  let below: readonly Octets[] = [];
  for (const list of lists) {
    const values = [...list, ...below]
      .map((value) => Buffer.from(value))
      .sort((a, b) => Buffer.compare(a, b));
    below = values.length === 1 ? values : [digestOf(hash, ...values)];
  }
  return below[0]!;
}

/** How one more archive time-stamp is made. */
export interface TestRenewal {
  /** Makes the token over a digest. */
  readonly stamp: (hash: HashName, digest: Octets) => Octets;
  /** Other values of the tree: beside what is covered, then list by list above; left out: no tree. */
  readonly siblings?: readonly (readonly Octets[])[];
}

/** A record that grows as an archive would let it grow. */
export class TestRecord {
  readonly chains: TestArchiveTimestamp[][];

  private constructor(chains: TestArchiveTimestamp[][]) {
    this.chains = chains;
  }

  static over(hash: HashName, objects: readonly Octets[], renewal: TestRenewal): TestRecord {
    const values = objects.map((object) => digestOf(hash, object));
    return new TestRecord([[stamped(hash, values, renewal)]]);
  }

  /** RFC 4998 section 5.2: the time-stamp of the newest archive time-stamp is covered by a new one. */
  renewTime(renewal: TestRenewal, hash: HashName = this.chains.at(-1)![0]!.hash): TestRecord {
    const chain = this.chains.at(-1)!;
    const next = stamped(hash, [digestOf(hash, chain.at(-1)!.token)], renewal);
    return new TestRecord([...this.chains.slice(0, -1), [...chain, next]]);
  }

  /** RFC 4998 section 5.2: data and record so far are covered anew, by another hash function. */
  renewTree(hash: HashName, objects: readonly Octets[], renewal: TestRenewal): TestRecord {
    const soFar = digestOf(hash, sequenceOfChains(this.chains));
    const values = objects.map((object) => digestOf(hash, digestOf(hash, object), soFar));
    return new TestRecord([...this.chains, [stamped(hash, values, renewal)]]);
  }

  get der(): Octets {
    return evidenceRecord(this.chains);
  }
}

function stamped(
  hash: HashName,
  values: readonly Octets[],
  { stamp, siblings }: TestRenewal,
): TestArchiveTimestamp {
  if (siblings === undefined && values.length === 1) {
    return { hash, token: stamp(hash, values[0]!), digestAlgorithm: hash };
  }
  const [beside = [], ...above] = siblings ?? [];
  const lists = [[...values, ...beside], ...above];
  return { hash, lists, token: stamp(hash, rootOf(hash, lists)), digestAlgorithm: hash };
}

const ATTRIBUTES = {
  internal: '060b2a864886f70d0109100231',
  external: '060b2a864886f70d0109100232',
} as const;

/** A signed document with records as one more unsigned attribute of its first signer (RFC 4998 appendix A). */
export function withRecords(
  cms: Octets,
  kind: keyof typeof ATTRIBUTES,
  ...records: readonly Octets[]
): Octets {
  const signedData = parseSignedData(cms);
  const type = new Uint8Array(Buffer.from(ATTRIBUTES[kind], 'hex'));
  const attribute = der(0x30, type, der(0x31, ...records));
  const [first, ...others] = signedData.signers;
  const signer = addUnsignedAttributes(first!, [attribute], 'sorted');
  return rewriteSignedData(signedData, { signers: [signer, ...others.map((other) => other.der)] });
}
