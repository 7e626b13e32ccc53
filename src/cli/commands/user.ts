import { Command, Option } from 'commander';
import { changePassword } from '../../authority/accounts/change-password.ts';
import { createAccount } from '../../authority/accounts/create-account.ts';
import { listAccounts } from '../../authority/accounts/list-accounts.ts';
import { removeAccount } from '../../authority/accounts/remove-account.ts';
import type { Actor } from '../../authority/access/actor.ts';
import type { Role } from '../../authority/ports/records.ts';
import { withInstallation, withInstalled, type InstallationOptions } from '../installation.ts';
import { createOutput, table } from '../output.ts';
import { secret } from '../secret.ts';

type Options = InstallationOptions & {
  readonly json?: true;
  readonly role?: Role;
  readonly passwordFile?: string;
};

/** Whoever can read the data directory and its keys acts as administrator; the audit record says from where. */
const LOCAL: Actor = { kind: 'administrator', id: '(command line)' };

const command = (name: string, description: string, example: string): Command =>
  withInstallation(new Command(name))
    .description(description)
    .option('--json', 'answer in JSON')
    .addHelpText('after', `\nExample:\n  certbank user ${example}`);

const passwordOf = (username: string, options: Options): Promise<string> =>
  secret(`new password of ${username}`, 'CERTBANK_PASSWORD', options.passwordFile);

/** `user add|list|password|remove`: who may sign in. */
export function userCommand(): Command {
  const add = command('add', 'create an account', 'add anna --role officer')
    .argument('<name>')
    .addOption(
      new Option('--role <role>', 'what the account may do')
        .choices(['officer', 'administrator', 'auditor'])
        .default('officer'),
    )
    .option('--password-file <file>', 'file that holds the password; else CERTBANK_PASSWORD or a prompt')
    .action(async (username: string, options: Options) => {
      const password = await passwordOf(username, options);
      const account = await withInstalled(options, (bank) =>
        createAccount(bank.authority, { actor: LOCAL, username, password, role: options.role! }),
      );
      createOutput(options.json === true).answer(account, `${account.role} ${account.username} created`);
    });
  const list = command('list', 'list the accounts', 'list').action(async (options: Options) => {
    const accounts = await withInstalled(options, (bank) => listAccounts(bank.authority, { actor: LOCAL }));
    createOutput(options.json === true).answer(
      accounts,
      table(
        ['name', 'role', 'locked until'],
        accounts.map(({ username, role, lockedUntil }) => [username, role, lockedUntil?.toISOString() ?? '']),
      ),
    );
  });
  const password = command('password', 'set a new password', 'password anna')
    .argument('<name>')
    .option('--password-file <file>', 'file that holds the password; else CERTBANK_PASSWORD or a prompt')
    .action(async (username: string, options: Options) => {
      const newPassword = await passwordOf(username, options);
      await withInstalled(options, (bank) =>
        changePassword(bank.authority, { actor: LOCAL, username, newPassword }),
      );
      createOutput(options.json === true).answer({ username }, `password of ${username} set`);
    });
  const remove = command('remove', 'remove an account', 'remove anna')
    .argument('<name>')
    .action(async (username: string, options: Options) => {
      await withInstalled(options, (bank) => removeAccount(bank.authority, { actor: LOCAL, username }));
      createOutput(options.json === true).answer({ username }, `${username} removed`);
    });
  return new Command('user')
    .description('accounts of officers, administrators and auditors')
    .addCommand(add)
    .addCommand(list)
    .addCommand(password)
    .addCommand(remove);
}
