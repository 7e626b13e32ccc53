import { createAccount } from '../authority/accounts/create-account.ts';
import { SYSTEM } from '../authority/access/actor.ts';
import { makeCode } from '../authority/access/code.ts';
import { initialise as makeHierarchy } from '../authority/ceremony/initialise.ts';
import { passphraseFile, type Bank } from './compose.ts';
import type { Config } from './config.ts';

/** Told of each thing that a person at the terminal should see. */
export type Tell = (line: string) => void;

const STEPS = {
  root: 'making the root key and its certificate',
  issuing: 'making the issuing key and its certificate',
  responder: 'making the OCSP responder',
  timestamper: 'making the time-stamp authority',
  sealer: 'making the seal of the service',
  crl: 'publishing a CRL',
} as const;

/** A step shorter than this needs no word about its end. */
const TOLD_SECONDS = 0.5;

const FIRST_ADMINISTRATOR = 'admin';

/**
 * Makes what a new installation lacks: hierarchy, first CRLs, first administrator. What is there stays.
 *
 * The administrator's password is told once, unless the configuration gave it. A passphrase that was
 * made for the keys is kept beside them, and that is said: it suits a demonstration and nothing else.
 */
export async function initialise(bank: Bank, config: Config, tell: Tell): Promise<void> {
  const { authority, baseUrl } = bank;
  const isNew = authority.issuers.all.length === 0;
  await makeAuthorities(bank, config, tell);
  if (isNew && config.keyPassphrase === undefined) {
    tell(
      `demonstration only: the keys' passphrase was made and lies in ${passphraseFile(config)}, beside the keys;`,
    );
    tell(
      '  for anything else set CERTBANK_KEY_PASSPHRASE or CERTBANK_KEY_PASSPHRASE_FILE before the first start',
    );
  }
  if ((await authority.ledger.read.accounts.list()).length > 0) return;
  const password = config.adminPassword?.reveal() ?? makeCode(authority.random);
  await createAccount(authority, {
    actor: SYSTEM,
    username: FIRST_ADMINISTRATOR,
    password,
    role: 'administrator',
  });
  const shown =
    config.adminPassword === undefined ? `password ${password} (shown this once)` : 'the password you set';
  tell(`sign in at ${baseUrl}/admin as ${FIRST_ADMINISTRATOR} with ${shown}`);
}

async function makeAuthorities({ authority, baseUrl }: Bank, config: Config, tell: Tell): Promise<void> {
  const { clock } = authority;
  let begun: Date | undefined;
  const end = (): void => {
    const seconds = begun === undefined ? 0 : (clock.now().getTime() - begun.getTime()) / 1000;
    if (seconds >= TOLD_SECONDS) tell(`  done in ${seconds.toFixed(1)} s`);
  };
  await makeHierarchy(authority, {
    profile: config.profile,
    organisation: config.organisation,
    country: config.country,
    baseUrl,
    onStep(step) {
      end();
      begun = clock.now();
      tell(`${STEPS[step]} …`);
    },
  });
  end();
  await authority.issuers.reload();
}
