import { Command, Option } from 'commander';
import { nodeSigner } from '../../adapters/keys/node-signer.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { usualScheme } from '../../crypto/usual-scheme.ts';
import { generateKeyPair, type KeyKind } from '../../crypto/keys.ts';
import { derFrom, encodePem } from '../../formats/pem.ts';
import { writePkcs12 } from '../../formats/pkcs/pkcs12.ts';
import { encodeName } from '../../formats/x509/name.ts';
import { parsePublicKey } from '../../formats/x509/public-key.ts';
import { draftRequest } from '../../formats/x509/request-draft.ts';
import type { BankClient } from '../bank-client.ts';
import { bankOf, signedIn, withSignIn, type BankOptions } from '../bank-options.ts';
import { writeNew } from '../out-file.ts';
import { createOutput, fields, type Output } from '../output.ts';
import { secret } from '../secret.ts';

interface RegisterOptions extends BankOptions {
  readonly kind: 'POCES' | 'VOCES';
  readonly name?: string;
  readonly organisation?: string;
  readonly cvr?: string;
  readonly email?: string;
  readonly unlisted?: true;
  readonly json?: true;
}

interface Registered {
  readonly reference: string;
  readonly activationCode: string;
  readonly expiresAt: string;
}

interface Collected {
  readonly certificate: string;
  readonly sha256: string;
  readonly serial: string;
  readonly chain: string[];
  readonly revocationCode: string;
}

const withRegistration = (command: Command): Command =>
  withSignIn(command)
    .addOption(
      new Option('--kind <kind>', 'person or organisation').choices(['POCES', 'VOCES']).default('POCES'),
    )
    .option('--organisation <name>', "organisation's registered name (VOCES)")
    .option('--cvr <number>', "organisation's CVR number (VOCES)")
    .option('--email <address>', 'e-mail address for the certificate')
    .option('--unlisted', 'keep the certificate out of searches');

function register(options: RegisterOptions): Promise<Registered> {
  return signedIn(options, async (bank, token) => {
    const body = {
      kind: options.kind,
      commonName: options.name,
      organisation: options.organisation ?? null,
      cvr: options.cvr ?? null,
      email: options.email ?? null,
      isListed: options.unlisted !== true,
    };
    return (await bank.json('POST', '/api/v1/orders', body, token)) as Registered;
  });
}

/** `register --name NAME`: as an officer, open an order. */
export function registerCommand(): Command {
  return withRegistration(new Command('register'))
    .description('as a registration officer, register a person or an organisation')
    .requiredOption('--name <name>', "person's full name, or the label of an organisation certificate")
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      '\nExample:\n  certbank register --name "Anna Jensen" --email anna@example.dk --user officer',
    )
    .action(async (options: RegisterOptions) => {
      const output = createOutput(options.json === true);
      const order = await output.during('registering', register(options));
      output.answer(
        order,
        fields([
          ['reference', order.reference],
          ['activation code', order.activationCode],
          ['collect before', order.expiresAt],
        ]),
      );
    });
}

interface RequestOptions extends RegisterOptions {
  readonly reference?: string;
  readonly codeFile?: string;
  readonly keyKind: KeyKind;
  readonly out: string;
  readonly outPasswordFile?: string;
}

/** `request --out key.p12`: make the key here, collect the certificate, keep both in a PKCS#12. */
export function requestCommand(): Command {
  return withRegistration(new Command('request'))
    .description('collect a certificate: the key is made here and never leaves')
    .option(
      '--reference <reference>',
      'the order to collect; its code comes from CERTBANK_ACTIVATION_CODE or a prompt',
    )
    .option('--code-file <file>', 'file that holds the activation code')
    .option('--name <name>', 'as an officer, register under this name first')
    .addOption(
      new Option('--key-kind <kind>', 'kind of key')
        .choices(['RSA-3072', 'RSA-4096', 'P-256', 'P-384'])
        .default('RSA-3072'),
    )
    .requiredOption(
      '--out <file>',
      'PKCS#12 to write; its password comes from CERTBANK_KEY_PASSWORD or a prompt',
    )
    .option('--out-password-file <file>', 'file that holds the password for the PKCS#12')
    .option('--json', 'answer in JSON')
    .addHelpText('after', '\nExample:\n  certbank request --reference K7Q2-9XMD --out jensen.p12')
    .action(async (options: RequestOptions) => {
      const output = createOutput(options.json === true);
      if (options.reference === undefined && options.name === undefined) {
        throw invalid('--reference', 'give --reference and a code, or --name to register first');
      }
      const { collected } = await writeNew(options.out, () => request(options, output));
      output.answer(
        { ...collected, out: options.out },
        fields([
          ['certificate', collected.sha256],
          ['serial', collected.serial],
          ['written to', options.out],
          ['revocation code', collected.revocationCode],
          ['', 'Keep the revocation code: whoever has it can block this certificate.'],
        ]),
      );
    });
}

/** What the bank gave, and the PKCS#12 with it and the key. */
async function request(
  options: RequestOptions,
  output: Output,
): Promise<{ collected: Collected; bytes: Uint8Array }> {
  const order = options.reference === undefined ? await register(options) : undefined;
  const reference = order?.reference ?? options.reference!;
  const activationCode =
    order?.activationCode ?? (await secret('activation code', 'CERTBANK_ACTIVATION_CODE', options.codeFile));
  const password = await secret('password for the PKCS#12', 'CERTBANK_KEY_PASSWORD', options.outPasswordFile);
  if (password === '') throw invalid('--out-password-file', 'the password for the PKCS#12 is empty');
  const pair = await output.during(
    'making the key',
    generateKeyPair(globalThis.crypto.subtle, options.keyKind),
  );
  const scheme = usualScheme(parsePublicKey(pair.publicKeySpki));
  const draft = draftRequest({ subject: encodeName([]), publicKey: pair.publicKeySpki, scheme });
  const pkcs10 = draft.complete(await nodeSigner(pair.privateKeyPkcs8, scheme).sign(draft.toBeSigned));
  const body = { activationCode, request: encodePem('CERTIFICATE REQUEST', pkcs10) };
  const collected = await output.during('collecting', collect(bankOf(options), reference, body));
  const certificates = [collected.certificate, ...collected.chain].flatMap((pem) =>
    derFrom(new TextEncoder().encode(pem), 'CERTIFICATE'),
  );
  const { privateKeyPkcs8 } = pair;
  const bytes = await writePkcs12({ privateKeyPkcs8, certificates, password }, globalThis.crypto);
  return { collected, bytes };
}

const ATTEMPTS = 3;

/**
 * Asks again where no answer came: it may be the answer that was lost, and the certificate with it, whose key is here
 * and nowhere else. The same code and key give the same certificate.
 */
async function collect(bank: BankClient, reference: string, body: object): Promise<Collected> {
  for (let attempt = 1; ; attempt++) {
    try {
      const path = `/api/v1/orders/${encodeURIComponent(reference)}/collect`;
      return (await bank.json('POST', path, body)) as Collected;
    } catch (error) {
      if (attempt === ATTEMPTS || !isCertBankError(error, 'service.unreachable')) throw error;
    }
  }
}

function invalid(path: string, message: string): CertBankError<'input.invalid'> {
  return new CertBankError('input.invalid', { issues: [{ path, message }] }, message);
}
