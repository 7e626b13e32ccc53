import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import colors from 'picocolors';
import { openLedger } from '../../adapters/store/ledger.ts';
import { restoreSqlite } from '../../adapters/store/backup.ts';
import { SYSTEM } from '../../authority/access/actor.ts';
import { verifyAudit } from '../../authority/audit/verify.ts';
import { publishCrl } from '../../authority/status/publish-crl.ts';
import { CertBankError } from '../../base/errors.ts';
import { diagnose } from '../../service/diagnose.ts';
import {
  configOf,
  isInstalled,
  withInstallation,
  withInstalled,
  type InstallationOptions,
} from '../installation.ts';
import { createOutput, fields, table } from '../output.ts';
import { EXIT } from '../exit-status.ts';

type Options = InstallationOptions & { readonly json?: true };

const withJson = (command: Command): Command => withInstallation(command).option('--json', 'answer in JSON');

/** `migrate`: bring the database to this version. */
export function migrateCommand(): Command {
  return withJson(new Command('migrate'))
    .description('bring the database to this version')
    .addHelpText('after', '\nExample:\n  certbank migrate --data /var/lib/certbank')
    .action(async (options: Options) => {
      const output = createOutput(options.json === true);
      const { database } = configOf(options);
      const store = await openLedger(
        database.client === 'sqlite' ? database : { client: 'postgres', url: database.url.reveal() },
      );
      try {
        const applied = await output.during('migrating', store.migrate());
        output.answer({ applied }, applied.length === 0 ? 'nothing to do' : applied.join('\n'));
      } finally {
        await store.close();
      }
    });
}

/** `backup FILE`: a consistent copy of the database while the bank is in use. */
export function backupCommand(): Command {
  return withJson(new Command('backup'))
    .description('write a consistent copy of the SQLite database, while the bank is in use')
    .argument('<file>', 'must not exist yet')
    .addHelpText(
      'after',
      '\nThe keys are not in it: copy the keys directory too.\n\nExample:\n  certbank backup certbank-2026-01-31.sqlite',
    )
    .action(async (file: string, options: Options) => {
      const output = createOutput(options.json === true);
      await withInstalled(options, (bank) => output.during('copying', bank.store.backup(file)));
      output.answer({ file }, `written to ${file}`);
    });
}

/** `restore FILE`: a backup becomes the database of an installation that has none. */
export function restoreCommand(): Command {
  return withJson(new Command('restore'))
    .description('make a backup the database of an installation that has none')
    .argument('<file>', 'written by "certbank backup"')
    .addHelpText(
      'after',
      '\nExample:\n  certbank restore certbank-2026-01-31.sqlite --data /var/lib/certbank',
    )
    .action(async (file: string, options: Options) => {
      const output = createOutput(options.json === true);
      const config = configOf(options);
      if (config.database.client !== 'sqlite') {
        throw new CertBankError(
          'backup.invalid',
          { what: 'postgres' },
          'a PostgreSQL database is restored with pg_restore',
        );
      }
      if (await isInstalled(config)) {
        throw new CertBankError(
          'backup.invalid',
          { what: config.database.file },
          `${config.database.file} exists; move it away first, it is not overwritten`,
        );
      }
      await mkdir(config.dataDirectory, { recursive: true, mode: 0o700 });
      await output.during('restoring', restoreSqlite(file, config.database.file));
      output.answer({ file: config.database.file }, `restored to ${config.database.file}`);
    });
}

/** `audit verify`: walk the chain. */
export function auditCommand(): Command {
  const verify = withJson(new Command('verify'))
    .description('check the hash chain of the audit record')
    .addHelpText('after', '\nExample:\n  certbank audit verify --data /var/lib/certbank')
    .action(async (options: Options) => {
      const output = createOutput(options.json === true);
      const result = await output.during(
        'walking the chain',
        withInstalled(options, (bank) => verifyAudit(bank.authority, { actor: SYSTEM })),
      );
      output.answer(
        result,
        fields([
          ['audit chain', colors.green('unbroken')],
          ['records', String(result.records)],
          ['newest hash', result.lastHash],
        ]),
      );
    });
  return new Command('audit').description('the audit record').addCommand(verify);
}

/** `crl publish [ISSUER]`: now, whatever the schedule says. */
export function crlCommand(): Command {
  const publish = withJson(new Command('publish'))
    .description('publish a CRL now')
    .argument('[issuer]', 'root or issuing', 'issuing')
    .addHelpText('after', '\nExample:\n  certbank crl publish issuing')
    .action(async (issuerId: string, options: Options) => {
      const output = createOutput(options.json === true);
      const crl = await output.during(
        'signing',
        withInstalled(options, (bank) => publishCrl(bank.authority, { actor: SYSTEM, issuerId })),
      );
      const { number, thisUpdate, nextUpdate, sha256 } = crl;
      output.answer(
        { issuerId, number, thisUpdate, nextUpdate, sha256 },
        fields([
          ['issuer', issuerId],
          ['number', String(number)],
          ['valid', `${thisUpdate.toISOString()} to ${nextUpdate.toISOString()}`],
        ]),
      );
    });
  return new Command('crl').description('certificate revocation lists').addCommand(publish);
}

/** `doctor`: what is wrong with an installation. */
export function doctorCommand(): Command {
  return withJson(new Command('doctor'))
    .description('say what is wrong with an installation')
    .addHelpText(
      'after',
      '\nExit status 0 where nothing is wrong.\n\nExample:\n  certbank doctor --data /var/lib/certbank',
    )
    .action(async (options: Options) => {
      const output = createOutput(options.json === true);
      const findings = await output.during('looking', withInstalled(options, diagnose));
      output.answer(
        findings,
        table(
          ['', 'what', 'finding'],
          findings.map(({ ok, what, finding }) => [ok ? colors.green('✔') : colors.red('✘'), what, finding]),
        ),
      );
      if (findings.some(({ ok }) => !ok)) process.exitCode = EXIT.failed;
    });
}
