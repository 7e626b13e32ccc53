import type { Browser, Page } from 'playwright-core';
import { bundleForBrowser } from './browser-bundle.ts';
import type { BrowserFunction } from './browser-entry.ts';
import { startBrowser } from './browser.ts';
import { fromWire, toWire } from './wire.ts';

/** WebCrypto is there in secure contexts only. Nothing is fetched from there: the bundle is handed in. */
const ORIGIN = 'https://certbank.test';

/** The library's browser face, bundled, in Chromium. */
export class BrowserLibrary {
  readonly #browser: Browser;
  readonly #page: Page;
  /** Paths of what the page loaded. */
  readonly loaded: string[] = [];

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  static async start(): Promise<BrowserLibrary> {
    const files = await bundleForBrowser("export { ask } from './test/support/browser-entry.ts';");
    const browser = await startBrowser();
    const page = await browser.newPage();
    const library = new BrowserLibrary(browser, page);
    await page.route('**', (route) => {
      const path = new URL(route.request().url()).pathname.slice(1);
      library.loaded.push(path);
      if (path === '')
        return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>certbank</title>' });
      const file = files.get(path);
      if (file === undefined) return route.abort();
      return route.fulfill({ contentType: 'text/javascript', body: Buffer.from(file) });
    });
    await page.goto(`${ORIGIN}/`);
    return library;
  }

  /** What the function gives for each list of arguments; `{ refusal }` with the code where it refuses. */
  async ask(name: BrowserFunction, questions: readonly (readonly unknown[])[]): Promise<unknown[]> {
    const program = `import('/entry.js').then(({ ask }) => ask(${JSON.stringify(name)}, ${JSON.stringify(toWire(questions))}))`;
    return fromWire(await this.#page.evaluate<string>(program)) as unknown[];
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
