import { readFile } from 'node:fs/promises';
import { CertBankError } from '../base/errors.ts';
import { environment } from '../service/config.ts';
import { unreadableFile } from './inputs.ts';

/**
 * A secret from the file named, else from the environment, else asked for at the terminal.
 * Never from an argument: arguments are visible to every user of the machine.
 *
 * @param what      as the prompt names it, such as `password of the key`
 * @param variable  environment variable
 * @param file      path given with an option; one trailing line end is not part of the secret
 * @throws CertBankError `input.invalid` where there is no terminal to ask at, or the file cannot be read
 */
export async function secret(what: string, variable: string, file?: string): Promise<string> {
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw unreadableFile(file, cause);
    });
    return text.replace(/\r?\n$/, '');
  }
  const given = environment()[variable];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) {
    throw new CertBankError(
      'input.invalid',
      { issues: [{ path: variable, message: 'missing' }] },
      `the ${what} is needed: set ${variable}, or give a file that holds it`,
    );
  }
  const { password: prompt } = await import('@inquirer/prompts');
  return prompt({ message: what, mask: true }, { output: process.stderr });
}
