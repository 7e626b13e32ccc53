import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { parseAlgorithm, type AlgorithmIdentifier, type HashName } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { integer, nullValue, octetString, oid, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';

/** The pseudo-random functions of PBKDF2, RFC 8018 appendix B.1. */
const HMACS: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.2.7': 'SHA-1',
  '1.2.840.113549.2.9': 'SHA-256',
  '1.2.840.113549.2.10': 'SHA-384',
  '1.2.840.113549.2.11': 'SHA-512',
};
const HMAC_SHA256 = '1.2.840.113549.2.9';

/** AES in CBC mode by the length of its key, RFC 8018 appendix B.2.5. */
const AES_CBC: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.1.2': 16,
  '2.16.840.1.101.3.4.1.22': 24,
  '2.16.840.1.101.3.4.1.42': 32,
};
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';

/** A private key in the clear, RFC 5958. */
export interface PrivateKeyInfo {
  readonly algorithm: AlgorithmIdentifier;
  /** Content of the OCTET STRING, in the form that `algorithm` defines. */
  readonly privateKey: Uint8Array;
}

/** Everything but the password that opens an EncryptedPrivateKeyInfo: PBES2 with PBKDF2 and AES-CBC. */
export interface PasswordEncryption {
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Hash of the HMAC in PBKDF2. */
  readonly hash: HashName;
  readonly keyBytes: number;
  readonly iv: Uint8Array;
}

export interface EncryptedPrivateKeyInfo {
  readonly encryption: PasswordEncryption;
  readonly ciphertext: Uint8Array;
}

/**
 * Reads a PrivateKeyInfo or OneAsymmetricKey.
 *
 * Does not check: the key itself.
 *
 * @throws CertBankError `der.malformed`, `structure.malformed`, `limit.exceeded`
 * @source RFC 5958 section 2
 */
export function parsePrivateKeyInfo(der: Uint8Array): PrivateKeyInfo {
  const reader = open(der);
  const fields = reader.enter();
  reader.finish();
  const version = fields.smallInteger();
  if (version > 1) throw malformed('PrivateKeyInfo', `version ${version}`);
  const algorithm = parseAlgorithm(fields);
  const privateKey = fields.octetString();
  fields.isNext(contextConstructed(0));
  if (version === 1) fields.isNext(contextPrimitive(1));
  fields.finish();
  return { algorithm, privateKey };
}

/**
 * Reads an EncryptedPrivateKeyInfo without opening it.
 *
 * @throws CertBankError `algorithm.unsupported` for anything but PBES2 with PBKDF2 and AES-CBC;
 *   `der.malformed`, `structure.malformed`, `limit.exceeded`
 * @source RFC 5958 section 3, RFC 8018 appendix A.2, A.4
 */
export function parseEncryptedPrivateKeyInfo(der: Uint8Array): EncryptedPrivateKeyInfo {
  const reader = open(der);
  const fields = reader.enter();
  reader.finish();
  const encryption = parseEncryption(fields.enter());
  const ciphertext = fields.octetString();
  fields.finish();
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) {
    throw malformed('EncryptedPrivateKeyInfo', 'ciphertext is not whole AES blocks');
  }
  return { encryption, ciphertext };
}

/** The AlgorithmIdentifier of PBES2, always AES-256-CBC under PBKDF2 with HMAC-SHA-256. */
export function encodePasswordEncryption({
  salt,
  iterations,
  iv,
}: Pick<PasswordEncryption, 'salt' | 'iterations' | 'iv'>): Uint8Array {
  // The key length is left out: with AES the cipher tells it.
  const derivation = sequence(
    octetString(salt),
    integer(iterations),
    sequence(oid(HMAC_SHA256), nullValue()),
  );
  const schemes = sequence(sequence(oid(PBKDF2), derivation), sequence(oid(AES_256_CBC), octetString(iv)));
  return sequence(oid(PBES2), schemes);
}

/** EncryptedPrivateKeyInfo, with the algorithms of `encodePasswordEncryption`. */
export function encodeEncryptedPrivateKeyInfo(
  encryption: Pick<PasswordEncryption, 'salt' | 'iterations' | 'iv'>,
  ciphertext: Uint8Array,
): Uint8Array {
  return sequence(encodePasswordEncryption(encryption), octetString(ciphertext));
}

function parseEncryption(algorithm: DerReader): PasswordEncryption {
  expectOid(algorithm, PBES2);
  const schemes = algorithm.enter();
  algorithm.finish();

  const derivation = schemes.enter();
  expectOid(derivation, PBKDF2);
  const parameters = derivation.enter();
  derivation.finish();
  const salt = parameters.octetString();
  const iterations = parameters.smallInteger();
  const keyLength = parameters.nextTag === TAG.integer ? parameters.smallInteger() : undefined;
  let hash: HashName = 'SHA-1';
  if (!parameters.isAtEnd) {
    const prf = parseAlgorithm(parameters);
    hash = HMACS[prf.oid] ?? unsupported(prf.oid);
  }
  parameters.finish();

  const cipher = schemes.enter();
  schemes.finish();
  const cipherOid = cipher.oid();
  const keyBytes = AES_CBC[cipherOid] ?? unsupported(cipherOid);
  const iv = cipher.octetString();
  cipher.finish();

  if (iv.length !== 16)
    throw malformed('EncryptedPrivateKeyInfo', 'initialisation vector is not one AES block');
  if (keyLength !== undefined && keyLength !== keyBytes) {
    throw malformed('EncryptedPrivateKeyInfo', 'key length does not fit the cipher');
  }
  if (iterations === 0) throw malformed('EncryptedPrivateKeyInfo', 'no iterations');
  return { salt, iterations, hash, keyBytes, iv };
}

function open(der: Uint8Array): DerReader {
  const maximum = LIMITS.privateKeyBytes;
  if (der.length > maximum) {
    const details = { limit: 'privateKeyBytes', maximum, actual: der.length };
    throw new CertBankError('limit.exceeded', details, 'private key too long');
  }
  return new DerReader(der);
}

function expectOid(reader: DerReader, expected: string): void {
  const found = reader.oid();
  if (found !== expected) unsupported(found);
}

function unsupported(algorithm: string): never {
  throw new CertBankError(
    'algorithm.unsupported',
    { algorithm },
    `key encryption ${algorithm} is not supported`,
  );
}

function malformed(structure: string, what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure, what }, `malformed ${structure}: ${what}`);
}
