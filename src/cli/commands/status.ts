import { Command, Option } from 'commander';
import { environment } from '../../service/config.ts';
import { bankOf, signedIn, withSignIn, type BankOptions } from '../bank-options.ts';
import { createOutput, fields } from '../output.ts';
import { secret } from '../secret.ts';

const REASONS = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
];

interface StatusOptions extends BankOptions {
  readonly code?: true;
  readonly codeFile?: string;
  readonly reason?: string;
  readonly invalidityDate?: string;
  readonly json?: true;
}

interface Changed {
  readonly sha256: string;
  readonly serial: string;
  readonly status: string;
  readonly reason: string | null;
  readonly revokedAt: string | null;
}

function statusCommand(name: 'revoke' | 'suspend' | 'release', description: string): Command {
  const command = withSignIn(new Command(name))
    .description(description)
    .argument('<id>', 'serial number or SHA-256, hexadecimal')
    .option('--code', 'as the holder: ask for the revocation code (or CERTBANK_REVOCATION_CODE)')
    .option('--code-file <file>', 'as the holder: file that holds the revocation code')
    .option('--json', 'answer in JSON');
  return command.action(async (id: string, options: StatusOptions) => {
    const output = createOutput(options.json === true);
    const byHolder =
      options.code === true ||
      options.codeFile !== undefined ||
      (environment()['CERTBANK_REVOCATION_CODE'] ?? '') !== '';
    const { sha256 } = (await bankOf(options).json(
      'GET',
      `/certificates/${encodeURIComponent(id)}.json`,
    )) as Changed;
    const path = `/api/v1/certificates/${sha256}/${name}`;
    const body = {
      ...(options.reason === undefined ? {} : { reason: options.reason }),
      ...(options.invalidityDate === undefined ? {} : { invalidityDate: options.invalidityDate }),
    };
    const changed = (
      byHolder
        ? await bankOf(options).json('POST', path, {
            ...body,
            revocationCode: await secret('revocation code', 'CERTBANK_REVOCATION_CODE', options.codeFile),
          })
        : await signedIn(options, (bank, token) => bank.json('POST', path, body, token))
    ) as Changed;
    output.answer(
      changed,
      fields([
        ['certificate', changed.sha256],
        ['serial', changed.serial],
        ['status', changed.status],
        ['reason', changed.reason],
        ['since', changed.revokedAt],
      ]),
    );
  });
}

/** `revoke SERIAL --reason R`: for ever. */
export function revokeCommand(): Command {
  return statusCommand('revoke', 'revoke a certificate, for ever')
    .addOption(new Option('--reason <reason>', 'why').choices(REASONS).default('unspecified'))
    .option('--invalidity-date <instant>', 'since when the key is suspected (RFC 3339)')
    .addHelpText('after', '\nExample:\n  certbank revoke 3f9a0c… --reason keyCompromise --user anna');
}

/** `suspend SERIAL`: until it is released or revoked. */
export function suspendCommand(): Command {
  return statusCommand('suspend', 'put a certificate on hold').addHelpText(
    'after',
    '\nExample:\n  certbank suspend 3f9a0c… --code',
  );
}

/** `release SERIAL`: ends a suspension. */
export function releaseCommand(): Command {
  return statusCommand('release', 'end the suspension of a certificate').addHelpText(
    'after',
    '\nExample:\n  certbank release 3f9a0c… --user anna',
  );
}
