import { Command, Option } from 'commander';
import { httpFetch } from '../../adapters/evidence/http-fetch.ts';
import { nodeEngine } from '../../adapters/keys/node-engine.ts';
import { toHex } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { systemRandom } from '../../base/random.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import { digestPieces } from '../../signatures/ades/pieces.ts';
import { httpTimestamper } from '../../signatures/ades/http-timestamper.ts';
import { openContent, ReadProgress } from '../content.ts';
import { writeOut } from '../out-file.ts';
import { createOutput, fields } from '../output.ts';

interface TimestampOptions {
  readonly tsa: string;
  readonly out: string;
  readonly hash: HashName;
  readonly policy?: string;
  readonly json?: true;
}

const HASHES: readonly HashName[] = ['SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'];

/** `timestamp FILE --tsa URL --out FILE.tst`: proof that a file was there, from whoever runs a time-stamp authority. */
export function timestampCommand(): Command {
  return new Command('timestamp')
    .description('have a file time-stamped (RFC 3161); only its digest is sent')
    .argument('<file>', 'what to time-stamp, of any size')
    .requiredOption('--tsa <url>', 'address of the time-stamp authority')
    .requiredOption('--out <file>', 'where the token goes')
    .addOption(new Option('--hash <name>', 'hash function').choices(HASHES).default('SHA-256'))
    .option('--policy <oid>', 'policy to be stamped under; else the authority’s choice')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
The token is not judged here: "openssl ts -verify -token_in" does that.

Example:
  certbank timestamp letter.pdf --tsa https://bank.example/tsa --out letter.pdf.tst`,
    )
    .action(async (file: string, options: TimestampOptions) => {
      const output = createOutput(options.json === true);
      checkOptions(options);
      const progress = new ReadProgress();
      const content = await openContent(file, progress);
      const hashing = digestPieces(nodeEngine(), options.hash, [content]);
      const digest = await output.during('hashing', hashing, progress);
      const deps = { fetch: httpFetch, random: systemRandom };
      const timestamper = httpTimestamper(deps, { url: options.tsa, policy: options.policy });
      const token = await output.during('asking', timestamper.timestamp(options.hash, digest));
      await writeOut(options.out, token);
      const { tstInfo } = parseTimestampToken(token);
      const [time, serial] = [tstInfo.genTime.toISOString(), toHex(tstInfo.serialNumber)];
      output.answer(
        { out: options.out, sizeBytes: token.length, time, policy: tstInfo.policy, serial },
        fields([
          ['time', time],
          ['policy', tstInfo.policy],
          ['serial', serial],
          ['written to', options.out],
        ]),
      );
    });
}

function checkOptions({ tsa, policy }: TimestampOptions): void {
  const refuse = (path: string, message: string) =>
    new CertBankError('input.invalid', { issues: [{ path, message }] }, `${path}: ${message}`);
  if (!URL.canParse(tsa)) throw refuse('--tsa', 'not a URL');
  if (policy !== undefined && !/^[0-2](\.(0|[1-9]\d*))+$/.test(policy)) {
    throw refuse('--policy', 'not an object identifier');
  }
}
