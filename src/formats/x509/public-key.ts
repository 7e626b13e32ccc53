import { CertBankError } from '../../base/errors.ts';
import { EDDSA_OIDS, isNull, ML_DSA_OIDS, parseAlgorithm, parsePssParameters } from '../algorithms.ts';
import type { AlgorithmIdentifier, SignatureScheme } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { TAG } from '../asn1/tag.ts';

export type PublicKeyKind = 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'ml-dsa' | 'dsa' | 'unknown';

export type NamedCurve =
  'P-256' | 'P-384' | 'P-521' | 'brainpoolP256r1' | 'brainpoolP384r1' | 'brainpoolP512r1' | 'secp256k1';

export type MlDsaParameters = keyof typeof ML_DSA_OIDS;

/** RFC 5480 section 2.1.1.1, RFC 5639 section 3, SEC 2. */
const CURVES = new Map<string, readonly [NamedCurve, number]>([
  ['1.2.840.10045.3.1.7', ['P-256', 256]],
  ['1.3.132.0.34', ['P-384', 384]],
  ['1.3.132.0.35', ['P-521', 521]],
  ['1.3.36.3.3.2.8.1.1.7', ['brainpoolP256r1', 256]],
  ['1.3.36.3.3.2.8.1.1.11', ['brainpoolP384r1', 384]],
  ['1.3.36.3.3.2.8.1.1.13', ['brainpoolP512r1', 512]],
  ['1.3.132.0.10', ['secp256k1', 256]],
]);

const KINDS = new Map<string, PublicKeyKind>([
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.113549.1.1.10', 'rsa-pss'],
  ['1.2.840.10045.2.1', 'ec'],
  [EDDSA_OIDS.Ed25519, 'ed25519'],
  [EDDSA_OIDS.Ed448, 'ed448'],
  [ML_DSA_OIDS['ML-DSA-44'], 'ml-dsa'],
  [ML_DSA_OIDS['ML-DSA-65'], 'ml-dsa'],
  [ML_DSA_OIDS['ML-DSA-87'], 'ml-dsa'],
  ['1.2.840.10040.4.1', 'dsa'],
]);

/** Octets of the keys whose length their algorithm fixes: RFC 8410 section 4, RFC 9881 section 4. */
const KEY_BYTES = new Map<string, number>([
  [EDDSA_OIDS.Ed25519, 32],
  [EDDSA_OIDS.Ed448, 57],
  [ML_DSA_OIDS['ML-DSA-44'], 1312],
  [ML_DSA_OIDS['ML-DSA-65'], 1952],
  [ML_DSA_OIDS['ML-DSA-87'], 2592],
]);

function malformed(what: string): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'SubjectPublicKeyInfo', what }, what);
}

/** Bits of a non-negative big-endian number. */
function bitLength(integer: Uint8Array): number {
  let first = 0;
  while (first < integer.length && integer[first] === 0) first++;
  return first === integer.length ? 0 : (integer.length - first) * 8 - Math.clz32(integer[first]!) + 24;
}

/**
 * A SubjectPublicKeyInfo: what kind of key it is and the key's own octets.
 *
 * Does not check: that the key is sound (a point on its curve, a modulus of two primes) or strong.
 *
 * @source RFC 5280 section 4.1.2.7, RFC 3279 section 2.3, RFC 4055 section 1.2, RFC 5480 section 2, RFC 8410
 */
export class PublicKey {
  /** SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly kind: PublicKeyKind;
  /** Content of the BIT STRING: RSAPublicKey, the EC point, or the raw key. */
  readonly keyBits: Uint8Array;
  /** The curve of an EC key; `undefined` where it is not named, or not known to us. */
  readonly curve: NamedCurve | undefined;
  /** An EC key that brings its own curve: never to be trusted (RFC 5480 section 2.1.1, CVE-2020-0601). */
  readonly hasExplicitParameters: boolean;
  #rsa: { modulus: Uint8Array; exponent: Uint8Array } | undefined;

  /** @throws CertBankError `der.malformed` | `structure.malformed` */
  constructor(der: Uint8Array) {
    const outer = new DerReader(der);
    const reader = outer.enter();
    outer.finish();
    this.der = der;
    this.algorithm = parseAlgorithm(reader);
    this.keyBits = reader.bitStringOctets();
    reader.finish();
    const { oid, parameters } = this.algorithm;
    this.kind = KINDS.get(oid) ?? 'unknown';
    this.curve = undefined;
    this.hasExplicitParameters = false;
    switch (this.kind) {
      case 'rsa':
        // RFC 3279 section 2.3.1: the parameters are NULL. Deviation: absent ones are accepted, because keys of
        // authorities in national trusted lists have them so.
        if (parameters !== undefined && !isNull(parameters)) throw malformed('RSA key with parameters');
        break;
      case 'rsa-pss':
        if (parameters !== undefined) parsePssParameters(parameters);
        break;
      case 'ec':
        if (parameters === undefined) throw malformed('EC key without parameters');
        if (parameters[0] === TAG.objectIdentifier) {
          this.curve = CURVES.get(new DerReader(parameters).oid())?.[0];
        } else if (parameters[0] === TAG.sequence) this.hasExplicitParameters = true;
        else throw malformed('EC key without a named curve');
        break;
      case 'ed25519':
      case 'ed448':
      case 'ml-dsa':
        if (parameters !== undefined) throw malformed('key has parameters');
        if (this.keyBits.length !== KEY_BYTES.get(oid)) throw malformed('key has the wrong length');
        break;
      default:
    }
  }

  /**
   * Modulus and public exponent of an RSA key: non-negative, big-endian, without leading zero octets.
   *
   * @throws CertBankError `der.malformed` | `structure.malformed` for an RSA key that is no RSAPublicKey
   */
  get rsa(): { readonly modulus: Uint8Array; readonly exponent: Uint8Array } | undefined {
    if (this.#rsa !== undefined || (this.kind !== 'rsa' && this.kind !== 'rsa-pss')) return this.#rsa;
    const outer = new DerReader(this.keyBits);
    const reader = outer.enter();
    outer.finish();
    const magnitude = () => {
      const integer = reader.integer();
      if (integer[0]! >= 0x80) throw malformed('RSA key with a negative number');
      return integer.length > 1 && integer[0] === 0 ? integer.subarray(1) : integer;
    };
    const modulus = magnitude();
    const exponent = magnitude();
    reader.finish();
    return (this.#rsa = { modulus, exponent });
  }

  /**
   * The size by which the key's strength is told: bits of the RSA modulus or the DSA prime, of the curve's
   * field, or of the raw key; 0 where that is not known.
   */
  get bits(): number {
    switch (this.kind) {
      case 'rsa':
      case 'rsa-pss':
        return bitLength(this.rsa!.modulus);
      case 'ec': {
        const { parameters } = this.algorithm;
        if (this.hasExplicitParameters || parameters === undefined) return 0;
        return CURVES.get(new DerReader(parameters).oid())?.[1] ?? 0;
      }
      case 'ed25519':
        return 256;
      case 'ed448':
        return 456;
      case 'ml-dsa':
        return this.keyBits.length * 8;
      case 'dsa': {
        const { parameters } = this.algorithm;
        return parameters === undefined ? 0 : bitLength(new DerReader(parameters).enter().integer());
      }
      case 'unknown':
        return 0;
    }
  }

  /** The parameter set of an ML-DSA key. */
  get mlDsaParameters(): MlDsaParameters | undefined {
    const names = Object.keys(ML_DSA_OIDS) as MlDsaParameters[];
    return names.find((name) => ML_DSA_OIDS[name] === this.algorithm.oid);
  }

  /** What an RSASSA-PSS key restricts its signatures to (RFC 4055 section 3.3); absent: nothing. */
  get pssRestriction(): (SignatureScheme & { kind: 'rsa-pss' }) | undefined {
    const { parameters } = this.algorithm;
    return this.kind === 'rsa-pss' && parameters !== undefined ? parsePssParameters(parameters) : undefined;
  }
}

/** @throws CertBankError `der.malformed` | `structure.malformed` */
export function parsePublicKey(der: Uint8Array): PublicKey {
  return new PublicKey(der);
}
