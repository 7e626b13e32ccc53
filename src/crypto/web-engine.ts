import { CertBankError, isCertBankError } from '../base/errors.ts';
import { concat } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { HashName, SignatureScheme } from '../formats/algorithms.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { BoundedCache } from './bounded-cache.ts';
import { bufferSource } from './buffer-source.ts';
import { rawEcdsaSignature } from './ecdsa-signature.ts';
import type { Engine, StreamingDigest } from './engine.ts';
import { checkFitsScheme, readVerificationKey, unreadable, unsupported } from './verification-key.ts';
import { hasHash, webSignatureAlgorithm, type WebDialect } from './web-algorithms.ts';
import { importWebKey, type WebKey } from './web-key.ts';

/** Keys kept imported: an import costs more than a verification. */
const CACHED_KEYS = 256;

/**
 * The engine of browsers, and of every platform that has WebCrypto.
 *
 * @param subtle   the platform's WebCrypto
 * @param fallback asked for what the platform lacks: @peculiar/webcrypto has SHA-3, the brainpool
 *                 curves and Ed448. Keys of the two never mix.
 */
export function webEngine(subtle: SubtleCrypto, fallback?: SubtleCrypto): Engine {
  const keys = new BoundedCache<Promise<ImportedKey>>(CACHED_KEYS);
  const platforms: readonly Platform[] = [
    { subtle, dialect: 'web' },
    ...(fallback === undefined ? [] : [{ subtle: fallback, dialect: 'extended' as const }]),
  ];

  async function digest(hash: HashName, data: Uint8Array): Promise<Uint8Array> {
    const platform = platforms.find(({ dialect }) => hasHash(dialect, hash));
    if (platform === undefined) throw unsupported(hash);
    return new Uint8Array(await platform.subtle.digest(hash, bufferSource(data)));
  }

  async function keyOf(spki: Uint8Array, scheme: SignatureScheme): Promise<ImportedKey> {
    const id = cacheId(spki, scheme);
    const cached = keys.get(id);
    if (cached !== undefined) {
      const key = await cached;
      checkFitsScheme(key.publicKey, scheme);
      return key;
    }
    const imported = importKey(platforms, Uint8Array.from(spki), scheme);
    keys.set(id, imported);
    imported.catch(() => keys.delete(id));
    return imported;
  }

  return {
    name: 'web',
    digest,
    startDigest: (hash) => collectingDigest((data) => digest(hash, data)),
    async verify(scheme, spki, signature, data) {
      const { subtle: platform, key, orderOctets, dialect } = await keyOf(spki, scheme);
      const raw = orderOctets === 0 ? signature : rawEcdsaSignature(signature, orderOctets);
      if (raw === undefined) return false;
      const algorithm = webSignatureAlgorithm(scheme, dialect);
      if (algorithm === undefined) throw unsupported(scheme.kind);
      try {
        return await platform.verify(algorithm, key, bufferSource(raw), bufferSource(data));
      } catch (error) {
        if ((error as { name?: unknown }).name === 'NotSupportedError') throw unsupported(scheme.kind, error);
        // The platform could not carry the verification out: no such signature can verify.
        return false;
      }
    },
  };
}

interface Platform {
  readonly subtle: SubtleCrypto;
  readonly dialect: WebDialect;
}

type ImportedKey = WebKey & { readonly publicKey: PublicKey; readonly dialect: WebDialect };

async function importKey(
  platforms: readonly Platform[],
  spki: Uint8Array,
  scheme: SignatureScheme,
): Promise<ImportedKey> {
  const publicKey = readVerificationKey(spki);
  checkFitsScheme(publicKey, scheme);
  try {
    for (const { subtle, dialect } of platforms) {
      const key = await importWebKey(subtle, dialect, publicKey, scheme);
      if (key !== undefined) return { ...key, publicKey, dialect };
    }
  } catch (cause) {
    if (isCertBankError(cause)) throw cause;
    throw unreadable(`malformed ${publicKey.kind} key`, cause);
  }
  throw unsupported(
    publicKey.curve ?? ('hash' in scheme ? `${scheme.kind} with ${scheme.hash}` : scheme.kind),
  );
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
