import { equal } from '../../base/bytes.ts';
import {
  hashFromOid,
  isNull,
  signatureScheme,
  type AlgorithmIdentifier,
  type HashName,
  type SignatureScheme,
} from '../algorithms.ts';
import type { SignerInfo } from './signed-data.ts';

/** rsaEncryption, which CMS signers may write for RSASSA-PKCS1-v1_5 with the digest algorithm's hash (RFC 3370 section 3.2). */
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';

/** id-shake256-len, whose parameter is the length in bits (RFC 8419 section 2.3). */
const SHAKE256_LEN = '2.16.840.1.101.3.4.2.18';

/** INTEGER 512, the only length that Ed448 is used with. */
const isShake512 = (parameters: Uint8Array | undefined): boolean =>
  parameters !== undefined && equal(parameters, Uint8Array.of(0x02, 0x02, 0x02, 0x00));

/**
 * The hash function of a digest algorithm; `undefined` for one that we do not know or whose parameters are neither
 * absent nor NULL (RFC 5754 section 2).
 */
export function digestHash(algorithm: AlgorithmIdentifier): HashName | undefined {
  const { parameters } = algorithm;
  if (algorithm.oid === SHAKE256_LEN) return isShake512(parameters) ? 'SHAKE256' : undefined;
  return parameters === undefined || isNull(parameters) ? hashFromOid(algorithm.oid) : undefined;
}

/**
 * The scheme by which a signer signed, from both of its algorithm fields; `undefined` for one that we do not know.
 *
 * @throws CertBankError `structure.malformed` or `der.malformed` for parameters that the scheme forbids
 */
export function signerScheme(signer: SignerInfo): SignatureScheme | undefined {
  const { oid, parameters } = signer.signatureAlgorithm;
  if (oid !== RSA_ENCRYPTION) return signatureScheme(signer.signatureAlgorithm);
  const hash = digestHash(signer.digestAlgorithm);
  if (hash === undefined || (parameters !== undefined && !isNull(parameters))) return undefined;
  return { kind: 'rsa-pkcs1', hash };
}

/**
 * Whether the digest algorithm is the one that the scheme demands: its own hash function, and SHA-512 beside
 * Ed25519. ML-DSA leaves the choice.
 *
 * @source RFC 5754 section 3, RFC 4056 section 3, RFC 8419 section 3.1
 */
export function isDigestOfScheme(digest: HashName | undefined, scheme: SignatureScheme): boolean {
  switch (scheme.kind) {
    case 'ml-dsa':
      return true;
    case 'eddsa':
      return scheme.curve !== 'Ed25519' || digest === 'SHA-512';
    default:
      return digest === scheme.hash;
  }
}

/** The hash function that a signer of this scheme uses for the message digest. */
export function digestForScheme(scheme: SignatureScheme): HashName {
  return 'hash' in scheme ? scheme.hash : 'SHA-512';
}

/** Whether both name one algorithm with the same parameters; absent and NULL are the same (RFC 6211 section 2). */
export function isSameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  if (a.oid !== b.oid) return false;
  const [mine, theirs] = [a.parameters, b.parameters].map((parameters) =>
    parameters === undefined || isNull(parameters) ? undefined : parameters,
  );
  if (mine === undefined || theirs === undefined) return mine === theirs;
  return mine.length === theirs.length && mine.every((octet, index) => octet === theirs[index]);
}
