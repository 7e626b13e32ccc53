import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { softwareKeys } from '../adapters/keys/software.ts';
import { nodeEngine } from '../adapters/keys/node-engine.ts';
import { scryptHasher } from '../adapters/secrets/scrypt.ts';
import { openLedger, type OpenLedger } from '../adapters/store/ledger.ts';
import type { AuthorityDeps } from '../authority/deps.ts';
import { Issuers } from '../authority/issuing/issuers.ts';
import { toUtf8 } from '../base/bytes.ts';
import { systemClock, type Clock } from '../base/clock.ts';
import { CertBankError } from '../base/errors.ts';
import { systemRandom } from '../base/random.ts';
import type { Config } from './config.ts';
import { ownKeys } from './own-keys.ts';
import { keepSecretFile, readSecretFile } from './secret-file.ts';

/** The bank without its doors: what the service and the command line work on. */
export interface Bank {
  readonly authority: AuthorityDeps;
  readonly store: OpenLedger;
  /** What certificates issued now point at. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly clock?: Clock;
  /** Default: the configured address. */
  readonly baseUrl?: string;
  /** Brings the database forward; default: yes. */
  readonly migrates?: boolean;
}

/**
 * Opens the installation that `config` describes: database, keys, issuers. The one place where adapters
 * meet ports.
 *
 * The keys' passphrase is asked for when a key is first made or used, so that reading needs none.
 *
 * @throws CertBankError `store.unavailable`, `store.newer`
 */
export async function compose(config: Config, options: ComposeOptions = {}): Promise<Bank> {
  const random = systemRandom;
  const baseUrl = options.baseUrl ?? config.baseUrl ?? addressOf(config.host, config.port);
  await mkdir(config.dataDirectory, { recursive: true, mode: 0o700 });
  const store = await openLedger(
    config.database.client === 'sqlite'
      ? config.database
      : { client: 'postgres', url: config.database.url.reveal() },
  );
  try {
    if (options.migrates !== false) await store.migrate();
    const files = softwareKeys({
      directory: keyDirectory(config),
      passphrase: async () => toUtf8(await findPassphrase(config)),
      random,
    });
    const keys = ownKeys(files);
    const { ledger } = store;
    const issuers = await Issuers.load({ ledger, keys }, { baseUrl });
    const authority: AuthorityDeps = {
      ledger,
      issuers,
      keys,
      engine: nodeEngine({ verifiesInPool: true }),
      clock: options.clock ?? systemClock,
      random,
      passwords: scryptHasher(),
    };
    return { authority, store, baseUrl, close: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** `http://host:port`, with an IPv6 address in brackets. */
export function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const keyDirectory = (config: Config): string => join(config.dataDirectory, 'keys');

/** Where the demonstration set-up keeps the passphrase that it made. */
export const passphraseFile = (config: Config): string => join(config.dataDirectory, 'key-passphrase');

/**
 * The configured passphrase, else the one that the demonstration set-up keeps beside the keys, made now
 * if there are no keys yet.
 *
 * @throws CertBankError `key.unreadable` when there are keys and their passphrase is not known
 */
async function findPassphrase(config: Config): Promise<string> {
  if (config.keyPassphrase !== undefined) return config.keyPassphrase.reveal();
  const path = passphraseFile(config);
  const kept = await readSecretFile(path);
  if (kept !== undefined) return kept.reveal();
  const names = await readdir(keyDirectory(config)).catch(() => []);
  if (names.some((name) => name.endsWith('.pem'))) {
    throw new CertBankError(
      'key.unreadable',
      { what: 'passphrase' },
      'the keys have a passphrase: set CERTBANK_KEY_PASSPHRASE or CERTBANK_KEY_PASSPHRASE_FILE',
    );
  }
  return (await keepSecretFile(path, systemRandom)).reveal();
}
