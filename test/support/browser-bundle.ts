import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

/** Files by their names; `entry.js` loads the others when it needs them. */
export type BrowserBundle = ReadonlyMap<string, Uint8Array>;

/** What a web site makes of `source`, a module that imports from `./src/...`: minified, split where code is loaded late. */
export async function bundleForBrowser(source: string): Promise<BrowserBundle> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT, sourcefile: 'entry.js' },
    outdir: '/',
    entryNames: 'entry',
    bundle: true,
    write: false,
    format: 'esm',
    splitting: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(1), contents]));
}
