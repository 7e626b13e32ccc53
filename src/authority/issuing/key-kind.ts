import type { PublicKey } from '../../formats/x509/public-key.ts';
import type { Profile } from '../profiles/profile.ts';

/** What kind of key this is, as profiles name them; `undefined` for one that no profile knows. */
export function keyKindOf(publicKey: PublicKey): string | undefined {
  switch (publicKey.kind) {
    case 'rsa':
      return `RSA-${publicKey.bits}`;
    case 'ec':
      return publicKey.curve;
    case 'ed25519':
      return 'Ed25519';
    default:
      return undefined;
  }
}

/** Whether `profile` certifies keys of this kind. */
export function allowsKey(profile: Profile, publicKey: PublicKey): boolean {
  const kind = keyKindOf(publicKey);
  return profile.keys.some((allowed) => allowed === kind);
}
