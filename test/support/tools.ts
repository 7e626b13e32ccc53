import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';

/** Programs looked for before, with the answer. */
const found = new Map<string, boolean>();

/**
 * Goes on only where the outside program `name` is installed. Elsewhere the test is skipped with
 * the reason in its title, or fails when CERTBANK_REQUIRE_TOOLS=1.
 */
export function requireTool(context: Context, name: string): void {
  let isThere = found.get(name);
  if (isThere === undefined) {
    isThere = spawnSync('sh', ['-c', 'command -v -- "$1"', 'sh', name]).status === 0;
    found.set(name, isThere);
  }
  if (isThere) return;
  const why = `${name} is not installed`;
  if (process.env['CERTBANK_REQUIRE_TOOLS'] === '1') throw new Error(why);
  const { test } = context;
  // A hook's own title is never shown.
  if (test?.title.startsWith('"before'))
    console.log(`      - ${test.parent?.fullTitle() ?? ''} (skipped: ${why})`);
  else if (test !== undefined) test.title += ` (skipped: ${why})`;
  context.skip();
}
