import { Command, Option } from 'commander';
import { httpFetch } from '../../adapters/evidence/http-fetch.ts';
import { nodeEngine } from '../../adapters/keys/node-engine.ts';
import { systemClock } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import { systemRandom } from '../../base/random.ts';
import { looksLikeMessage } from '../../formats/mime/entity.ts';
import { derFrom } from '../../formats/pem.ts';
import { parseCertificate } from '../../formats/x509/certificate.ts';
import {
  decryptMessage,
  encryptMessage,
  readPkcs12,
  recipientKey,
  verifyDocument,
  verifyPath,
  type ContentCipher,
} from '../../node.ts';
import { httpEvidence } from '../../trust/evidence/http.ts';
import { bankOf, isBankCertain, withBank, type BankOptions } from '../bank-options.ts';
import { collectOption, readBounded } from '../inputs.ts';
import { writeOut } from '../out-file.ts';
import { createOutput, fields } from '../output.ts';
import { findRecipient, type RecipientSearch } from '../recipient.ts';
import { secret } from '../secret.ts';

interface EncryptOptions extends BankOptions {
  readonly to: string[];
  readonly anchor: string[];
  readonly form?: 'smime' | 'cms';
  readonly cipher: ContentCipher;
  readonly out: string;
  readonly json?: true;
}

/** `encrypt FILE --to RECIPIENT --out FILE`: for whoever holds the key of a certificate in the bank. */
export function encryptCommand(): Command {
  return withBank(new Command('encrypt'))
    .description('encrypt a mail message or a file to recipients')
    .argument('<file>', 'what to encrypt')
    .requiredOption(
      '--to <recipient>',
      'e-mail address, serial number or SHA-256 in the bank, or file with a certificate (repeatable)',
      collectOption,
      [],
    )
    .option(
      '--anchor <file>',
      "certificate that the recipients' must lead to (repeatable); else the bank is believed",
      collectOption,
      [],
    )
    .addOption(
      new Option(
        '--form <form>',
        'S/MIME message or bare CMS; else S/MIME for mail, CMS for other files',
      ).choices(['smime', 'cms']),
    )
    .addOption(
      new Option('--cipher <cipher>', 'AES-256-CBC, which does not protect from changes, for old readers')
        .choices(['AES-256-GCM', 'AES-256-CBC'])
        .default('AES-256-GCM'),
    )
    .requiredOption('--out <file>', 'where the encrypted message goes')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      '\nExample:\n  certbank encrypt letter.eml --to anna@example.dk --url https://bank.example --out letter.p7m.eml',
    )
    .action(async (file: string, options: EncryptOptions) => {
      const output = createOutput(options.json === true);
      const at = systemClock.now();
      const [bytes, search] = await Promise.all([readBounded(file), searchOf(options, at)]);
      const recipients: Uint8Array[] = [];
      for (const to of options.to) {
        recipients.push(await output.during(`looking for ${to}`, findRecipient(to, search)));
      }
      const form = options.form ?? (looksLikeMessage(bytes) ? 'smime' : 'cms');
      const sealed = await output.during(
        'encrypting',
        encryptMessage(bytes, { recipients, at, cipher: options.cipher, form }),
      );
      await writeOut(options.out, sealed);
      const named = recipients.map(parseCertificate).map(({ subject, serial }) => ({
        subject: subject.toString(),
        serial,
      }));
      output.answer(
        { out: options.out, sizeBytes: sealed.length, form, cipher: options.cipher, recipients: named },
        fields([
          ...named.map(({ subject }) => ['encrypted to', subject] as const),
          ['written to', options.out],
        ]),
      );
    });
}

async function searchOf(options: EncryptOptions, at: Date): Promise<RecipientSearch> {
  const engine = nodeEngine();
  const files = await Promise.all(options.anchor.map(readBounded));
  const anchors = files.flatMap((anchor) => derFrom(anchor, 'CERTIFICATE'));
  const evidence = httpEvidence({ fetch: httpFetch, engine, random: systemRandom });
  return {
    bank: bankOf(options),
    isBankCertain: isBankCertain(options),
    at,
    digest: async (bytes) => engine.digest('SHA-256', bytes),
    verify:
      options.anchor.length === 0
        ? undefined
        : (leaf) => verifyPath({ leaf, intermediates: anchors, anchors, at, evidence }),
  };
}

interface DecryptOptions {
  readonly p12: string;
  readonly passwordFile?: string;
  readonly acceptUnauthenticated?: true;
  readonly out: string;
  readonly json?: true;
}

/** `decrypt FILE --p12 key.p12 --out FILE`: what was encrypted to the holder of the key. */
export function decryptCommand(): Command {
  return new Command('decrypt')
    .description('decrypt a message with the key that it was encrypted to')
    .argument('<file>', 'encrypted message: S/MIME, or CMS in DER or PEM')
    .requiredOption(
      '--p12 <file>',
      'PKCS#12 with the key; its password comes from CERTBANK_KEY_PASSWORD or a prompt',
    )
    .option('--password-file <file>', 'file that holds the password of the key')
    .option(
      '--accept-unauthenticated',
      'also write what anybody on its way could have altered (AES-CBC) and nobody signed as a whole',
    )
    .requiredOption('--out <file>', 'where the content goes')
    .option('--json', 'answer in JSON')
    .addHelpText('after', '\nExample:\n  certbank decrypt letter.p7m.eml --p12 anna.p12 --out letter.eml')
    .action(async (file: string, options: DecryptOptions) => {
      const output = createOutput(options.json === true);
      const [bytes, pkcs12] = await Promise.all([readBounded(file), readBounded(options.p12)]);
      const password = await secret('password of the key', 'CERTBANK_KEY_PASSWORD', options.passwordFile);
      const { privateKeyPkcs8, certificates } = await readPkcs12(pkcs12, password, globalThis.crypto);
      const [certificate] = certificates;
      if (certificate === undefined) {
        const details = { what: 'certificate' };
        throw new CertBankError('key.unreadable', details, `${options.p12} holds no certificate`);
      }
      const { content, isAuthenticated } = await output.during(
        'decrypting',
        decryptMessage(bytes, {
          certificate,
          key: recipientKey(privateKeyPkcs8, certificate),
          unauthenticated: 'accept',
        }),
      );
      const isSignedWhole = !isAuthenticated && (await isWhole(content));
      if (!isAuthenticated && !isSignedWhole && options.acceptUnauthenticated !== true) {
        throw new CertBankError(
          'message.not-authenticated',
          {},
          'anybody on its way could have altered the message, and nobody signed it as a whole; ' +
            'nothing was written (--accept-unauthenticated writes it all the same)',
        );
      }
      await writeOut(options.out, content, 0o600);
      if (!isAuthenticated) {
        output.say(
          isSignedWhole
            ? 'The encryption does not protect the message from being altered; a signature inside covers it whole: verify it.'
            : 'WARNING: anybody on its way could have altered this message.',
        );
      }
      output.answer(
        { out: options.out, sizeBytes: content.length, isAuthenticated, isSignedWhole },
        fields([['written to', options.out]]),
      );
    });
}

/** Whether a signature covers all of `content` and fits it. Does not check: who signed, and whether to believe it. */
async function isWhole(content: Uint8Array): Promise<boolean> {
  try {
    const { signatures } = await verifyDocument(content, { at: systemClock.now() });
    return signatures.some(
      ({ integrity, scope }) =>
        integrity.signature &&
        integrity.references &&
        integrity.structure &&
        scope.length > 0 &&
        scope.every(({ kind }) => kind === 'FULL'),
    );
  } catch (error) {
    if (error instanceof CertBankError) return false;
    throw error;
  }
}
