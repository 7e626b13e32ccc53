/**
 * `npm run soak -- NAME [options]`: wears the bank down for a while and says what broke; ends with status 1 where
 * something did.
 *
 * - `kill [--rounds 50] [--clients 32] [--seed N] [--database postgres://…]`: see `soak/kill.ts`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { soakByKilling } from './soak/kill.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '50' },
    clients: { type: 'string', default: '32' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    database: { type: 'string' },
  },
});

if (positionals.length !== 1 || positionals[0] !== 'kill') {
  console.error(
    'usage: npm run soak -- kill [--rounds N] [--clients N] [--seed N] [--database postgres://…]',
  );
  process.exit(64);
}

const directory = await mkdtemp(join(tmpdir(), 'certbank-soak-'));
console.log(`seed ${values.seed}, data in ${directory}`);
const result = await soakByKilling({
  directory,
  rounds: Number(values.rounds),
  clients: Number(values.clients),
  seed: Number(values.seed),
  databaseUrl: values.database,
  tell: (line) => console.log(line),
});
for (const problem of result.problems) console.error(`PROBLEM: ${problem}`);
const { problems, ...counts } = result;
console.log(
  JSON.stringify({ soak: 'kill', seed: Number(values.seed), ...counts, problems: problems.length }),
);
if (problems.length === 0) await rm(directory, { recursive: true });
process.exit(problems.length === 0 ? 0 : 1);
