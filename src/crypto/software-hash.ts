import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { sha3_256, sha3_384, sha3_512, shake256_64 } from '@noble/hashes/sha3.js';
import type { HashName } from '../formats/algorithms.ts';

const HASHES: Readonly<Record<HashName, (data: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
  'SHA3-512': sha3_512,
  SHAKE256: shake256_64,
};

/** The digest, computed here: for hash functions that a platform lacks. */
export const hashInSoftware = (hash: HashName, data: Uint8Array): Uint8Array => HASHES[hash](data);
