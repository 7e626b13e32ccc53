import type { Clock } from '../base/clock.ts';
import type { RandomSource } from '../base/random.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Issuers } from './issuing/issuers.ts';
import type { KeyStore } from './ports/keys.ts';
import type { Ledger } from './ports/ledger.ts';
import type { PasswordHasher } from './ports/secrets.ts';

/**
 * Everything that the use cases of the authority can ask for, for the one place that composes
 * them. A use case itself takes `Pick<AuthorityDeps, …>` and so tells what it needs.
 */
export interface AuthorityDeps {
  readonly ledger: Ledger;
  readonly issuers: Issuers;
  readonly keys: KeyStore;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly passwords: PasswordHasher;
}
