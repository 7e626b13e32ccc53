import { toHex } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import type { RandomSource } from '../../base/random.ts';
import type { AccountStore } from '../../authority/ports/ledger.ts';
import { tableKey, type SessionTable } from './session-store.ts';
import { accountOf, SIGN_IN_MS, signInOf, type SignedInAccount, type SignIn } from './session.ts';

const TOKEN_BYTES = 32;

export interface TokenDeps {
  readonly table: SessionTable;
  readonly accounts: Pick<AccountStore, 'find'>;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** Bearer tokens for programs: 256 random bits, kept as a hash, good for twelve hours. */
export interface Tokens {
  issue(username: string): Promise<{ token: string; expiresAt: Date }>;
  account(token: string): Promise<SignedInAccount | undefined>;
  revoke(token: string): Promise<void>;
}

export function createTokens(deps: TokenDeps): Tokens {
  return {
    async issue(username) {
      const account = await deps.accounts.find(username);
      if (account === undefined) throw new RangeError('no such account');
      const token = toHex(deps.random.bytes(TOKEN_BYTES));
      const now = deps.clock.now();
      const expiresAt = new Date(now.getTime() + SIGN_IN_MS);
      await deps.table.save(tableKey('token', token), JSON.stringify(signInOf(account, now)), expiresAt);
      return { token, expiresAt };
    },
    async account(token) {
      const data = await deps.table.find(tableKey('token', token), deps.clock.now());
      return data === undefined ? undefined : accountOf(deps, JSON.parse(data) as SignIn);
    },
    async revoke(token) {
      await deps.table.remove(tableKey('token', token));
    },
  };
}
