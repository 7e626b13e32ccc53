import { Command, Option } from 'commander';
import { systemClock } from '../../base/clock.ts';
import { derFrom } from '../../formats/pem.ts';
import { extendDocument } from '../../node.ts';
import { openDetached, ReadProgress } from '../content.ts';
import { collectOption, readBounded } from '../inputs.ts';
import { withInstallation, type InstallationOptions } from '../installation.ts';
import { writeOut } from '../out-file.ts';
import { createOutput, fields } from '../output.ts';
import { timestamperAt } from '../timestamping.ts';
import { withTrust } from '../trust.ts';

interface ExtendOptions extends InstallationOptions {
  readonly level: 'T' | 'LT' | 'LTA';
  readonly tsa: string;
  readonly content: string[];
  readonly anchor: string[];
  readonly out: string;
  readonly json?: true;
}

/** `extend FILE --level T|LT|LTA --tsa URL --out FILE`: a signed document that lasts longer than its certificates. */
export function extendCommand(): Command {
  return withInstallation(new Command('extend'))
    .description('raise the level of the signatures in a document')
    .argument('<file>', 'signed document, or detached signature')
    .addOption(
      new Option(
        '--level <level>',
        'T: time-stamp; LT: evidence too; LTA: time-stamp over it all, repeatable',
      )
        .choices(['T', 'LT', 'LTA'])
        .makeOptionMandatory(),
    )
    .requiredOption('--tsa <url>', 'address of the time-stamp authority')
    .option('--content <file>', 'what a detached signature covers (repeatable)', collectOption, [])
    .option(
      '--anchor <file>',
      'certificate to follow chains up to, PEM or DER (repeatable); else as far as they are found',
      collectOption,
      [],
    )
    .requiredOption('--out <file>', 'where the document goes')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Above T every signature must be valid now: what is gathered is what proves it later.

Example:
  certbank extend letter.pdf --level LTA --tsa https://bank.example/tsa --out letter.lta.pdf`,
    )
    .action(async (file: string, options: ExtendOptions) => {
      const output = createOutput(options.json === true);
      const timestamper = timestamperAt(options.tsa);
      const bytes = await readBounded(file);
      const progress = new ReadProgress();
      const contents = await Promise.all(options.content.map((name) => openDetached(name, progress)));
      const anchorFiles = await Promise.all(options.anchor.map(readBounded));
      const anchors = anchorFiles.flatMap((anchor) => derFrom(anchor, 'CERTIFICATE'));
      const extended = await output.during(
        'extending',
        withTrust(options, ({ evidence }) =>
          extendDocument(bytes, {
            level: options.level,
            timestamper,
            evidence,
            contents,
            ...(anchors.length > 0 && { anchors }),
            at: systemClock.now(),
          }),
        ),
        progress,
      );
      await writeOut(options.out, extended);
      output.answer(
        { out: options.out, sizeBytes: extended.length, level: options.level },
        fields([
          ['level', options.level],
          ['written to', options.out],
        ]),
      );
    });
}
