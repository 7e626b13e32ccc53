import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { buildPortal } from '../../scripts/build-portal.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import { signDocument } from '../../src/node.ts';
import { loadAssets, type Assets } from '../../src/portal/assets.ts';
import { renderPage } from '../../src/portal/html/render.ts';
import type { Language } from '../../src/portal/language.ts';
import { startBrowser } from '../support/browser.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { testPki } from '../support/pki.ts';
import { testSigner } from '../support/test-keys.ts';
import { requireTool } from '../support/tools.ts';
import { SAMPLES } from './samples.ts';
import { sampleView } from './sample-values.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Stricter than what the service sends, so that a page that needs more is noticed. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; connect-src 'self'; base-uri 'none'";

const pki = testPki({
  root: { ca: true },
  issuing: { ca: true, issuer: 'root', pathLength: 0 },
  anna: { issuer: 'issuing', without: ['2.5.29.35'] },
  stranger: {},
});

/** The browser's clock is the machine's. */
const CURRENT = { thisUpdate: '2025-06-01T00:00:00Z', nextUpdate: '2035-01-01T00:00:00Z' };

const base64 = (name: 'root' | 'issuing'): string => Buffer.from(pki.der(name)).toString('base64');

/** What programs fetch of the bank. */
const PUBLISHED: Readonly<Record<string, () => Uint8Array>> = {
  '/ca/root.cer': () => pki.der('root'),
  '/ca/issuing.cer': () => pki.der('issuing'),
  '/crl/root.crl': () => pki.crl('root', CURRENT),
  '/crl/issuing.crl': () => pki.crl('issuing', CURRENT),
  '/api/v1/trust': () =>
    toUtf8(
      JSON.stringify({
        at: SIGNED.toISOString(),
        anchors: [base64('root')],
        intermediates: [base64('issuing')],
      }),
    ),
  '/api/v1/evidence': () => toUtf8('{"found":[]}'),
};

const SIGNED = new Date('2026-06-01T12:00:00Z');

/** Every page at `/<language>/<sample>`, with the built assets. */
async function serveSamples(directory: string, assets: Assets): Promise<Server> {
  const server = createServer((request, response) => {
    const [, first = '', name = ''] = (request.url ?? '').split('/');
    if (first === 'assets') {
      readFile(join(directory, name)).then(
        (bytes) => response.setHeader('Content-Type', TYPES[extname(name)] ?? 'text/plain').end(bytes),
        () => response.writeHead(404).end(),
      );
      return;
    }
    const published = PUBLISHED[request.url ?? ''];
    if (published !== undefined) {
      response.end(published());
      return;
    }
    const sample = SAMPLES.find((one) => one.name === name);
    if (sample === undefined) {
      response.writeHead(404).end();
      return;
    }
    const view = { ...sampleView(first as Language, sample.path, sample.account), assets };
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': POLICY,
    });
    response.end(renderPage(sample.render(view)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the pages in a browser', function () {
  this.timeout(240_000);
  let browser: Browser;
  let address: string;
  let axe: string;
  /** What ends what was begun, the last first. */
  const ending: (() => Promise<void>)[] = [];

  before(async function () {
    requireTool(this, 'chromium');
    const directory = await mkdtemp(join(tmpdir(), 'certbank-portal-'));
    ending.push(() => rm(directory, { recursive: true }));
    await buildPortal(directory);
    const server = await serveSamples(directory, await loadAssets(directory));
    ending.push(async () => void server.close());
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    browser = await startBrowser();
    ending.push(() => browser.close());
  });

  after(async () => {
    await ending.reduceRight((before, end) => before.then(end), Promise.resolve());
  });

  async function inPage(width: number, work: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    await work(page);
    await page.close();
    expect(faults).to.deep.equal([]);
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const results = await page.evaluate<AxeResults>('axe.run()');
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  }

  for (const sample of SAMPLES) {
    it(`meets WCAG 2.1 AA, wide and narrow: ${sample.name}`, async () => {
      await inPage(1280, async (page) => {
        await page.goto(`${address}/da/${sample.name}`);
        expect(await violations(page)).to.deep.equal([]);
      });
      await inPage(360, async (page) => {
        await page.goto(`${address}/en/${sample.name}`);
        expect(await violations(page)).to.deep.equal([]);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(overflow)).to.equal(0);
      });
    });
  }

  it('shows what is in a certificate in a way that meets it too', async () => {
    const pem = (['anna', 'stranger', 'issuing'] as const)
      .map((name) => encodePem('CERTIFICATE', pki.der(name)))
      .join('');
    for (const width of [1280, 360]) {
      await inPage(width, async (page) => {
        await page.goto(`${address}/da/inspect`);
        await page.click('main button[type=submit]');
        expect(await page.textContent('[data-problems=inspect]')).to.contain('Vælg en fil');
        expect(await violations(page)).to.deep.equal([]);
        await page.fill('#text', pem);
        await page.click('main button[type=submit]');
        await page.waitForSelector('[data-step=done]:not([hidden])');
        expect(await page.textContent('.alert-success')).to.contain('Banken står inde for certifikatet');
        expect(await page.locator('.cb-chain strong').allTextContents()).to.deep.equal([
          'root',
          'issuing',
          'anna',
        ]);
        expect(await page.textContent('#lints + *')).to.contain('Her er det anderledes');
        expect(await violations(page)).to.deep.equal([]);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(overflow)).to.equal(0);
      });
    }
  });

  it('shows what was found out about a signed file in a way that meets it too', async () => {
    const signed = await signDocument(toUtf8('Vi er enige.'), {
      format: 'cades',
      level: 'B',
      signer: testSigner(pki.key('anna')),
      certificates: [pki.der('anna')],
      at: SIGNED,
    });
    for (const width of [1280, 360]) {
      await inPage(width, async (page) => {
        await page.goto(`${address}/da/verify`);
        await page.waitForSelector('[data-remote]', { state: 'hidden' });
        await page.click('main button[type=submit]');
        expect(await page.textContent('[data-problems=verify]')).to.contain('Vælg den fil');
        expect(await violations(page)).to.deep.equal([]);
        const file = { name: 'aftale.p7m', mimeType: 'application/pkcs7-mime', buffer: Buffer.from(signed) };
        await page.setInputFiles('#document', file);
        await page.click('main button[type=submit]');
        await page.waitForSelector('[data-step=done]:not([hidden])');
        expect(await page.textContent('.cb-verdict h2')).to.equal('Underskriften kan ikke bekræftes');
        expect(await page.evaluate('document.activeElement.tagName')).to.equal('H2');
        expect(await violations(page)).to.deep.equal([]);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(overflow)).to.equal(0);
      });
    }
  });

  it('asks how to sign in a way that meets it too, by what is to be signed', async () => {
    for (const [name, shown, hidden] of [
      ['aftale.pdf', 'pdf', 'other'],
      ['aftale.txt', 'other', 'pdf'],
    ] as const) {
      await inPage(360, async (page) => {
        await page.goto(`${address}/da/sign`);
        await page.waitForSelector('[data-form=sign] button[type=submit]:not([disabled])');
        await page.setInputFiles('#document', { name, mimeType: 'text/plain', buffer: Buffer.from('x') });
        expect(await page.isVisible(`[data-for=${shown}]`)).to.equal(true);
        expect(await page.isVisible(`[data-for=${hidden}]`)).to.equal(false);
        await page.click('[data-form=sign] button[type=submit]');
        expect(await page.textContent('[data-problems=sign]')).to.contain('Vælg din nøglefil');
        expect(await violations(page)).to.deep.equal([]);
      });
    }
  });

  it('moves the focus to the list of problems when a form was refused', async () => {
    await inPage(1280, async (page) => {
      await page.goto(`${address}/da/revoke-errors`);
      const focused = await page.evaluate('document.activeElement.className');
      expect(focused).to.contain('cb-error-summary');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('location.hash')).to.equal('#certificate');
    });
  });

  it('lets the keyboard skip the menu', async () => {
    await inPage(1280, async (page) => {
      await page.goto(`${address}/da/search`);
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.className')).to.equal('skipnav');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).to.equal('q');
    });
  });

  it('opens the menu of a narrow screen from the keyboard', async () => {
    await inPage(360, async (page) => {
      await page.goto(`${address}/en/search`);
      await page.focus('.cb-menu > summary');
      await page.keyboard.press('Enter');
      expect(await page.isVisible('.cb-menu a[href="/verify"]')).to.equal(true);
    });
  });
});
