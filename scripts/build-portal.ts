/** Builds what the portal's pages load: one style sheet, the browser programs, icons, fonts. Run by `npm run build`. */
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, relative } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { ICONS } from '../src/portal/html/icon.tsx';

const ROOT = join(import.meta.dirname, '..');
const PORTAL = join(ROOT, 'src', 'portal');
const DESIGN_SYSTEM = join(dirname(createRequire(import.meta.url).resolve('dkfds')), '..');

/** The programs that pages name; whatever they share or load later becomes chunks. */
const PROGRAMS = ['page', 'collect', 'inspect', 'verify', 'sign'];

/** Makes `directory` anew; what was there stays until all of it is made. */
export async function buildPortal(directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  const fresh = await mkdtemp(`${directory}-`);
  try {
    await buildInto(fresh);
    await rm(directory, { recursive: true, force: true });
    // A temporary directory is its owner's alone; a service may run as somebody else.
    await chmod(fresh, 0o755);
    await rename(fresh, directory);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

async function buildInto(directory: string): Promise<void> {
  const common = {
    bundle: true,
    minify: true,
    metafile: true,
    outdir: directory,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    legalComments: 'none',
    logLevel: 'warning',
  } as const satisfies BuildOptions;
  const programs = await build({
    ...common,
    entryPoints: PROGRAMS.map((name) => join(PORTAL, 'client', `${name}.ts`)),
    tsconfig: join(PORTAL, 'client', 'tsconfig.json'),
    format: 'esm',
    splitting: true,
    target: 'es2022',
    platform: 'browser',
  });
  const styles = await build({
    ...common,
    entryPoints: [join(PORTAL, 'style', 'portal.css')],
    loader: { '.svg': 'file', '.woff2': 'file' },
    target: ['chrome109', 'firefox115', 'safari15.4'],
    plugins: [designSystem],
  });
  const manifest = {
    ...entriesOf(programs.metafile, directory),
    ...entriesOf(styles.metafile, directory),
    'icons.svg': await writeHashed(directory, 'icons.svg', await iconSheet()),
    'logo.svg': await writeHashed(
      directory,
      'logo.svg',
      await readFile(join(PORTAL, 'style', 'logo.svg'), 'utf8'),
    ),
  };
  await copyFile(join(DESIGN_SYSTEM, 'LICENSE.md'), join(directory, 'LICENSE-dkfds.md'));
  await copyFile(
    join(DESIGN_SYSTEM, 'fonts', 'IBMPlexSans', 'complete', 'woff2', 'license.txt'),
    join(directory, 'LICENSE-IBM-Plex.txt'),
  );
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The design system's style sheet with modern fonts alone and without a background picture for each icon. */
const designSystem: Plugin = {
  name: 'design-system',
  setup(bundle) {
    const file = join(DESIGN_SYSTEM, 'css', 'dkfds.css');
    bundle.onResolve({ filter: /^dkfds$/ }, () => ({ path: file, namespace: 'dkfds' }));
    bundle.onLoad({ filter: /.*/, namespace: 'dkfds' }, async () => ({
      contents: (await readFile(file, 'utf8'))
        .replace(/src:[^;}]*?(url\("[^"]*\.woff2"\)\s*format\("woff2"\))[^;}]*/g, 'src:$1')
        .replace(/\.icon-[a-z-]+:not\(a\)\s*\{\s*background-image:\s*url\([^)]*\);?\s*\}/g, '')
        // Header and footer logos are not ours to show, and the placeholders would only be fetched for nothing.
        .replace(/background-image:\s*url\([^)]*logo-[^)]*\);?/g, ''),
      loader: 'css',
      resolveDir: dirname(file),
    }));
  },
};

/** One file of symbols, so that a page names an icon and the browser fetches all of them once. */
async function iconSheet(): Promise<string> {
  const symbols = await Promise.all(
    ICONS.map(async (name) => {
      const svg = await readFile(join(DESIGN_SYSTEM, 'img', 'svg-icons', `${name}.svg`), 'utf8');
      const parts = /viewBox="([^"]*)"[^>]*>([\s\S]*)<\/svg>/.exec(svg);
      if (parts === null) throw new Error(`icon ${name} has another shape than expected`);
      return `<symbol id="${name}" viewBox="${parts[1]}">${parts[2]}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

async function writeHashed(directory: string, name: string, content: string): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const extension = extname(name);
  const file = `${basename(name, extension)}-${hash}${extension}`;
  await writeFile(join(directory, file), content);
  return file;
}

function entriesOf(metafile: Metafile, directory: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint === undefined) continue;
    const extension = extname(path);
    const name = `${basename(output.entryPoint, extname(output.entryPoint))}${extension}`;
    if (PROGRAMS.includes(basename(name, '.js')) || extension === '.css') {
      entries[name] = relative(directory, join(process.cwd(), path));
    }
  }
  return entries;
}

if (process.argv[1] === import.meta.filename) await buildPortal(join(ROOT, 'dist', 'portal', 'assets'));
