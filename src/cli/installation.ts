import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import { CertBankError } from '../base/errors.ts';
import type { Bank } from '../service/compose.ts';
import { environment, loadConfig, type Config } from '../service/config.ts';

export interface InstallationOptions {
  readonly data?: string;
  readonly config?: string;
}

/** Adds the options that say which installation on this machine a command works on. */
export function withInstallation(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory (CERTBANK_DATA; else data)')
    .option('--config <file>', 'configuration file (CERTBANK_CONFIG)');
}

export const configOf = (options: InstallationOptions): Config =>
  loadConfig(environment(), options.config, { data: options.data });

/** Whether there is something to open; a SQLite file is never made by looking for it. */
export async function isInstalled(config: Config): Promise<boolean> {
  if (config.database.client === 'postgres') return true;
  return access(config.database.file).then(
    () => true,
    () => false,
  );
}

/**
 * Lets `work` use the installation, and closes it again.
 *
 * @throws CertBankError `store.unavailable` where there is none
 */
export async function withInstalled<T>(
  options: InstallationOptions,
  work: (bank: Bank, config: Config) => Promise<T>,
): Promise<T> {
  const config = configOf(options);
  if (!(await isInstalled(config))) {
    throw new CertBankError(
      'store.unavailable',
      { what: config.dataDirectory },
      `no installation in ${config.dataDirectory}: run "certbank init" or "certbank serve" first`,
    );
  }
  // Loaded when there is a bank: whoever verifies without one needs no database.
  const { compose } = await import('../service/compose.ts');
  const bank = await compose(config, { migrates: false });
  try {
    return await work(bank, config);
  } finally {
    await bank.close();
  }
}
