import { CertBankError } from '../../base/errors.ts';
import { toHex } from '../../base/bytes.ts';
import type { Engine } from '../../crypto/engine.ts';
import { checkKeyStrength } from '../../crypto/key-strength.ts';
import { verifySigned } from '../../crypto/verify.ts';
import { isNull, signatureScheme } from '../../formats/algorithms.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';
import { parseRequest } from '../../formats/x509/request.ts';
import { allowsKey } from '../issuing/key-kind.ts';
import type { Profile } from '../profiles/profile.ts';

/** A key that its sender has shown to hold. */
export interface ProvenKey {
  readonly publicKey: PublicKey;
  /** Of the SubjectPublicKeyInfo. */
  readonly sha256: string;
}

/**
 * The key in the PKCS#10 request `requestDer`, if it may be certified under `profile`.
 *
 * The request's signature proves that the sender holds the private key. Subject and wished
 * extensions are not read: a certificate says what the officer registered.
 *
 * Does not check: that the key is new to the bank; that belongs in the transaction (see `collect`).
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` for what is no request;
 *   `key.refused`; `request.proof-of-possession`
 * @source RFC 2986 section 4.2
 */
export async function checkRequest(
  engine: Engine,
  requestDer: Uint8Array,
  profile: Profile,
): Promise<ProvenKey> {
  const request = parseRequest(requestDer);
  const { publicKey } = request;
  if (!allowsKey(profile, publicKey)) {
    const why = `this profile takes ${profile.keys.join(', ')}`;
    throw new CertBankError('key.refused', { why }, why);
  }
  checkUsualForm(publicKey);
  checkKeyStrength(publicKey);
  const scheme = signatureScheme(request.signatureAlgorithm);
  // Nobody proves anything with a hash for which collisions can be bought.
  if (scheme !== undefined && 'hash' in scheme && (scheme.hash === 'MD5' || scheme.hash === 'SHA-1')) {
    throw unproven(`signed with ${scheme.hash}`);
  }
  const check = await verifySigned(engine, request, publicKey);
  if (check !== 'valid') throw unproven(check);
  return { publicKey, sha256: toHex(await engine.digest('SHA-256', publicKey.der)) };
}

/**
 * One key has one SubjectPublicKeyInfo. By its digest the bank knows a key that it has certified before, so
 * that another way to write the same key would let a compromised one come back.
 *
 * @throws CertBankError `key.refused` for a point that is compressed, or an RSA key whose parameters are left out
 * @source RFC 5480 section 2.2, RFC 3279 section 2.3.1
 */
function checkUsualForm({ kind, algorithm, keyBits }: PublicKey): void {
  const isRsaUsual = algorithm.parameters !== undefined && isNull(algorithm.parameters);
  const isUsual = kind === 'ec' ? keyBits[0] === 4 : kind !== 'rsa' || isRsaUsual;
  if (isUsual) return;
  const why = kind === 'ec' ? 'its point is not uncompressed' : 'its algorithm has no NULL parameters';
  throw new CertBankError('key.refused', { why }, `key refused: ${why}`);
}

function unproven(why: string): CertBankError {
  return new CertBankError(
    'request.proof-of-possession',
    { why },
    `the request does not prove its key: ${why}`,
  );
}
