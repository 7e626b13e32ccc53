#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { isCertBankError } from '../base/errors.ts';
import { certificateCommand } from './commands/certificate.ts';
import { decryptCommand, encryptCommand } from './commands/encryption.ts';
import { findCommand, getCommand } from './commands/find.ts';
import {
  auditCommand,
  backupCommand,
  crlCommand,
  doctorCommand,
  migrateCommand,
  restoreCommand,
} from './commands/operations.ts';
import { pathCommand } from './commands/path.ts';
import { registerCommand, requestCommand } from './commands/request.ts';
import { initCommand, serveCommand } from './commands/serve.ts';
import { signCommand } from './commands/sign.ts';
import { releaseCommand, revokeCommand, suspendCommand } from './commands/status.ts';
import { timestampCommand } from './commands/timestamp.ts';
import { userCommand } from './commands/user.ts';
import { verifyCommand } from './commands/verify.ts';
import { EXIT, exitStatusOf } from './exit-status.ts';
import { printable } from './output.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
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

for (const command of [
  serveCommand(),
  initCommand(),
  registerCommand(),
  requestCommand(),
  findCommand(),
  getCommand(),
  signCommand(),
  verifyCommand(),
  encryptCommand(),
  decryptCommand(),
  timestampCommand(),
  certificateCommand(),
  pathCommand(),
  revokeCommand(),
  suspendCommand(),
  releaseCommand(),
  crlCommand(),
  auditCommand(),
  userCommand(),
  migrateCommand(),
  backupCommand(),
  restoreCommand(),
  doctorCommand(),
]) {
  program.addCommand(command);
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
