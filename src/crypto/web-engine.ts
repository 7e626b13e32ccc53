import { CertBankError } from '../base/errors.ts';
import { concat } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { HASH_BYTES, type HashName, type SignatureScheme } from '../formats/algorithms.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { BoundedCache } from './bounded-cache.ts';
import { bufferSource } from './buffer-source.ts';
import { rawEcdsaSignature } from './ecdsa-signature.ts';
import type { Engine, StreamingDigest } from './engine.ts';
import { checkFitsScheme, readVerificationKey, unreadable, unsupported } from './verification-key.ts';
import { hasHash, webSignatureAlgorithm } from './web-algorithms.ts';
import { importWebKey, type WebKey } from './web-key.ts';

/** Keys kept imported: an import costs more than a verification. */
const CACHED_KEYS = 256;

/**
 * The engine of browsers, and of every platform that has WebCrypto.
 *
 * What the platform lacks (SHA-3, brainpool curves, Ed448, PSS masks of another hash, ...) is computed by
 * `verifyInSoftware`, which is loaded when it is first needed.
 *
 * @param subtle the platform's WebCrypto
 */
export function webEngine(subtle: SubtleCrypto): Engine {
  const keys = new BoundedCache<Promise<ImportedKey>>(CACHED_KEYS);

  async function digest(hash: HashName, data: Uint8Array): Promise<Uint8Array> {
    checkKnown(hash);
    if (hasHash(hash)) return new Uint8Array(await subtle.digest(hash, bufferSource(data)));
    const { hashInSoftware } = await import('./software-hash.ts');
    return hashInSoftware(hash, data);
  }

  async function keyOf(spki: Uint8Array, scheme: SignatureScheme): Promise<ImportedKey> {
    const id = cacheId(spki, scheme);
    const cached = keys.get(id);
    if (cached !== undefined) {
      const key = await cached;
      checkFitsScheme(key.publicKey, scheme);
      return key;
    }
    const imported = importKey(subtle, Uint8Array.from(spki), scheme);
    keys.set(id, imported);
    imported.catch(() => keys.delete(id));
    return imported;
  }

  return {
    name: 'web',
    digest,
    startDigest: (hash) => collectingDigest((data) => digest(hash, data)),
    async verify(scheme, spki, signature, data) {
      const { publicKey, web } = await keyOf(spki, scheme);
      const answer = web && (await verifyOnPlatform(subtle, web, scheme, signature, data));
      if (answer !== undefined) return answer;
      const { verifyInSoftware } = await import('./software-verify.ts');
      const computed = verifyInSoftware(scheme, publicKey, signature, data);
      if (computed === undefined) throw unreadable(`malformed ${publicKey.curve ?? publicKey.kind} key`);
      return computed;
    },
  };
}

/** `undefined` where the platform has not the algorithm after all. */
async function verifyOnPlatform(
  subtle: SubtleCrypto,
  { key, orderOctets }: WebKey,
  scheme: SignatureScheme,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<boolean | undefined> {
  const raw = orderOctets === 0 ? signature : rawEcdsaSignature(signature, orderOctets);
  if (raw === undefined) return false;
  try {
    return await subtle.verify(webSignatureAlgorithm(scheme)!, key, bufferSource(raw), bufferSource(data));
  } catch (error) {
    // Any other error: the platform could not carry the verification out, as no such signature can verify.
    return (error as { name?: unknown }).name === 'NotSupportedError' ? undefined : false;
  }
}

function checkKnown(hash: HashName): void {
  if (!Object.hasOwn(HASH_BYTES, hash)) throw unsupported(hash);
}

interface ImportedKey {
  readonly publicKey: PublicKey;
  /** `undefined`: the platform cannot use it. */
  readonly web: WebKey | undefined;
}

async function importKey(
  subtle: SubtleCrypto,
  spki: Uint8Array,
  scheme: SignatureScheme,
): Promise<ImportedKey> {
  const publicKey = readVerificationKey(spki);
  checkFitsScheme(publicKey, scheme);
  if ('hash' in scheme) checkKnown(scheme.hash);
  if (scheme.kind === 'rsa-pss') checkKnown(scheme.mgfHash);
  return { publicKey, web: await importWebKey(subtle, publicKey, scheme) };
}

/** A CryptoKey serves one algorithm, and RSA keys one hash; the hash also decides on the platform. */
function cacheId(spki: Uint8Array, scheme: SignatureScheme): string {
  const { kind } = scheme;
  const use = kind === 'eddsa' ? scheme.curve : kind === 'ml-dsa' ? scheme.parameters : scheme.hash;
  const mask = kind === 'rsa-pss' ? scheme.mgfHash : '';
  let id = `${kind} ${use} ${mask}:`;
  for (let start = 0; start < spki.length; start += 4096) {
    id += String.fromCharCode(...spki.subarray(start, start + 4096));
  }
  return id;
}

/**
 * WebCrypto has no streaming digest, so the pieces are kept until the end, within the limit for
 * one document.
 */
function collectingDigest(digest: (data: Uint8Array) => Promise<Uint8Array>): StreamingDigest {
  const pieces: Uint8Array[] = [];
  const maximum = LIMITS.documentBytes;
  let length = 0;
  return {
    update(data) {
      length += data.length;
      if (length > maximum) {
        const details = { limit: 'documentBytes', maximum, actual: length };
        throw new CertBankError('limit.exceeded', details, 'content too long for a digest in memory');
      }
      pieces.push(Uint8Array.from(data));
    },
    digest: () => digest(concat(...pieces)),
  };
}
