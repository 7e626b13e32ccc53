import type { Profile } from '../profiles/profile.ts';
import type { SigningAuthority } from './issuer.ts';

/** What a certificate must agree with. */
export interface LintContext {
  readonly profile: Profile;
  readonly authority: SigningAuthority;
}

/** Takes findings, each a clause without its full stop. */
export type Report = (finding: string) => void;
