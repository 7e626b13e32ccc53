import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The built files that pages refer to, by the name they were written under. */
export interface Assets {
  /** Path under which the browser fetches the file `name`; the path changes when the content does. */
  url(name: string): string;
}

export const ASSETS_PATH = '/assets';

/**
 * Reads what `scripts/build-portal.ts` made in `directory`.
 *
 * @throws Error when the portal has not been built
 */
export async function loadAssets(directory: string): Promise<Assets> {
  const file = join(directory, 'manifest.json');
  const manifest = new Map(
    Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, string>),
  );
  return {
    url(name) {
      const built = manifest.get(name);
      if (built === undefined) throw new RangeError(`no such asset: ${name}`);
      return `${ASSETS_PATH}/${built}`;
    },
  };
}
