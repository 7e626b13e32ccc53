import { concat, toHex, toUtf8 } from '../base/bytes.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Engine } from './engine.ts';

/** Good signatures kept in mind. */
const REMEMBERED = 4096;

/**
 * `engine`, which verifies no good signature twice. For many documents in a row: they come with the same certificates
 * and CRLs again and again.
 *
 * Remembered are digests (SHA-256) over scheme, key, signature and data together, of good signatures alone: what it calls
 * good has been verified.
 */
export function rememberingEngine(engine: Engine): Engine {
  const good = new BoundedCache<true>(REMEMBERED);
  return {
    name: engine.name,
    digest: (hash, data) => engine.digest(hash, data),
    startDigest: (hash) => engine.startDigest(hash),
    async verify(scheme, spki, signature, data) {
      const what = toUtf8(JSON.stringify([scheme, spki.length, signature.length]));
      const dataDigest = await engine.digest('SHA-256', data);
      const id = toHex(await engine.digest('SHA-256', concat(what, spki, signature, dataDigest)));
      if (good.get(id) === true) return true;
      const isGood = await engine.verify(scheme, spki, signature, data);
      if (isGood) good.set(id, true);
      return isGood;
    },
  };
}
