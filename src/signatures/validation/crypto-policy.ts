import type { HashName, SignatureScheme } from '../../formats/algorithms.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';
import type { AlgorithmRule } from '../../trust/path/algorithm-rule.ts';

/**
 * Until when algorithms and key sizes are taken to be secure. What is not
 * listed is not accepted. Plain data, so that an agency can keep its own.
 */
export interface CryptoPolicy {
  readonly name: string;
  readonly hashes: Readonly<Partial<Record<HashName, Acceptance>>>;
  readonly keys: readonly KeyAcceptance[];
  /**
   * Hash functions that may bind the signing certificate. Here only a second pre-image helps an
   * attacker, not a collision, so that the list may be longer-lived than `hashes`.
   */
  readonly certificateBindings: readonly HashName[];
}

/** Accepted before `until`; for ever where it is absent. */
export interface Acceptance {
  readonly until?: Date;
}

export interface KeyAcceptance extends Acceptance {
  readonly scheme: SignatureScheme['kind'];
  /** From this size on; of the rows that a key reaches, the one with the largest size counts. */
  readonly minimumBits: number;
}

const day = (year: number, month: number): Date => new Date(Date.UTC(year, month - 1, 1));

/**
 * @source ETSI TS 119 312 as its machine-readable form (TS 119 322) and the European Commission's
 *   reference validator give it
 */
export const ETSI_TS_119_312: CryptoPolicy = {
  name: 'ETSI TS 119 312',
  hashes: {
    MD5: { until: day(2004, 8) },
    'SHA-1': { until: day(2012, 8) },
    'SHA-224': { until: day(2029, 1) },
    'SHA-256': {},
    'SHA-384': {},
    'SHA-512': {},
    'SHA3-256': {},
    'SHA3-384': {},
    'SHA3-512': {},
  },
  keys: [
    { scheme: 'rsa-pkcs1', minimumBits: 1024, until: day(2019, 10) },
    { scheme: 'rsa-pkcs1', minimumBits: 1900, until: day(2029, 1) },
    { scheme: 'rsa-pss', minimumBits: 1024, until: day(2019, 10) },
    { scheme: 'rsa-pss', minimumBits: 1900, until: day(2029, 1) },
    { scheme: 'rsa-pss', minimumBits: 3000 },
    { scheme: 'ecdsa', minimumBits: 224, until: day(2021, 10) },
    { scheme: 'ecdsa', minimumBits: 256 },
    { scheme: 'eddsa', minimumBits: 250 },
    { scheme: 'ml-dsa', minimumBits: 0 },
  ],
  certificateBindings: [
    'SHA-1',
    'SHA-224',
    'SHA-256',
    'SHA-384',
    'SHA-512',
    'SHA3-256',
    'SHA3-384',
    'SHA3-512',
  ],
};

/** Whether a hash function may be relied upon at an instant; `undefined` when it may, else why not. */
export function hashObjection(policy: CryptoPolicy, hash: HashName, at: Date): string | undefined {
  const acceptance = policy.hashes[hash];
  if (acceptance === undefined) return `${hash} is not accepted by ${policy.name}`;
  return objection(policy, hash, acceptance, at);
}

/** Whether keys of `bits` may be relied upon in a scheme at an instant; `undefined` when they may, else why not. */
export function keyObjection(
  policy: CryptoPolicy,
  scheme: SignatureScheme['kind'],
  bits: number,
  at: Date,
): string | undefined {
  const what = `${scheme} with ${bits} bits`;
  const best = bestRow(policy, scheme, bits);
  if (best === undefined) return `${what} is not accepted by ${policy.name}`;
  return objection(policy, what, best, at);
}

function bestRow(
  policy: CryptoPolicy,
  scheme: SignatureScheme['kind'],
  bits: number,
): KeyAcceptance | undefined {
  let best: KeyAcceptance | undefined;
  for (const row of policy.keys) {
    if (row.scheme !== scheme || bits < row.minimumBits) continue;
    if (best === undefined || row.minimumBits > best.minimumBits) best = row;
  }
  return best;
}

/** Until when a scheme may be relied upon with keys of `bits`; `undefined`: for ever; the epoch where it never may. */
export function reliableUntil(policy: CryptoPolicy, scheme: SignatureScheme, bits: number): Date | undefined {
  const never: Acceptance = { until: new Date(0) };
  const ends = [bestRow(policy, scheme.kind, bits) ?? never];
  if ('hash' in scheme) ends.push(policy.hashes[scheme.hash] ?? never);
  const dates = ends.flatMap(({ until }) => (until === undefined ? [] : [until.getTime()]));
  return dates.length === 0 ? undefined : new Date(Math.min(...dates));
}

/** Whether a scheme with its hash functions may be relied upon with keys of `bits` at an instant. */
export function schemeObjection(
  policy: CryptoPolicy,
  scheme: SignatureScheme,
  bits: number,
  at: Date,
): string | undefined {
  const ofKey = keyObjection(policy, scheme.kind, bits, at);
  if (ofKey !== undefined) return ofKey;
  if (scheme.kind === 'eddsa' || scheme.kind === 'ml-dsa') return undefined;
  return hashObjection(policy, scheme.hash, at);
}

/** The schemes in which a key of each kind signs; a key is good enough when it is in one of them. */
const SCHEMES_OF_KEYS: Readonly<Partial<Record<PublicKey['kind'], readonly SignatureScheme['kind'][]>>> = {
  rsa: ['rsa-pkcs1', 'rsa-pss'],
  'rsa-pss': ['rsa-pss'],
  ec: ['ecdsa'],
  ed25519: ['eddsa'],
  ed448: ['eddsa'],
  'ml-dsa': ['ml-dsa'],
};

/** The policy at one instant, as a path search asks for it. */
export function algorithmRule(policy: CryptoPolicy, at: Date): AlgorithmRule {
  return (key, scheme) => {
    if (scheme !== undefined) return schemeObjection(policy, scheme, key.bits, at);
    const objections = (SCHEMES_OF_KEYS[key.kind] ?? []).map((kind) =>
      keyObjection(policy, kind, key.bits, at),
    );
    if (objections.includes(undefined)) return undefined;
    return objections[0] ?? `keys of kind ${key.kind} are not accepted by ${policy.name}`;
  };
}

function objection(policy: CryptoPolicy, what: string, { until }: Acceptance, at: Date): string | undefined {
  if (until === undefined || at < until) return undefined;
  return `${what} is not secure since ${until.toISOString().slice(0, 10)} by ${policy.name}`;
}
