/**
 * `npm run soak -- NAME [options]`: wears the bank down for a while and says what broke; ends with status 1 where
 * something did.
 *
 * - `kill [--rounds 50] [--clients 32] [--seed N] [--database postgres://…]`: see `soak/kill.ts`
 * - `fuzz [READER…] [--minutes 5] [--seed N] [--at-once N]`: see `soak/fuzz.ts`; every reader, unless some are named
 * - `fuzz READER --input FILE`: reads an input again that broke a reader
 * - `octets [DOCUMENT…]`: see `soak/octets.ts`; every document, unless parts of names are given
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replay, soakByFuzzing } from './soak/fuzz.ts';
import { soakByKilling } from './soak/kill.ts';
import { soakByOctets } from './soak/octets.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '50' },
    clients: { type: 'string', default: '32' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    database: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: String(availableParallelism()) },
    input: { type: 'string' },
  },
});

const USAGE = `usage: npm run soak -- kill [--rounds N] [--clients N] [--seed N] [--database postgres://…]
       npm run soak -- fuzz [READER…] [--minutes N] [--seed N] [--at-once N]
       npm run soak -- fuzz READER --input FILE
       npm run soak -- octets [DOCUMENT…]`;

const [name, ...readers] = positionals;
const seed = Number(values.seed);
const tell = (line: string): void => console.log(line);

switch (name) {
  case 'kill':
    process.exit((await kill()) ? 0 : 1);
  case 'fuzz':
    process.exit((await (values.input === undefined ? fuzz() : readAgain(values.input))) ? 0 : 1);
  case 'octets':
    process.exit((await octets()) ? 0 : 1);
  default:
    console.error(USAGE);
    process.exit(64);
}

async function octets(): Promise<boolean> {
  const { faults, ...counts } = await soakByOctets({ wanted: readers, tell });
  for (const fault of faults) console.error(`PROBLEM: ${fault}`);
  tell(JSON.stringify({ soak: 'octets', ...counts, faults: faults.length }));
  return faults.length === 0;
}

async function kill(): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'certbank-soak-'));
  tell(`seed ${seed}, data in ${directory}`);
  const { problems, ...counts } = await soakByKilling({
    directory,
    rounds: Number(values.rounds),
    clients: Number(values.clients),
    seed,
    databaseUrl: values.database,
    tell,
  });
  for (const problem of problems) console.error(`PROBLEM: ${problem}`);
  tell(JSON.stringify({ soak: 'kill', seed, ...counts, problems: problems.length }));
  if (problems.length === 0) await rm(directory, { recursive: true });
  return problems.length === 0;
}

async function fuzz(): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'certbank-fuzz-'));
  const minutes = Number(values.minutes);
  tell(`seed ${seed}, ${minutes} minutes a reader, the inputs being read in ${directory}`);
  const results = await soakByFuzzing({
    directory,
    readers,
    minutes,
    seed,
    atOnce: Number(values['at-once']),
    tell,
  });
  const failed = results.filter(({ failure }) => failure !== undefined);
  for (const { reader } of failed) {
    tell(`again: npm run soak -- fuzz ${reader} --input ${join(directory, `${reader}.bin`)}`);
  }
  const inputs = results.reduce((sum, result) => sum + result.inputs, 0);
  tell(
    JSON.stringify({ soak: 'fuzz', seed, minutes, readers: results.length, inputs, failed: failed.length }),
  );
  if (failed.length === 0) await rm(directory, { recursive: true });
  return failed.length === 0;
}

async function readAgain(file: string): Promise<boolean> {
  if (readers.length !== 1) {
    console.error(USAGE);
    return false;
  }
  const failure = await replay(readers[0]!, file);
  tell(failure ?? 'read without a fault');
  return failure === undefined;
}
