import { CertBankError } from '../base/errors.ts';
import { DerReader } from './asn1/der-reader.ts';
import { element, integer, nullValue, oid as encodeOid, sequence } from './asn1/der-writer.ts';
import { contextConstructed, TAG } from './asn1/tag.ts';

/**
 * Hash functions by their usual names. MD5 and SHA-1 are read, never written; so is SHAKE256, with 64 octets, which
 * stands beside Ed448 alone (RFC 8419 section 3.1).
 */
export type HashName =
  | 'MD5'
  | 'SHA-1'
  | 'SHA-224'
  | 'SHA-256'
  | 'SHA-384'
  | 'SHA-512'
  | 'SHA3-256'
  | 'SHA3-384'
  | 'SHA3-512'
  | 'SHAKE256';

/** How a signature is made, with everything that a verifier must know beside the key. */
export type SignatureScheme =
  | { kind: 'rsa-pkcs1'; hash: HashName }
  | { kind: 'rsa-pss'; hash: HashName; mgfHash: HashName; saltLength: number }
  | { kind: 'ecdsa'; hash: HashName }
  | { kind: 'eddsa'; curve: 'Ed25519' | 'Ed448' }
  | { kind: 'ml-dsa'; parameters: 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87' };

/** An algorithm's name and its parameters, as found. */
export interface AlgorithmIdentifier {
  readonly oid: string;
  /** The parameters as one raw DER element; `undefined` where absent. */
  readonly parameters: Uint8Array | undefined;
  readonly der: Uint8Array;
}

/** Octets of each hash function's value. */
export const HASH_BYTES: Readonly<Record<HashName, number>> = {
  MD5: 16,
  'SHA-1': 20,
  'SHA-224': 28,
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
  'SHA3-256': 32,
  'SHA3-384': 48,
  'SHA3-512': 64,
  SHAKE256: 64,
};

/** RFC 8017 appendix B.1; NIST Computer Security Objects Register. */
const HASH_OIDS: Readonly<Record<HashName, string>> = {
  MD5: '1.2.840.113549.2.5',
  'SHA-1': '1.3.14.3.2.26',
  'SHA-224': '2.16.840.1.101.3.4.2.4',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
  'SHA3-256': '2.16.840.1.101.3.4.2.8',
  'SHA3-384': '2.16.840.1.101.3.4.2.9',
  'SHA3-512': '2.16.840.1.101.3.4.2.10',
  SHAKE256: '2.16.840.1.101.3.4.2.12',
};

const HASHES = new Map(Object.entries(HASH_OIDS).map(([name, oid]) => [oid, name as HashName]));

const RSASSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

/** RFC 8017 appendix A.2.4 and NIST's register: RSASSA-PKCS1-v1_5. */
const RSA_PKCS1_OIDS: Readonly<Record<Exclude<HashName, 'SHAKE256'>, string>> = {
  MD5: '1.2.840.113549.1.1.4',
  'SHA-1': '1.2.840.113549.1.1.5',
  'SHA-224': '1.2.840.113549.1.1.14',
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
  'SHA3-256': '2.16.840.1.101.3.4.3.14',
  'SHA3-384': '2.16.840.1.101.3.4.3.15',
  'SHA3-512': '2.16.840.1.101.3.4.3.16',
};

/** RFC 5758 section 3.2 and NIST's register; there is no ECDSA with MD5. */
const ECDSA_OIDS: Readonly<Partial<Record<HashName, string>>> = {
  'SHA-1': '1.2.840.10045.4.1',
  'SHA-224': '1.2.840.10045.4.3.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
  'SHA3-256': '2.16.840.1.101.3.4.3.10',
  'SHA3-384': '2.16.840.1.101.3.4.3.11',
  'SHA3-512': '2.16.840.1.101.3.4.3.12',
};

/** RFC 8410 section 3. */
export const EDDSA_OIDS = { Ed25519: '1.3.101.112', Ed448: '1.3.101.113' } as const;

/** RFC 9881 section 2. */
export const ML_DSA_OIDS = {
  'ML-DSA-44': '2.16.840.1.101.3.4.3.17',
  'ML-DSA-65': '2.16.840.1.101.3.4.3.18',
  'ML-DSA-87': '2.16.840.1.101.3.4.3.19',
} as const;

const keysOf = <K extends string>(record: Readonly<Partial<Record<K, unknown>>>) =>
  Object.keys(record) as K[];

/** Every scheme that its object identifier alone determines. */
const SCHEMES = new Map<string, SignatureScheme>([
  ...keysOf(RSA_PKCS1_OIDS).map((hash) => [RSA_PKCS1_OIDS[hash], { kind: 'rsa-pkcs1', hash }] as const),
  ...keysOf(ECDSA_OIDS).map((hash) => [ECDSA_OIDS[hash]!, { kind: 'ecdsa', hash }] as const),
  ...keysOf(EDDSA_OIDS).map((curve) => [EDDSA_OIDS[curve], { kind: 'eddsa', curve }] as const),
  ...keysOf(ML_DSA_OIDS).map(
    (parameters) => [ML_DSA_OIDS[parameters], { kind: 'ml-dsa', parameters }] as const,
  ),
  // sha1WithRSASignature of the OIW, which some old issuers wrote.
  ['1.3.14.3.2.29', { kind: 'rsa-pkcs1', hash: 'SHA-1' }],
]);

function malformed(what: string): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'AlgorithmIdentifier', what }, what);
}

/** Reads the next SEQUENCE of `reader` as an AlgorithmIdentifier. */
export function parseAlgorithm(reader: DerReader): AlgorithmIdentifier {
  const inner = reader.enter();
  const der = reader.element;
  const oid = inner.oid();
  const parameters = inner.isAtEnd ? undefined : inner.raw();
  inner.finish();
  return { oid, parameters, der };
}

export const isNull = (parameters: Uint8Array): boolean =>
  parameters.length === 2 && parameters[0] === TAG.null && parameters[1] === 0;

/** The name of the hash function, or `undefined` for one that we do not know. */
export function hashFromOid(oid: string): HashName | undefined {
  return HASHES.get(oid);
}

export function hashOid(name: HashName): string {
  return HASH_OIDS[name];
}

/** RFC 4055 section 2.1: parameters absent and NULL mean the same. */
function parseHash(reader: DerReader): HashName | undefined {
  const { oid, parameters } = parseAlgorithm(reader);
  if (parameters !== undefined && !isNull(parameters)) throw malformed('hash algorithm has parameters');
  return hashFromOid(oid);
}

function parseMaskGeneration(reader: DerReader): HashName | undefined {
  const { oid, parameters } = parseAlgorithm(reader);
  if (oid !== MGF1) return undefined;
  if (parameters === undefined) throw malformed('MGF1 without its hash algorithm');
  const inner = new DerReader(parameters);
  const hash = parseHash(inner);
  inner.finish();
  return hash;
}

/**
 * The scheme that RSASSA-PSS-params describe; `undefined` for a hash or mask function that we do not know.
 *
 * Absent fields mean SHA-1, MGF1 with SHA-1 and 20 octets of salt; those values are accepted when they
 * are written out too, as section 3.1 asks of verifiers. A trailer field other than 1 is refused.
 *
 * @throws CertBankError `structure.malformed` or `der.malformed`
 * @source RFC 4055 section 3.1
 */
export function parsePssParameters(der: Uint8Array): (SignatureScheme & { kind: 'rsa-pss' }) | undefined {
  const outer = new DerReader(der);
  const reader = outer.enter();
  outer.finish();
  let hash: HashName | undefined = 'SHA-1';
  let mgfHash: HashName | undefined = 'SHA-1';
  let saltLength = 20;
  const field = <T>(number: number, read: (inner: DerReader) => T): T => {
    const inner = reader.enter(contextConstructed(number));
    const value = read(inner);
    inner.finish();
    return value;
  };
  if (reader.nextTag === contextConstructed(0)) hash = field(0, parseHash);
  if (reader.nextTag === contextConstructed(1)) mgfHash = field(1, parseMaskGeneration);
  if (reader.nextTag === contextConstructed(2)) saltLength = field(2, (inner) => inner.smallInteger());
  if (reader.nextTag === contextConstructed(3) && field(3, (inner) => inner.smallInteger()) !== 1) {
    throw malformed('RSASSA-PSS trailer field is not 1');
  }
  reader.finish();
  return hash && mgfHash && { kind: 'rsa-pss', hash, mgfHash, saltLength };
}

/**
 * The signature scheme that `algorithm` names, or `undefined` for one that we do not know.
 *
 * RSASSA-PKCS1-v1_5: parameters NULL, or absent as RFC 4055 section 5 makes verifiers accept.
 * RSASSA-PSS: parameters required (RFC 4055 section 3). ECDSA (RFC 5758 section 3.2), EdDSA
 * (RFC 8410 section 3) and ML-DSA (RFC 9881 section 2): parameters absent.
 *
 * Does not check: that the scheme is strong enough, nor that a key fits it.
 *
 * @throws CertBankError `structure.malformed` or `der.malformed` for parameters that the scheme forbids
 */
export function signatureScheme(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  const { oid, parameters } = algorithm;
  if (oid === RSASSA_PSS) {
    if (parameters === undefined) throw malformed('RSASSA-PSS without parameters');
    return parsePssParameters(parameters);
  }
  const scheme = SCHEMES.get(oid);
  if (scheme === undefined || parameters === undefined) return scheme;
  if (scheme.kind !== 'rsa-pkcs1' || !isNull(parameters))
    throw malformed('signature algorithm has parameters');
  return scheme;
}

/** A hash function with NULL, as it stands in RSASSA-PSS-params (RFC 4055 section 2.1) and in CertIDs. */
export const encodeHashWithNull = (name: HashName): Uint8Array =>
  sequence(encodeOid(HASH_OIDS[name]), nullValue());

/**
 * AlgorithmIdentifier of a hash function: SHA-1 and MD5 with NULL as everybody writes them, the newer
 * ones with absent parameters (RFC 5754 section 2).
 */
export function encodeHashAlgorithm(name: HashName): Uint8Array {
  return name === 'SHA-1' || name === 'MD5' ? encodeHashWithNull(name) : sequence(encodeOid(HASH_OIDS[name]));
}

/** RSASSA-PSS-params in DER: fields with default values are left out. */
export function encodePssParameters(scheme: SignatureScheme & { kind: 'rsa-pss' }): Uint8Array {
  const fields: Uint8Array[] = [];
  if (scheme.hash !== 'SHA-1') fields.push(element(contextConstructed(0), encodeHashWithNull(scheme.hash)));
  if (scheme.mgfHash !== 'SHA-1') {
    fields.push(
      element(contextConstructed(1), sequence(encodeOid(MGF1), encodeHashWithNull(scheme.mgfHash))),
    );
  }
  if (scheme.saltLength !== 20) fields.push(element(contextConstructed(2), integer(scheme.saltLength)));
  return sequence(...fields);
}

/**
 * The AlgorithmIdentifier to write into what is signed with `scheme`.
 *
 * @throws RangeError for a scheme with a hash for which no identifier exists
 */
export function encodeSignatureAlgorithm(scheme: SignatureScheme): Uint8Array {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      if (scheme.hash === 'SHAKE256') throw new RangeError('no RSASSA-PKCS1-v1_5 with SHAKE256');
      return sequence(encodeOid(RSA_PKCS1_OIDS[scheme.hash]), nullValue());
    case 'rsa-pss':
      return sequence(encodeOid(RSASSA_PSS), encodePssParameters(scheme));
    case 'ecdsa': {
      const oid = ECDSA_OIDS[scheme.hash];
      if (oid === undefined) throw new RangeError(`no ECDSA with ${scheme.hash}`);
      return sequence(encodeOid(oid));
    }
    case 'eddsa':
      return sequence(encodeOid(EDDSA_OIDS[scheme.curve]));
    case 'ml-dsa':
      return sequence(encodeOid(ML_DSA_OIDS[scheme.parameters]));
  }
}
