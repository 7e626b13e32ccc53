import type { PublicKey } from '../../formats/x509/public-key.ts';
import type { Profile, SubjectValues } from '../profiles/profile.ts';
import type { SigningAuthority } from './issuer.ts';

/** Everything that decides what a certificate will say. */
export interface DraftRequest {
  readonly profile: Profile;
  readonly authority: SigningAuthority;
  readonly subject: SubjectValues;
  readonly email: string | null;
  readonly publicKey: PublicKey;
  /** Of `publicKey`, see `keyIdentifierOf`. */
  readonly keyIdentifier: Uint8Array;
  readonly serial: Uint8Array;
  /** In whole seconds. */
  readonly notBefore: Date;
}
