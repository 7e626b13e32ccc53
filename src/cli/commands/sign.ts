import { Command, Option } from 'commander';
import { nodeSigner } from '../../adapters/keys/node-signer.ts';
import { systemClock } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import { usualScheme } from '../../crypto/usual-scheme.ts';
import { parseCertificate } from '../../formats/x509/certificate.ts';
import { readPkcs12 } from '../../formats/pkcs/pkcs12.ts';
import { signDocument } from '../../node.ts';
import { withInstallation, type InstallationOptions } from '../installation.ts';
import { openContent, ReadProgress } from '../content.ts';
import { writeOut } from '../out-file.ts';
import { createOutput, fields } from '../output.ts';
import { secret } from '../secret.ts';
import { readBounded } from '../inputs.ts';
import { timestamperAt } from '../timestamping.ts';
import { withTrust } from '../trust.ts';

interface SignOptions extends InstallationOptions {
  readonly key: string;
  readonly passwordFile?: string;
  readonly format: 'cades' | 'pades' | 'smime';
  readonly level: 'B' | 'T' | 'LT' | 'LTA';
  readonly tsa?: string;
  readonly detached?: boolean;
  readonly out: string;
  readonly json?: true;
}

/** `sign FILE --key key.p12 --out FILE`: a signature with a collected PKCS#12. */
export function signCommand(): Command {
  return withInstallation(new Command('sign'))
    .description('sign a document')
    .argument('<file>', 'what to sign')
    .requiredOption(
      '--key <file>',
      'PKCS#12 with the key; its password comes from CERTBANK_KEY_PASSWORD or a prompt',
    )
    .option('--password-file <file>', 'file that holds the password of the key')
    .addOption(
      new Option('--format <format>', 'cades: any file; pades: a PDF; smime: a mail message')
        .choices(['cades', 'pades', 'smime'])
        .default('cades'),
    )
    .addOption(
      new Option('--level <level>', 'B, or as "extend" raises it')
        .choices(['B', 'T', 'LT', 'LTA'])
        .default('B'),
    )
    .option('--tsa <url>', 'address of the time-stamp authority, above level B')
    .option('--detached', 'leave the document out of the signature; with smime: clear-signed, the default')
    .option('--no-detached', 'with smime: one opaque part that holds the message (application/pkcs7-mime)')
    .requiredOption('--out <file>', 'where the signature goes')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Example:
  certbank sign letter.txt --key jensen.p12 --detached --out letter.txt.p7s
  certbank sign letter.pdf --key jensen.p12 --format pades --level LT --tsa https://bank.example/tsa --out signed.pdf`,
    )
    .action(async (file: string, options: SignOptions) => {
      const output = createOutput(options.json === true);
      const timestamper = options.level === 'B' ? undefined : timestamperAt(options.tsa);
      const progress = new ReadProgress();
      const isApart = options.format === 'cades' && options.detached === true;
      const document = await (isApart ? openContent(file, progress) : readBounded(file));
      const pkcs12 = await readBounded(options.key);
      const password = await secret('password of the key', 'CERTBANK_KEY_PASSWORD', options.passwordFile);
      const { privateKeyPkcs8, certificates } = await readPkcs12(pkcs12, password, globalThis.crypto);
      const [leaf] = certificates;
      if (leaf === undefined) {
        throw new CertBankError(
          'key.unreadable',
          { what: 'certificate' },
          `${options.key} holds no certificate`,
        );
      }
      const certificate = parseCertificate(leaf);
      const signature = await output.during(
        'signing',
        withTrust(options, ({ evidence }) =>
          signDocument(document, {
            format: options.format,
            level: options.level,
            ...(options.detached !== undefined && { detached: options.detached }),
            signer: nodeSigner(privateKeyPkcs8, usualScheme(certificate.publicKey)),
            certificates,
            ...(timestamper && { timestamper, evidence }),
            at: systemClock.now(),
          }),
        ),
        progress,
      );
      await writeOut(options.out, signature);
      output.answer(
        { out: options.out, sizeBytes: signature.length, signedBy: certificate.subject.toString() },
        fields([
          ['signed by', certificate.subject.toString()],
          ['written to', options.out],
        ]),
      );
    });
}
