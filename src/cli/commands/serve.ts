import { Command, Option } from 'commander';
import { compose } from '../../service/compose.ts';
import { environment, loadConfig, type ConfigFlags } from '../../service/config.ts';
import { initialise } from '../../service/initialise.ts';
import { serve } from '../../service/start.ts';
import { createOutput } from '../output.ts';
import { withInstallation, type InstallationOptions } from '../installation.ts';

type Options = ConfigFlags & InstallationOptions & { readonly json?: true };

const profileOption = (): Option =>
  new Option('--profile <profile>', 'shape of a new hierarchy: oces3 (default), oces2 or p256');

/** `serve`: run the service; on first start it makes hierarchy and database. */
export function serveCommand(): Command {
  return withInstallation(new Command('serve'))
    .description('run the service; the first start makes hierarchy and database')
    .option('--port <n>', 'port to listen on (CERTBANK_PORT; else 8080)')
    .option('--host <address>', 'address to listen on (CERTBANK_HOST; else 127.0.0.1)')
    .addOption(profileOption())
    .addHelpText('after', '\nExample:\n  certbank serve --data /var/lib/certbank --port 8080')
    .action(async ({ data, port, host, profile, config }: Options) => {
      const tell = (line: string): void => void process.stdout.write(`${line}\n`);
      await serve(loadConfig(environment(), config, { data, port, host, profile }), tell);
    });
}

/** `init`: make hierarchy and database without serving. */
export function initCommand(): Command {
  return withInstallation(new Command('init'))
    .description('make hierarchy, database and first administrator without serving')
    .addOption(profileOption())
    .option('--json', 'answer in JSON')
    .addHelpText('after', '\nExample:\n  certbank init --data /var/lib/certbank --profile p256')
    .action(async ({ data, profile, config: file, json }: Options) => {
      const output = createOutput(json === true);
      const config = loadConfig(environment(), file, { data, profile });
      const bank = await compose(config);
      const told: string[] = [];
      try {
        await initialise(bank, config, (line) => {
          told.push(line);
          output.say(line);
        });
        const issuers = bank.authority.issuers.all.map(({ record }) => ({
          id: record.id,
          role: record.role,
          sha256: record.sha256,
          notAfter: record.notAfter.toISOString(),
        }));
        output.answer({ data: config.dataDirectory, issuers, told }, `ready in ${config.dataDirectory}`);
      } finally {
        await bank.close();
      }
    });
}
