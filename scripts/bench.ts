/**
 * `npm run bench [-- NAME]`: measures ours, the physical limit and the peer in the same run, prints a table and one
 * JSON line a benchmark, and ends with status 1 where a bar is missed.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import type { Benchmark, BenchResult } from './bench/measure.ts';

const folder = join(import.meta.dirname, 'bench');
const available = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!available.includes(name)) {
    console.error(`no benchmark ${name}; there are: ${available.join(', ')}`);
    process.exit(64);
  }
}

const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

console.log(`Node ${process.version}, ${availableParallelism()} cores`);
let missed = 0;
for (const name of wanted.length > 0 ? wanted : available) {
  const module = (await import(pathToFileURL(join(folder, `${name}.bench.ts`)).href)) as {
    benchmark: Benchmark;
  };
  const results: BenchResult[] = await module.benchmark();
  const table = new Table({
    head: [name, 'rate', 'unit', 'ours / it', 'bar'],
    style: { head: [], border: [] },
  });
  for (const result of results) {
    table.push([result.name, figure(result.ours), result.unit, '', '']);
    for (const { name: other, rate, bar } of result.against) {
      const ratio = result.ours / rate;
      if (bar !== undefined && ratio < bar) missed++;
      const verdict =
        bar === undefined ? '' : `>= ${Number(bar.toFixed(2))} ${ratio >= bar ? 'held' : 'MISSED'}`;
      table.push([`  against ${other}`, figure(rate), result.unit, ratio.toFixed(2), verdict]);
    }
    if (result.note !== undefined) table.push([{ colSpan: 5, content: `  ${result.note}` }]);
  }
  console.log(table.toString());
  for (const result of results) {
    const against = result.against.map((peer) => ({ ...peer, ratio: result.ours / peer.rate }));
    console.log(JSON.stringify({ benchmark: name, ...result, against }));
  }
}
process.exit(missed > 0 ? 1 : 0);
