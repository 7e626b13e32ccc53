import { Command } from 'commander';
import { bankOf, withBank, type BankOptions } from '../bank-options.ts';
import { writeOut } from '../out-file.ts';
import { createOutput, fields, table } from '../output.ts';

interface ListedCertificate {
  readonly sha256: string;
  readonly serial: string;
  readonly kind: string;
  readonly commonName: string;
  readonly organisation: string | null;
  readonly email: string | null;
  readonly subject: string;
  readonly status: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

const shown = (certificate: ListedCertificate): string[] => [
  certificate.status,
  certificate.kind,
  certificate.commonName,
  certificate.organisation ?? '',
  certificate.notAfter.slice(0, 10),
  certificate.sha256.slice(0, 16),
];

/** `find QUERY`: look up certificates in a bank. */
export function findCommand(): Command {
  const command = new Command('find')
    .description('look up certificates in a bank')
    .argument('<query>', 'name, organisation, e-mail, CVR number, OCES identifier, serial number or SHA-256')
    .option('--limit <n>', 'at most so many', '25')
    .option('--cursor <cursor>', 'go on where the page before ended')
    .option('--json', 'answer in JSON')
    .addHelpText('after', '\nExample:\n  certbank find "Jensen" --url https://bank.example');
  return withBank(command).action(
    async (query: string, options: BankOptions & { limit: string; cursor?: string; json?: true }) => {
      const output = createOutput(options.json === true);
      const parameters = new URLSearchParams({ q: query, limit: options.limit });
      if (options.cursor !== undefined) parameters.set('cursor', options.cursor);
      const page = (await output.during(
        'searching',
        bankOf(options).json('GET', `/certificates?${parameters.toString()}`),
      )) as { items: ListedCertificate[]; nextCursor: string | null };
      const rows = page.items.map(shown);
      const text =
        rows.length === 0
          ? 'no certificate found'
          : table(['status', 'kind', 'name', 'organisation', 'valid until', 'SHA-256'], rows);
      output.answer(page, page.nextCursor === null ? text : `${text}\nmore: --cursor ${page.nextCursor}`);
    },
  );
}

/** `get SERIAL|SHA256`: fetch one certificate. */
export function getCommand(): Command {
  const command = new Command('get')
    .description('fetch one certificate from a bank')
    .argument('<id>', 'serial number or SHA-256, hexadecimal')
    .option('--out <file>', 'write the certificate to this file (PEM, or DER where it ends in .cer or .der)')
    .option('--json', 'answer in JSON')
    .addHelpText('after', '\nExample:\n  certbank get 3f9a0c… --out jensen.pem');
  return withBank(command).action(
    async (id: string, options: BankOptions & { out?: string; json?: true }) => {
      const output = createOutput(options.json === true);
      const bank = bankOf(options);
      const path = `/certificates/${encodeURIComponent(id)}`;
      const found = (await output.during('fetching', bank.json('GET', `${path}.json`))) as ListedCertificate;
      if (options.out !== undefined) {
        const isDer = /\.(cer|der|crt)$/i.test(options.out);
        const bytes = await bank.bytes(
          `${path}.${isDer ? 'cer' : 'pem'}`,
          isDer ? 'application/pkix-cert' : 'application/x-pem-file',
        );
        await writeOut(options.out, bytes);
      }
      output.answer(
        found,
        fields([
          ['subject', found.subject],
          ['kind', found.kind],
          ['status', found.status],
          ['serial', found.serial],
          ['valid', `${found.notBefore} to ${found.notAfter}`],
          ['SHA-256', found.sha256],
          ['written to', options.out],
        ]),
      );
    },
  );
}
