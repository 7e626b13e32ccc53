#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { isCertBankError } from '../base/errors.ts';
import { EXIT, exitStatusOf } from './exit-status.ts';
import { printable } from './output.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Each is loaded when it is asked for: what serves a bank takes more memory than verifying a file of any size. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand(),
  init: async () => (await import('./commands/serve.ts')).initCommand(),
  register: async () => (await import('./commands/request.ts')).registerCommand(),
  request: async () => (await import('./commands/request.ts')).requestCommand(),
  find: async () => (await import('./commands/find.ts')).findCommand(),
  get: async () => (await import('./commands/find.ts')).getCommand(),
  sign: async () => (await import('./commands/sign.ts')).signCommand(),
  extend: async () => (await import('./commands/extend.ts')).extendCommand(),
  verify: async () => (await import('./commands/verify.ts')).verifyCommand(),
  encrypt: async () => (await import('./commands/encryption.ts')).encryptCommand(),
  decrypt: async () => (await import('./commands/encryption.ts')).decryptCommand(),
  timestamp: async () => (await import('./commands/timestamp.ts')).timestampCommand(),
  certificate: async () => (await import('./commands/certificate.ts')).certificateCommand(),
  path: async () => (await import('./commands/path.ts')).pathCommand(),
  revoke: async () => (await import('./commands/status.ts')).revokeCommand(),
  suspend: async () => (await import('./commands/status.ts')).suspendCommand(),
  release: async () => (await import('./commands/status.ts')).releaseCommand(),
  crl: async () => (await import('./commands/operations.ts')).crlCommand(),
  audit: async () => (await import('./commands/operations.ts')).auditCommand(),
  user: async () => (await import('./commands/user.ts')).userCommand(),
  migrate: async () => (await import('./commands/operations.ts')).migrateCommand(),
  backup: async () => (await import('./commands/operations.ts')).backupCommand(),
  restore: async () => (await import('./commands/operations.ts')).restoreCommand(),
  doctor: async () => (await import('./commands/operations.ts')).doctorCommand(),
};

const program = new Command('certbank')
  .description('The open certificate bank: issue, publish, revoke, sign and verify.')
  .version(version)
  .showHelpAfterError('(--help tells more)')
  .addHelpText(
    'after',
    `
Exit status: 0 done, 1 refused (verify: a signature failed), 2 verify: INDETERMINATE, 3 verify: no signature,
64 wrong usage, 65 malformed input, 69 a service could not be reached, 70 internal error.`,
  );

const [, , asked = ''] = process.argv;
// What runs for seconds leaves little behind that is worth keeping: V8 need not grow its room for new objects, by which
// a third of the memory is spared. A service lives longer.
if (asked !== 'serve') setFlagsFromString('--semi-space-growth-factor=1');
for (const name of Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS)) {
  program.addCommand(await COMMANDS[name]!());
}

/** Commands nest, and each must throw instead of leaving the process. */
function throwInstead(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwInstead(inner);
}

throwInstead(program);

function tell(error: unknown): void {
  if (process.argv.includes('--json') && isCertBankError(error)) {
    const { code, message, details } = error;
    process.stderr.write(`${JSON.stringify({ code, message, details })}\n`);
    return;
  }
  const text = isCertBankError(error) ? error.message : `internal error: ${String(error)}`;
  process.stderr.write(`certbank: ${printable(text)}\n`);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else if (error instanceof Error && error.name === 'ExitPromptError') {
    process.exitCode = EXIT.usage;
  } else {
    tell(error);
    process.exitCode = exitStatusOf(error);
  }
}
