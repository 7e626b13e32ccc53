import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { ADMIN, startBank, type RunningBank } from '../support/running-bank.ts';
import { requireTool } from '../support/tools.ts';

const FILE_PASSWORD = 'bjergtop lampe kajak 7';

/** A person with a browser of their own; every request that leaves it is kept. */
interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Bodies of all requests. */
  readonly sent: Buffer[];
  /** What the browser complained about: broken policies, failed scripts. */
  readonly complaints: string[];
}

describe('a certificate from the browser', function () {
  this.timeout(180_000);
  let bank: RunningBank;
  let browser: Browser;
  let directory: string;
  let officer: Visitor;
  let applicant: Visitor;
  let order: { reference: string; code: string };
  let revocationCode: string;
  let sha256: string;
  /** What ends what was begun, the last first. */
  const ending: (() => Promise<void>)[] = [];

  before(async function () {
    requireTool(this, 'chromium');
    requireTool(this, 'openssl');
    directory = await mkdtemp(join(tmpdir(), 'certbank-browser-'));
    ending.push(() => rm(directory, { recursive: true }));
    bank = await startBank();
    ending.push(() => bank.remove());
    browser = await startBrowser();
    ending.push(() => browser.close());
    officer = await visit();
    applicant = await visit();
  });

  after(async () => {
    await ending.reduceRight((before, end) => before.then(end), Promise.resolve());
  });

  async function visit(options: { javaScriptEnabled?: boolean } = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: bank.url,
      locale: 'da-DK',
      acceptDownloads: true,
      ...options,
    });
    const page = await context.newPage();
    const visitor: Visitor = { page, context, sent: [], complaints: [] };
    page.on('request', (request) => {
      const body = request.postDataBuffer();
      if (body !== null) visitor.sent.push(body);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') visitor.complaints.push(message.text());
    });
    page.on('pageerror', (error) => visitor.complaints.push(error.message));
    return visitor;
  }

  async function register({ page }: Visitor, name: string): Promise<{ reference: string; code: string }> {
    await page.goto('/admin/registrations/new');
    await page.click('button:has-text("Fortsæt")');
    await page.fill('#commonName', name);
    await page.click('button:has-text("Registrér")');
    const reference = await page.textContent('#order-reference');
    const code = await page.textContent('#activation-code');
    return { reference: reference!, code: code! };
  }

  const openssl = (...options: string[]) =>
    execFileSync('openssl', options, { cwd: directory, encoding: 'utf8' });

  it('lets nobody into the administration who is not signed in', async () => {
    const { page } = officer;
    await page.goto('/admin/registrations/new');
    expect(page.url()).to.contain('/admin/sign-in?next=');
    await page.fill('#username', ADMIN.username);
    await page.fill('#password', 'not the password at all');
    await page.click('main button[type=submit]');
    expect(await page.textContent('.cb-error-summary')).to.contain('Brugernavn eller adgangskode er forkert');
  });

  it('registers a person and shows the codes once', async () => {
    const { page } = officer;
    await page.fill('#username', ADMIN.username);
    await page.fill('#password', ADMIN.password);
    await page.click('main button[type=submit]');
    await page.waitForURL('**/admin/registrations/new');
    order = await register(officer, 'Anna Sørensen');
    expect(order.reference).to.match(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(order.code).to.match(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    await page.goto('/admin/registrations');
    const list = await page.textContent('main');
    expect(list).to.contain(order.reference);
    expect(list).not.to.contain(order.code);
  });

  it('tells the state of the order to who knows its number', async () => {
    const { page } = applicant;
    await page.goto('/order');
    await page.fill('#reference', order.reference.toLowerCase());
    await page.click('main button[type=submit]');
    expect(await page.textContent('main')).to.contain('Klar til at blive hentet');
    await page.click('a:has-text("Hent certifikatet")');
    expect(await page.inputValue('#reference')).to.equal(order.reference);
  });

  it('keeps the key over a wrong code, so that nothing has to be done twice', async () => {
    const { page } = applicant;
    await page.fill('#activationCode', '0000-0000-0000-0000');
    await page.click('[data-step=enter] button[type=submit]');
    await page.waitForSelector('[data-step=failed]:not([hidden])');
    expect(await page.textContent('[data-slot=failure]')).to.contain('Aktiveringskoden er forkert');
    await page.click('[data-action=change]');
  });

  it('collects the certificate with a key that the browser made', async () => {
    const { page, sent } = applicant;
    await page.fill('#activationCode', order.code);
    await page.click('[data-step=enter] button[type=submit]');
    await page.waitForSelector('[data-step=done]:not([hidden])');
    revocationCode = (await page.textContent('[data-slot=revocationCode]'))!;
    expect(revocationCode).to.match(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    const chain = await page.locator('[data-chain] strong').allTextContents();
    expect(chain).to.have.length(3);
    expect(chain[2]).to.equal('Anna Sørensen');
    sha256 = (await page.getAttribute('[data-slot=link]', 'href'))!.split('/').at(-1)!;
    const requests = sent.map((body) => JSON.parse(body.toString()) as { request: string });
    expect(requests).to.have.length(2);
    expect(requests[0]!.request).to.equal(requests[1]!.request);
  });

  it('makes a PKCS#12 file that OpenSSL opens', async () => {
    const { page } = applicant;
    await page.fill('#password', 'short');
    await page.click('[data-form=save] button[type=submit]');
    expect(await page.textContent('[data-problems=save]')).to.contain('mindst 12 tegn');
    await page.fill('#password', FILE_PASSWORD);
    await page.fill('#passwordAgain', FILE_PASSWORD);
    const download = page.waitForEvent('download');
    await page.click('[data-form=save] button[type=submit]');
    const file = await download;
    expect(file.suggestedFilename()).to.equal('Anna-Sørensen.p12');
    await file.saveAs(join(directory, 'key.p12'));
    await page.waitForSelector('[data-saved]:not([hidden])');
    await writeFile(join(directory, 'password'), FILE_PASSWORD);
    const pass = ['-passin', 'file:password'];
    openssl('pkcs12', '-in', 'key.p12', ...pass, '-nocerts', '-noenc', '-out', 'key.pem');
    openssl('pkcs12', '-in', 'key.p12', ...pass, '-clcerts', '-nokeys', '-out', 'certificate.pem');
    openssl('pkcs12', '-in', 'key.p12', ...pass, '-cacerts', '-nokeys', '-out', 'chain.pem');
    expect(openssl('pkey', '-in', 'key.pem', '-pubout')).to.equal(
      openssl('x509', '-in', 'certificate.pem', '-noout', '-pubkey'),
    );
    expect(openssl('verify', '-CAfile', 'chain.pem', 'certificate.pem')).to.contain('OK');
  });

  it('never sends the private key', () => {
    const text = openssl('pkey', '-in', 'key.pem', '-noout', '-text');
    const hex = /priv:\s*([0-9a-f:\s]+)pub:/.exec(text)![1]!.replace(/[^0-9a-f]/g, '');
    const secret = Buffer.from(hex, 'hex').subarray(-32);
    expect(secret).to.have.length(32);
    const point = /pub:\s*04:([0-9a-f:\s]+)/.exec(text)![1]!.replace(/[^0-9a-f]/g, '');
    let isPublicPartSeen = false;
    for (const body of [...applicant.sent, ...officer.sent]) {
      const decoded = Buffer.from(body.toString().replace(/.*"request":"([^"]*)".*/s, '$1'), 'base64');
      // What is looked for would be found: the public part is.
      isPublicPartSeen ||= decoded.includes(Buffer.from(point, 'hex'));
      for (const bytes of [body, decoded]) {
        expect(bytes.includes(secret), 'raw').to.equal(false);
        expect(bytes.toString('latin1').toLowerCase().includes(secret.toString('hex')), 'hex').to.equal(
          false,
        );
      }
      // Base64 of the key at each of the three positions in a group, without the ends that depend on neighbours.
      for (const shift of [0, 1, 2]) {
        const encoded = Buffer.concat([Buffer.alloc(shift), secret])
          .toString('base64')
          .slice(4, 40);
        expect(body.includes(encoded), 'base64').to.equal(false);
      }
    }
    expect(isPublicPartSeen).to.equal(true);
  });

  it('makes an RSA key as well, in English', async () => {
    const { reference, code } = await register(officer, 'Bo Østergård');
    const other = await visit();
    const { page } = other;
    await page.goto(`/collect?reference=${reference}&lang=en`);
    await page.fill('#activationCode', code);
    await page.check('input[value="RSA-3072"]');
    await page.check('#unlisted');
    await page.click('[data-step=enter] button[type=submit]');
    await page.waitForSelector('[data-step=done]:not([hidden])');
    await page.fill('#password', FILE_PASSWORD);
    await page.fill('#passwordAgain', FILE_PASSWORD);
    const download = page.waitForEvent('download');
    await page.click('[data-form=save] button[type=submit]');
    await (await download).saveAs(join(directory, 'rsa.p12'));
    expect(openssl('pkcs12', '-in', 'rsa.p12', '-passin', 'file:password', '-nocerts', '-noenc')).to.contain(
      'PRIVATE KEY',
    );
    await page.goto('/search?q=%C3%98sterg%C3%A5rd');
    expect(await page.textContent('main')).to.contain('No certificate matches');
    expect(other.complaints).to.deep.equal([]);
    await other.context.close();
  });

  it('finds the certificate by name', async () => {
    const { page } = applicant;
    await page.goto('/');
    await page.fill('#q', 'anna');
    await page.keyboard.press('Enter');
    await page.click('main a:has-text("Anna Sørensen")');
    expect(page.url()).to.equal(`${bank.url}/certificates/${sha256}`);
    expect(await page.textContent('main')).to.contain('Certifikatet er gyldigt og ikke spærret.');
    const [pem] = await Promise.all([page.waitForEvent('download'), page.click('a[href$=".pem"]')]);
    expect(await readFile(await pem.path(), 'utf8')).to.contain('-----BEGIN CERTIFICATE-----');
  });

  it('confirms a file that was signed with the key', async () => {
    await writeFile(join(directory, 'aftale.txt'), 'Vi er enige.\n');
    const signer = ['-signer', 'certificate.pem', '-inkey', 'key.pem', '-certfile', 'chain.pem'];
    openssl(
      'cms',
      '-sign',
      '-cades',
      '-binary',
      '-outform',
      'DER',
      ...signer,
      '-in',
      'aftale.txt',
      '-out',
      'aftale.p7s',
    );
    const { page } = applicant;
    await page.goto('/verify');
    await page.setInputFiles('#document', join(directory, 'aftale.p7s'));
    await page.setInputFiles('#content', join(directory, 'aftale.txt'));
    await page.click('main button:has-text("Kontrollér")');
    await page.waitForSelector('[data-step=done]:not([hidden])');
    expect(await page.textContent('.cb-verdict h2')).to.equal('Underskriften er gyldig');
    expect(await page.textContent('main')).to.contain('Anna Sørensen');
    const [report] = await Promise.all([page.waitForEvent('download'), page.click('[data-action=json]')]);
    expect(JSON.parse(await readFile(await report.path(), 'utf8'))).to.include({ passedCount: 1 });
  });

  it('blocks the certificate by its revocation code', async () => {
    const { page } = applicant;
    await page.goto(`/certificates/${sha256}`);
    await page.click('a:has-text("Spær certifikatet")');
    await page.fill('#code', revocationCode.toLowerCase());
    await page.check('#reason');
    await page.click('main button[type=submit]');
    expect(await page.textContent('main')).to.contain('Anna Sørensen');
    await page.click('button:has-text("Spær certifikatet nu")');
    expect(await page.textContent('main')).to.contain('Certifikatet er spærret');
    await page.goto(`/certificates/${sha256}`);
    expect(await page.textContent('main')).to.contain('Certifikatet er spærret og gælder ikke mere.');
  });

  it('no longer confirms the file, also for a browser without JavaScript', async () => {
    const plain = await visit({ javaScriptEnabled: false });
    const { page } = plain;
    await page.goto('/verify?lang=en');
    await page.setInputFiles('#document', join(directory, 'aftale.p7s'));
    await page.setInputFiles('#content', join(directory, 'aftale.txt'));
    await page.click('main button:has-text("Check")');
    expect(await page.textContent('h1')).to.match(/cannot be confirmed|is invalid/);
    await page.goto('/collect');
    expect(await page.textContent('main')).to.contain('This page needs JavaScript');
    await plain.context.close();
  });

  it('shows it all in an audit log whose chain is whole', async () => {
    const { page } = officer;
    await page.goto('/admin/audit');
    await page.click('button:has-text("Kontrollér kæden")');
    const log = await page.textContent('main');
    expect(log).to.contain('Kæden er hel');
    for (const action of ['order.registered', 'certificate.issued', 'certificate.revoked']) {
      expect(log).to.contain(action);
    }
    await page.click('button:has-text("Log af")');
    await page.goto('/admin');
    expect(page.url()).to.contain('/admin/sign-in');
  });

  it('keeps to its own content policy on the whole way', () => {
    // The browser notes refused forms and codes (4xx), which are part of the story.
    const complaints = [...applicant.complaints, ...officer.complaints];
    expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).to.deep.equal([]);
  });
});
