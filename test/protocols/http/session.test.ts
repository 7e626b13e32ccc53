import { expect } from 'chai';
import { handClock } from '../../support/hand-clock.ts';
import { ADMIN, startBank, type Answer, type Asking, type RunningBank } from '../../support/running-bank.ts';

/** A browser as far as sessions need one: it keeps cookies. */
class Browser {
  readonly cookies = new Map<string, string>();
  readonly #bank: RunningBank;

  constructor(bank: RunningBank) {
    this.#bank = bank;
  }

  async ask(path: string, asking: Asking = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#bank.ask(path, {
      ...asking,
      headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...asking.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      this.cookies.set(name!, value!);
    }
    return answer;
  }

  async post(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.ask(path, {
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  /** The token in the first form of the page. */
  async formToken(path: string): Promise<string> {
    const { text } = await this.ask(path);
    return /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  }

  async signIn(): Promise<Answer> {
    const token = await this.formToken('/admin/sign-in');
    return this.post('/admin/sign-in', { ...ADMIN, _csrf: token });
  }
}

describe('sessions', () => {
  const clock = handClock('2026-03-01T08:00:00Z');
  let bank: RunningBank;

  before(async () => {
    bank = await startBank({ clock });
  });
  after(() => bank.remove());

  const current = (browser: Browser) =>
    browser.ask('/api/v1/sessions/current', { headers: { accept: 'application/json' } });

  it('begin with no form that came from elsewhere', async () => {
    const browser = new Browser(bank);
    await browser.ask('/admin/sign-in');
    for (const token of ['', 'x', '0'.repeat(64)]) {
      const answer = await browser.post('/admin/sign-in', { ...ADMIN, _csrf: token });
      expect(answer.status).to.equal(403);
    }
    const other = new Browser(bank);
    const stolen = await other.formToken('/admin/sign-in');
    expect((await browser.post('/admin/sign-in', { ...ADMIN, _csrf: stolen })).status).to.equal(403);
    expect((await current(browser)).status).to.equal(401);
  });

  it('are not begun for visitors that need none', async () => {
    const browser = new Browser(bank);
    for (const path of ['/', '/search', '/health/live', '/certificates/abcd', '/api/v1/orders'])
      await browser.ask(path);
    expect([...browser.cookies.keys()].filter((name) => name.includes('certbank'))).to.deep.equal([]);
  });

  it('have a cookie that no script can read and no other site sends along, and a fresh one after sign-in', async () => {
    const browser = new Browser(bank);
    const first = await browser.ask('/admin/sign-in');
    const [cookie] = first.headers.getSetCookie().filter((line) => line.startsWith('certbank='));
    expect(cookie)
      .to.match(/; HttpOnly/)
      .and.match(/; SameSite=Lax/)
      .and.match(/; Path=\//)
      .and.not.match(/Secure/);
    const before = browser.cookies.get('certbank');
    expect((await browser.signIn()).status).to.equal(303);
    expect(browser.cookies.get('certbank')).not.to.equal(before);
    expect((await current(browser)).json).to.deep.equal({ username: 'admin', role: 'administrator' });
    const fixed = new Browser(bank);
    fixed.cookies.set('certbank', before!);
    expect((await current(fixed)).status).to.equal(401);
  });

  it('let the API change something only with the token of the session', async () => {
    const browser = new Browser(bank);
    await browser.signIn();
    const register = (headers: Record<string, string>) =>
      browser.ask('/api/v1/orders', { body: { kind: 'POCES', commonName: 'Anna Ærø' }, headers });
    expect((await register({})).json.code).to.equal('access.csrf');
    expect((await register({ 'x-csrf-token': 'x' })).json.code).to.equal('access.csrf');
    const token = await browser.formToken('/admin/password');
    expect((await register({ 'x-csrf-token': token })).status).to.equal(201);
    // A request with a token of its own is judged by that alone, right or wrong.
    expect((await register({ authorization: 'Bearer x' })).json.code).to.equal('access.unauthenticated');
  });

  it('end by signing out, after an hour without a request, and after half a day in any case', async () => {
    const browser = new Browser(bank);
    await browser.signIn();
    const kept = browser.cookies.get('certbank')!;
    await browser.post('/admin/sign-out', { _csrf: await browser.formToken('/admin/password') });
    const thief = new Browser(bank);
    thief.cookies.set('certbank', kept);
    expect((await current(thief)).status).to.equal(401);

    await browser.signIn();
    clock.pass(59 * 60);
    expect((await current(browser)).status).to.equal(200);
    clock.pass(61 * 60);
    expect((await current(browser)).status).to.equal(401);

    await browser.signIn();
    for (let hour = 0; hour < 11; hour++) {
      clock.pass(3500);
      expect((await current(browser)).status).to.equal(200);
    }
    clock.pass(3500);
    clock.pass(3500);
    expect((await current(browser)).status).to.equal(401);
  });

  it('end when the password changes', async () => {
    const browser = new Browser(bank);
    await browser.signIn();
    const token = await bank.signIn();
    const change = (currentPassword: string, newPassword: string) =>
      bank.ask('/api/v1/accounts/admin/password', {
        method: 'PUT',
        token,
        body: { currentPassword, newPassword },
      });
    expect((await change(ADMIN.password, 'en helt anden adgangskode')).status).to.equal(204);
    expect((await current(browser)).status).to.equal(401);
    expect((await bank.ask('/api/v1/sessions/current', { token })).status).to.equal(401);
    const again = await bank.ask('/api/v1/sessions', {
      body: { username: 'admin', password: 'en helt anden adgangskode' },
    });
    const back = { currentPassword: 'en helt anden adgangskode', newPassword: ADMIN.password };
    const restored = await bank.ask('/api/v1/accounts/admin/password', {
      method: 'PUT',
      token: again.json.token,
      body: back,
    });
    expect(restored.status).to.equal(204);
  });

  it('are locked out after five wrong passwords, and let in again after a quarter of an hour', async () => {
    const wrong = { ...ADMIN, password: 'forkert adgangskode' };
    for (let i = 0; i < 5; i++) {
      expect((await bank.ask('/api/v1/sessions', { body: wrong })).json.code).to.equal(
        'access.bad-credentials',
      );
    }
    expect((await bank.ask('/api/v1/sessions', { body: ADMIN })).json.code).to.equal('access.locked');
    clock.pass(15 * 60);
    expect((await bank.ask('/api/v1/sessions', { body: ADMIN })).status).to.equal(201);
  });

  it('are kept as digests: who reads the table can use nothing of it', async () => {
    const browser = new Browser(bank);
    await browser.signIn();
    const id = decodeURIComponent(browser.cookies.get('certbank')!).replace(/^s:/, '').split('.')[0]!;
    const { sessions } = bank.service.bank.store;
    expect(id).to.match(/^[0-9a-f]{64}$/);
    for (const key of [id, `session:${id}`])
      expect(await sessions.find(key, clock.now())).to.equal(undefined);
  });

  it('survive a restart, and expired ones are swept away', async () => {
    const browser = new Browser(bank);
    await browser.signIn();
    await bank.stop();
    bank = await startBank({ clock, directory: bank.directory });
    const again = new Browser(bank);
    for (const [name, value] of browser.cookies) again.cookies.set(name, value);
    expect((await current(again)).status).to.equal(200);
    clock.pass(3 * 3600);
    await bank.service.runDueJobs();
    expect(await bank.service.bank.store.sessions.removeExpired(clock.now())).to.equal(0);
  });
});

describe('limits on codes and passwords', () => {
  it('turn an address away after too many wrong ones, in the API and on the pages', async () => {
    const bank = await startBank({ env: { CERTBANK_FAILED_SECRETS_PER_MINUTE: '3' } });
    try {
      for (let i = 0; i < 3; i++) expect((await bank.ask('/api/v1/orders/AAAA-BBBB')).status).to.equal(404);
      const limited = await bank.ask('/api/v1/orders/AAAA-BBBB');
      expect(limited.json.code).to.equal('access.rate-limited');
      expect(Number(limited.headers.get('retry-after'))).to.be.within(1, 60);
      for (const [path, body] of [
        ['/api/v1/sessions', ADMIN],
        ['/api/v1/orders/AAAA-BBBB/collect', {}],
        [`/api/v1/certificates/${'a'.repeat(64)}/revoke`, {}],
      ] as const) {
        expect((await bank.ask(path, { body })).status, path).to.equal(429);
      }
      const browser = new Browser(bank);
      const page = await browser.post('/admin/sign-in', ADMIN);
      expect(page.status).to.equal(429);
      expect(page.headers.get('content-type')).to.match(/^text\/html/);
      // Another client behind the same address still gets status answers.
      expect((await bank.ask('/crl/issuing.crl')).status).to.equal(200);
    } finally {
      await bank.remove();
    }
  });

  it('count the address that a trusted proxy names, and believe nobody else', async () => {
    const ask = (bank: RunningBank, address: string) =>
      bank.ask('/api/v1/orders/AAAA-BBBB', { headers: { 'x-forwarded-for': address } });
    const env = { CERTBANK_FAILED_SECRETS_PER_MINUTE: '1' };
    const open = await startBank({ env });
    expect((await ask(open, '192.0.2.1')).status).to.equal(404);
    expect((await ask(open, '192.0.2.2')).status).to.equal(429);
    await open.remove();
    const proxied = await startBank({ env: { ...env, CERTBANK_TRUSTED_PROXIES: 'loopback' } });
    expect((await ask(proxied, '192.0.2.1')).status).to.equal(404);
    expect((await ask(proxied, '192.0.2.2')).status).to.equal(404);
    expect((await ask(proxied, '192.0.2.1')).status).to.equal(429);
    await proxied.remove();
  });
});

describe('behind https', () => {
  it('sends the cookie over https alone, and tells browsers to stay there', async () => {
    const env = { CERTBANK_BASE_URL: 'https://bank.example', CERTBANK_TRUSTED_PROXIES: 'loopback' };
    const bank = await startBank({ env });
    const headers = { 'x-forwarded-proto': 'https', accept: 'text/html' };
    const answer = await bank.ask('/admin/sign-in', { headers });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-certbank='));
    expect(cookie)
      .to.match(/; Secure/)
      .and.match(/; HttpOnly/)
      .and.not.match(/Domain/);
    expect(answer.headers.get('strict-transport-security')).to.contain('max-age=31536000');
    await bank.remove();
  });
});
