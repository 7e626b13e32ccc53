import { Option, type Command } from 'commander';
import { CertBankError } from '../base/errors.ts';
import { environment } from '../service/config.ts';
import { bankClient, type BankClient } from './bank-client.ts';
import { secret } from './secret.ts';

export interface BankOptions {
  readonly url?: string;
  readonly user?: string;
  readonly passwordFile?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Adds `--url` to a command that speaks to a bank. */
export function withBank(command: Command): Command {
  return command.addOption(
    new Option('--url <url>', `the bank's address (CERTBANK_URL; else ${DEFAULT_URL})`),
  );
}

/** Adds the options of a command that must sign in. */
export function withSignIn(command: Command): Command {
  return withBank(command)
    .option(
      '--user <name>',
      'sign in as this user (CERTBANK_USERNAME); the password comes from CERTBANK_PASSWORD or a prompt',
    )
    .option('--password-file <file>', 'file that holds the password');
}

const urlOf = (options: BankOptions): string => options.url ?? environment()['CERTBANK_URL'] ?? DEFAULT_URL;

export const bankOf = (options: BankOptions): BankClient => bankClient(urlOf(options));

/** Whether nobody on the way can answer in the bank's place: https, or a bank on this machine. */
export function isBankCertain(options: BankOptions): boolean {
  const { protocol, hostname } = new URL(urlOf(options));
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Signs in, lets `work` speak with the token, and signs out again. */
export async function signedIn<T>(
  options: BankOptions,
  work: (bank: BankClient, token: string) => Promise<T>,
): Promise<T> {
  const bank = bankOf(options);
  const given = environment()['CERTBANK_TOKEN'];
  if (given !== undefined && given !== '') return work(bank, given);
  const username = options.user ?? environment()['CERTBANK_USERNAME'];
  if (username === undefined) {
    throw new CertBankError(
      'input.invalid',
      { issues: [{ path: '--user', message: 'missing' }] },
      'this needs an account: give --user, or CERTBANK_TOKEN',
    );
  }
  const password = await secret(`password of ${username}`, 'CERTBANK_PASSWORD', options.passwordFile);
  const { token } = (await bank.json('POST', '/api/v1/sessions', { username, password })) as {
    token: string;
  };
  try {
    return await work(bank, token);
  } finally {
    await bank.json('DELETE', '/api/v1/sessions/current', undefined, token).catch(() => undefined);
  }
}
