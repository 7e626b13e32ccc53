import { expect } from 'chai';
import type { Page, Request } from 'playwright-core';
import { encodePem } from '../../src/formats/pem.ts';
import { ATTRIBUTE } from '../../src/formats/x509/attribute-types.ts';
import { startBrowser } from '../support/browser.ts';
import { testPki } from '../support/pki.ts';
import { startBank, type RunningBank } from '../support/running-bank.ts';
import { requireTool } from '../support/tools.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const pki = testPki({
  root: { ca: true, subject: 'CN=Fremmed rod' },
  issuing: { ca: true, issuer: 'root', subject: 'CN=Fremmed udsteder' },
  anna: { issuer: 'issuing', subject: 'CN=Anna Sørensen' },
  hostile: { issuer: 'issuing', subject: [[{ oid: ATTRIBUTE.CN, value: HOSTILE, as: 'utf8' }]] },
});

/** Drops `files` on the page's place for them, as a hand would. */
async function drop(page: Page, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const given = Object.entries(files).map(([name, bytes]) => [name, [...bytes]] as const);
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const [name, octets] of ${JSON.stringify(given)}) transfer.items.add(new File([new Uint8Array(octets)], name));
    return transfer;
  })()`);
  await page.dispatchEvent('[data-drop=file]', 'drop', { dataTransfer: transfer });
}

describe('a certificate looked at in the browser', function () {
  this.timeout(60_000);
  let bank: RunningBank;
  let page: Page;
  /** Every request since the page was there. */
  let requests: Request[];
  const complaints: string[] = [];
  /** What ends what was begun, the last first. */
  const ending: (() => Promise<void>)[] = [];

  before(async function () {
    requireTool(this, 'chromium');
    bank = await startBank();
    ending.push(() => bank.remove());
    const browser = await startBrowser();
    ending.push(() => browser.close());
    page = await browser.newPage({ baseURL: bank.url, locale: 'da-DK' });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', () => complaints.push('a script ran that came out of a certificate'));
    await page.goto('/inspect', { waitUntil: 'networkidle' });
    requests = [];
    await page.route('**', (route) => {
      requests.push(route.request());
      return route.continue();
    });
  });

  after(async () => {
    await ending.reduceRight((before, end) => before.then(end), Promise.resolve());
  });

  const show = async () => {
    await page.click('main button[type=submit]');
    await page.waitForSelector('[data-step=done]:not([hidden])');
  };
  /** Requests that could tell anything; pictures are the page's own, whatever was put in. */
  const sent = () =>
    requests
      .filter(
        (request) =>
          request.method() !== 'GET' || !/^[^?#]+\/assets\/[a-z-]+-[0-9A-Z]{8}\.svg$/.test(request.url()),
      )
      .map((request) => `${request.method()} ${request.url()}`);
  const chain = () => page.locator('.cb-chain strong').allTextContents();

  it('is refused where it is none', async () => {
    await drop(page, { 'brev.txt': Buffer.from('Kære bank') });
    await page.click('main button[type=submit]');
    await page.waitForSelector('[data-problems=inspect]:not([hidden])');
    expect(await page.textContent('[data-problems=inspect]')).to.contain('Det er ikke et certifikat');
    expect(await page.getAttribute('#file', 'aria-invalid')).to.equal('true');
  });

  it('is read from files that are dropped, with its chain as a picture', async () => {
    await drop(page, {
      'kaede.pem': Buffer.from(
        encodePem('CERTIFICATE', pki.der('root')) + encodePem('CERTIFICATE', pki.der('issuing')),
      ),
      'anna.cer': pki.der('anna'),
    });
    await show();
    expect(await chain()).to.deep.equal(['Fremmed rod', 'Fremmed udsteder', 'Anna Sørensen']);
    expect(await page.locator('.cb-chain svg').count()).to.equal(3);
    expect(await page.textContent('[data-place] h2')).to.equal('Certifikatet er ikke fra denne bank');
    expect(await page.evaluate('document.activeElement.tagName')).to.equal('H2');
  });

  it('makes room for the others that were put in', async () => {
    await page.click('#others + ul button:has-text("Fremmed udsteder")');
    await page.waitForFunction("document.querySelectorAll('.cb-chain strong').length === 2");
    expect(await chain()).to.deep.equal(['Fremmed rod', 'Fremmed udsteder']);
  });

  it('says of a stranger that nobody knows it, and shows its name as text', async () => {
    await page.click('[data-action=again]');
    await page.fill('#text', encodePem('CERTIFICATE', pki.der('hostile')));
    await show();
    expect(await page.textContent('[data-place] h2')).to.contain('Det vides ikke');
    expect(await page.textContent('[data-place]')).to.contain(HOSTILE);
    expect(await page.locator('[data-place] img').count()).to.equal(0);
  });

  it('sends nothing, not even a question that would tell', () => {
    expect(sent()).to.deep.equal([]);
  });

  it('knows the bank’s own certificates', async () => {
    const issuing = await bank.ask('/ca/issuing.pem');
    await page.click('[data-action=again]');
    await page.fill('#text', issuing.text);
    await show();
    expect(await page.textContent('[data-place] h2')).to.contain('Banken står inde for certifikatet');
    expect(await chain()).to.have.length(2);
    expect(sent()).to.deep.equal([]);
  });

  it('keeps to the content policy', () => {
    expect(complaints).to.deep.equal([]);
  });
});
