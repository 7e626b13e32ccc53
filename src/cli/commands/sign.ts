import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { nodeSigner } from '../../adapters/keys/node-signer.ts';
import { systemClock } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import { parseCertificate } from '../../formats/x509/certificate.ts';
import { readPkcs12 } from '../../formats/pkcs/pkcs12.ts';
import { signDocument } from '../../node.ts';
import { createOutput, fields } from '../output.ts';
import { secret } from '../secret.ts';
import { chosenScheme, readBounded } from '../inputs.ts';

interface SignOptions {
  readonly key: string;
  readonly passwordFile?: string;
  readonly format: 'cades' | 'smime';
  readonly level: 'B';
  readonly detached?: boolean;
  readonly out: string;
  readonly json?: true;
}

/** `sign FILE --key key.p12 --out FILE`: a CAdES signature, or signed mail, with a collected PKCS#12. */
export function signCommand(): Command {
  return new Command('sign')
    .description('sign a document')
    .argument('<file>', 'what to sign')
    .requiredOption(
      '--key <file>',
      'PKCS#12 with the key; its password comes from CERTBANK_KEY_PASSWORD or a prompt',
    )
    .option('--password-file <file>', 'file that holds the password of the key')
    .addOption(
      new Option('--format <format>', 'signature format').choices(['cades', 'smime']).default('cades'),
    )
    .addOption(new Option('--level <level>', 'signature level').choices(['B']).default('B'))
    .option('--detached', 'leave the document out of the signature; with smime: clear-signed, the default')
    .option('--no-detached', 'with smime: one opaque part that holds the message (application/pkcs7-mime)')
    .requiredOption('--out <file>', 'where the signature goes')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      '\nExample:\n  certbank sign letter.pdf --key jensen.p12 --detached --out letter.pdf.p7s',
    )
    .action(async (file: string, options: SignOptions) => {
      const output = createOutput(options.json === true);
      const [document, pkcs12] = await Promise.all([readBounded(file), readBounded(options.key)]);
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
        signDocument(document, {
          format: options.format,
          level: options.level,
          ...(options.detached !== undefined && { detached: options.detached }),
          signer: nodeSigner(privateKeyPkcs8, chosenScheme(certificate.publicKey)),
          certificates,
          at: systemClock.now(),
        }),
      );
      await writeFile(options.out, signature);
      output.answer(
        { out: options.out, sizeBytes: signature.length, signedBy: certificate.subject.toString() },
        fields([
          ['signed by', certificate.subject.toString()],
          ['written to', options.out],
        ]),
      );
    });
}
