import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertBankError } from '../base/errors.ts';

/** The built files that pages refer to, by the name they were written under. */
export interface Assets {
  /** Path under which the browser fetches the file `name`; the path changes when the content does. */
  url(name: string): string;
}

export const ASSETS_PATH = '/assets';

/** Where the build puts them, seen from the sources and from the built program alike. */
export const ASSETS_DIRECTORY = join(import.meta.dirname, '..', '..', 'dist', 'portal', 'assets');

/**
 * Reads what `scripts/build-portal.ts` made in `directory`.
 *
 * @throws CertBankError `service.not-ready` when the portal has not been built
 */
export async function loadAssets(directory: string): Promise<Assets> {
  const manifest = new Map(Object.entries(await readManifest(directory)));
  return {
    url(name) {
      const built = manifest.get(name);
      if (built === undefined) throw new RangeError(`no such asset: ${name}`);
      return `${ASSETS_PATH}/${built}`;
    },
  };
}

async function readManifest(directory: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as Record<string, string>;
  } catch (cause) {
    const message = 'the pages have not been built: run `npm run build`';
    throw new CertBankError('service.not-ready', { what: 'portal' }, message, { cause });
  }
}
