import type { Engine } from '../../crypto/engine.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';

/**
 * SHA-1 of the key's bits: method (1) of RFC 5280 section 4.2.1.2, and the KeyHash of
 * RFC 6960 section 4.2.1. It only names a key; nothing rests on nobody finding a collision.
 */
export async function keyIdentifierOf(engine: Engine, publicKey: PublicKey): Promise<Uint8Array> {
  return engine.digest('SHA-1', publicKey.keyBits);
}
