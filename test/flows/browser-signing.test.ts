import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { parseTimestampRequest } from '../../src/formats/tsp/request.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { startBrowser } from '../support/browser.ts';
import { openssl } from '../support/openssl-holder.ts';
import { samplePdf } from '../support/pdf.ts';
import { runTool } from '../support/run-tool.ts';
import { startBank, type RunningBank } from '../support/running-bank.ts';
import { requireTool } from '../support/tools.ts';

const PASSWORD = 'bjergtop lampe kajak 7';
const TEXT = 'Vi er enige om 4711.\n';

describe('signing and verifying in the browser', function () {
  this.timeout(60_000);
  let bank: RunningBank;
  let context: BrowserContext;
  let page: Page;
  let directory: string;
  /** Every request of the page since it was last emptied. */
  let requests: Request[] = [];
  const complaints: string[] = [];
  /** What ends what was begun, the last first. */
  const ending: (() => Promise<void>)[] = [];

  before(async function () {
    for (const tool of ['chromium', 'openssl', 'pdfsig']) requireTool(this, tool);
    directory = await mkdtemp(join(tmpdir(), 'certbank-signing-'));
    ending.push(() => rm(directory, { recursive: true }));
    bank = await startBank();
    ending.push(() => bank.remove());
    const browser = await startBrowser();
    ending.push(() => browser.close());
    context = await browser.newContext({ baseURL: bank.url, locale: 'da-DK', acceptDownloads: true });
    page = await context.newPage();
    page.on('request', (request) => requests.push(request));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await writeFile(file('aftale.pdf'), await samplePdf({ pages: 2 }));
    await writeFile(file('aftale.txt'), TEXT);
  });

  after(async () => {
    await ending.reduceRight((before, end) => before.then(end), Promise.resolve());
  });

  const file = (name: string): string => join(directory, name);

  async function download(click: string, name: string): Promise<string> {
    const [given] = await Promise.all([page.waitForEvent('download'), page.click(click)]);
    await given.saveAs(file(name));
    return given.suggestedFilename();
  }

  /**
   * What left the browser, but for the page's own files. Whatever is sent must be one of two questions: one about a
   * digest, which goes to the time-stamp authority, and one about a certificate.
   */
  function sent(): string[] {
    return requests.flatMap((request) => {
      const { pathname, search, origin } = new URL(request.url());
      if (request.url().startsWith('blob:')) return [];
      expect(origin).to.equal(bank.url);
      expect(search).to.equal('');
      if (request.method() === 'GET') {
        return pathname.startsWith('/assets/') || pathname === '/favicon.ico' ? [] : [pathname];
      }
      const body = request.postDataBuffer()!;
      if (pathname === '/tsa') {
        const { der, imprint } = parseTimestampRequest(body);
        expect([der.length, imprint.digest.length]).to.deep.equal([body.length, 32]);
        expect(body.length).to.be.below(100);
        return ['a digest'];
      }
      expect(pathname).to.equal('/api/v1/evidence');
      const { kind, ...certificates } = JSON.parse(body.toString()) as Record<string, string>;
      expect(kind).to.be.oneOf(['issuers', 'crls', 'ocsp']);
      for (const [name, text] of Object.entries(certificates)) {
        expect(name).to.be.oneOf(['certificate', 'issuer']);
        const der = Buffer.from(text, 'base64');
        expect(parseCertificate(der).der.length).to.equal(der.length);
      }
      return ['a certificate'];
    });
  }

  async function sign(name: string, more: () => Promise<void> = async () => undefined): Promise<void> {
    await page.goto('/sign');
    await page.waitForSelector('[data-form=sign] button[type=submit]:not([disabled])');
    requests = [];
    await page.setInputFiles('#document', file(name));
    await page.setInputFiles('#key', file('key.p12'));
    await page.fill('#password', PASSWORD);
    await more();
    await page.click('[data-form=sign] button[type=submit]');
    await page.waitForSelector('[data-step=done]:not([hidden])');
  }

  async function verify(name: string, content?: string): Promise<string> {
    await page.goto('/verify');
    await page.waitForSelector('[data-remote]', { state: 'hidden' });
    requests = [];
    await page.setInputFiles('#document', file(name));
    if (content !== undefined) await page.setInputFiles('#content', file(content));
    await page.click('main button:has-text("Kontrollér")');
    await page.waitForSelector('[data-step=done]:not([hidden])');
    return (await page.textContent('.cb-verdict h2'))!;
  }

  it('begins with a certificate that the browser collects', async () => {
    const token = await bank.signIn();
    const order = await bank.ask('/api/v1/orders', {
      token,
      body: { kind: 'POCES', commonName: 'Anna Sørensen' },
    });
    await page.goto(`/collect?reference=${order.json.reference}`);
    await page.fill('#activationCode', order.json.activationCode);
    await page.click('[data-step=enter] button[type=submit]');
    await page.waitForSelector('[data-step=done]:not([hidden])');
    await page.fill('#password', PASSWORD);
    await page.fill('#passwordAgain', PASSWORD);
    expect(await download('[data-form=save] button[type=submit]', 'key.p12')).to.equal('Anna-Sørensen.p12');
  });

  it('keeps the key in the browser when told so, signs with it without a password, and forgets it', async () => {
    await page.click('[data-action=keep]');
    await page.waitForSelector('[data-slot=kept-here]:has-text("Nøglen bliver i denne browser")');
    await page.goto('/sign');
    await page.waitForSelector('[data-form=sign] button[type=submit]:not([disabled])');
    requests = [];
    expect(await page.textContent('#kept option:checked')).to.equal('Anna Sørensen');
    expect(await page.isVisible('#password')).to.equal(false);
    await page.setInputFiles('#document', file('aftale.txt'));
    await page.check('input[name=level][value=B]');
    await page.click('[data-form=sign] button[type=submit]');
    await page.waitForSelector('[data-step=done]:not([hidden])');
    await download('[data-action=download]', 'kept.p7s');
    expect(sent()).to.deep.equal([]);
    expect(await verify('kept.p7s', 'aftale.txt')).to.equal('Underskriften er gyldig');

    await page.goto('/sign');
    await page.waitForSelector('[data-form=sign] button[type=submit]:not([disabled])');
    await page.click('[data-action=forget]');
    await page.waitForSelector('#password:visible');
    expect(await page.isVisible('#kept')).to.equal(false);
  });

  it('refuses a wrong password, a file that is no key, and a page that is not there', async () => {
    await page.goto('/sign');
    await page.waitForSelector('[data-form=sign] button[type=submit]:not([disabled])');
    await page.click('[data-form=sign] button[type=submit]');
    const problems = () => page.textContent('[data-problems=sign]');
    expect(await problems()).to.contain('Vælg din nøglefil');
    await page.setInputFiles('#document', file('aftale.pdf'));
    for (const [key, password] of [
      ['key.p12', 'forkert'],
      ['aftale.txt', PASSWORD],
    ] as const) {
      await page.setInputFiles('#key', file(key));
      await page.fill('#password', password);
      await page.click('[data-form=sign] button[type=submit]');
      await page.waitForSelector('#key-error');
      expect(await problems()).to.contain('Nøglefilen kan ikke åbnes');
    }
    await page.setInputFiles('#key', file('key.p12'));
    await page.fill('#password', PASSWORD);
    await page.check('#visible');
    await page.fill('#page', '3');
    await page.click('[data-form=sign] button[type=submit]');
    await page.waitForSelector('#page-error');
    expect(await problems()).to.contain('ingen side med det nummer');
  });

  it('signs a PDF, shown on its second page and time-stamped, and sends a digest alone', async () => {
    await sign('aftale.pdf', async () => {
      await page.check('#visible');
      await page.fill('#page', '2');
    });
    expect(sent()).to.deep.equal(['a digest']);
    expect(await page.textContent('[data-slot=signer]')).to.equal('Anna Sørensen');
    expect(await page.inputValue('#password')).to.equal('');
    expect(await download('[data-action=download]', 'signed.pdf')).to.equal('aftale-signed.pdf');
    const { text } = await runTool('pdfsig', [file('signed.pdf')]);
    expect(text).to.contain('Signature is Valid').and.to.contain('Total document signed');
  });

  it('signs a text file without telling anybody, and OpenSSL verifies it', async () => {
    await sign('aftale.txt', () => page.check('input[name=level][value=B]'));
    expect(sent()).to.deep.equal([]);
    expect(await download('[data-action=download]', 'aftale.txt.p7s')).to.equal('aftale.txt.p7s');
    await writeFile(file('root.pem'), (await bank.ask('/ca/root.pem')).bytes);
    const input = ['-inform', 'DER', '-in', file('aftale.txt.p7s'), '-content', file('aftale.txt')];
    const trust = ['-CAfile', file('root.pem'), '-purpose', 'any', '-cades'];
    expect(await openssl('cms', '-verify', '-binary', ...input, ...trust)).to.contain('successful');
  });

  it('verifies both, and the document never leaves the browser', async () => {
    expect(await verify('signed.pdf')).to.equal('Underskriften er gyldig');
    expect(new Set(sent())).to.deep.equal(new Set(['/api/v1/trust', 'a certificate']));
    const told = await page.textContent('[data-place=result]');
    expect(told).to.contain('Anna Sørensen').and.to.contain('PAdES BASELINE-T');
    expect(await page.locator('.cb-chain strong').count()).to.equal(3);

    expect(await verify('aftale.txt.p7s', 'aftale.txt')).to.equal('Underskriften er gyldig');
    expect(new Set(sent())).to.deep.equal(new Set(['/api/v1/trust', 'a certificate']));
  });

  it('offers the report as JSON, ETSI XML and PDF, made in the browser', async () => {
    requests = [];
    await download('[data-action=json]', 'report.json');
    await download('[data-action=xml]', 'report.xml');
    await download('[data-action=pdf]', 'report.pdf');
    expect(JSON.parse(await readFile(file('report.json'), 'utf8'))).to.include({ passedCount: 1 });
    expect(await readFile(file('report.xml'), 'utf8')).to.contain('ValidationReport');
    expect((await readFile(file('report.pdf'))).subarray(0, 5).toString()).to.equal('%PDF-');
    expect(sent()).to.deep.equal([]);
  });

  it('does not confirm what was changed, what is missing, or what it cannot ask about', async () => {
    const signed = await readFile(file('signed.pdf'));
    const at = signed.indexOf('stream') + 12;
    signed[at] = signed[at]! ^ 1;
    await writeFile(file('changed.pdf'), signed);
    expect(await verify('changed.pdf')).to.equal('Underskriften er ugyldig');
    expect(await verify('aftale.txt.p7s')).to.equal('Underskriften kan ikke bekræftes');
    await page.route('**/api/v1/evidence', (route) => route.abort());
    expect(await verify('signed.pdf')).to.equal('Underskriften kan ikke bekræftes');
    await page.unroute('**/api/v1/evidence');
    expect(await verify('aftale.txt')).to.equal('Filen har ingen underskrift');
  });

  it('keeps to its own content policy on the whole way', () => {
    expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).to.deep.equal([]);
  });
});
