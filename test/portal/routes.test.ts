import { expect } from 'chai';
import { ADMIN, startBank, type Answer, type Asking, type RunningBank } from '../support/running-bank.ts';

const HTML = { accept: 'text/html' };

/** A browser as far as the server sees it: cookies and forms. */
class Visitor {
  readonly #bank: RunningBank;
  #cookies = new Map<string, string>();

  constructor(bank: RunningBank) {
    this.#bank = bank;
  }

  async ask(path: string, asking: Asking = {}): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#bank.ask(path, { ...asking, headers: { ...HTML, cookie, ...asking.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      this.#cookies.set(name!, value!);
    }
    return answer;
  }

  /** Posts a form as its page would, with the token of the page at `from`. */
  async post(path: string, from: string, fields: Record<string, string>): Promise<Answer> {
    const page = await this.ask(from);
    const token = /name="_csrf" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    return this.send(path, { _csrf: token, ...fields });
  }

  send(path: string, fields: Record<string, string>): Promise<Answer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.ask(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  }

  signIn(username: string, password: string, next = ''): Promise<Answer> {
    return this.post('/admin/sign-in', '/admin/sign-in', { username, password, next });
  }
}

const PASSWORD = 'en lang og rar adgangskode';

describe('the routes of the portal', function () {
  this.timeout(60_000);
  let bank: RunningBank;
  let administrator: Visitor;

  before(async () => {
    bank = await startBank();
    administrator = new Visitor(bank);
    await administrator.signIn(ADMIN.username, ADMIN.password);
    for (const role of ['officer', 'auditor']) {
      await administrator.post('/admin/accounts', '/admin/accounts', {
        username: role,
        password: PASSWORD,
        role,
      });
    }
  });

  after(() => bank.remove());

  async function signedIn(role: 'officer' | 'auditor'): Promise<Visitor> {
    const visitor = new Visitor(bank);
    await visitor.signIn(role, PASSWORD);
    return visitor;
  }

  describe('forms', () => {
    const sha256 = 'a'.repeat(64);
    const posts = [
      '/revoke',
      '/revoke/confirm',
      '/admin/sign-out',
      '/admin/password',
      '/admin/registrations/new',
      '/admin/registrations/AAAA-BBBB/cancel',
      `/admin/certificates/${sha256}/suspend`,
      `/admin/certificates/${sha256}/release`,
      `/admin/certificates/${sha256}/revoke`,
      `/admin/certificates/${sha256}/list`,
      `/admin/certificates/${sha256}/unlist`,
      '/admin/audit/verify',
      '/admin/accounts',
      '/admin/accounts/officer/remove',
      '/admin/issuers/issuing/publish',
    ];

    for (const path of posts) {
      it(`are refused without the session's token: ${path}`, async () => {
        for (const fields of [{}, { _csrf: 'guess' }]) {
          const answer = await administrator.send(path, fields);
          expect(answer.status).to.equal(403);
          expect(answer.text).to.contain('access.csrf');
        }
      });
    }

    it('are refused with the token of another session', async () => {
      const other = new Visitor(bank);
      const page = await other.ask('/revoke');
      const token = /name="_csrf" value="([^"]*)"/.exec(page.text)![1]!;
      expect((await administrator.send('/admin/audit/verify', { _csrf: token })).status).to.equal(403);
    });

    it('with files are refused without the token too', async () => {
      const body = new FormData();
      body.set('document', new Blob(['x']), 'x.p7m');
      expect((await administrator.ask('/verify', { body })).status).to.equal(403);
    });

    it('that are too large are refused', async () => {
      const answer = await administrator.send('/revoke', { code: 'x'.repeat(40_000) });
      expect(answer.status).to.equal(413);
    });
  });

  describe('access', () => {
    it('shows who is not signed in to the sign-in page, and back afterwards', async () => {
      const visitor = new Visitor(bank);
      const answer = await visitor.ask('/admin/audit?cursor=7');
      expect(answer.status).to.equal(303);
      expect(answer.headers.get('location')).to.equal('/admin/sign-in?next=%2Fadmin%2Faudit%3Fcursor%3D7');
      const back = await visitor.signIn(ADMIN.username, ADMIN.password, '/admin/audit?cursor=7');
      expect(back.headers.get('location')).to.equal('/admin/audit?cursor=7');
    });

    it('never leads to another site after the sign-in', async () => {
      for (const next of [
        '//evil.example',
        'https://evil.example/admin',
        '/admin/..//evil.example',
        '/admin\\@evil',
        '/administration',
      ]) {
        const answer = await new Visitor(bank).signIn(ADMIN.username, ADMIN.password, next);
        const location = answer.headers.get('location')!;
        expect(new URL(location, bank.url).origin, next).to.equal(bank.url);
        expect(location, next).to.match(/^\/admin(\/|$)/);
      }
    });

    it('keeps an officer from accounts, audit and revocation lists', async () => {
      const officer = await signedIn('officer');
      for (const path of ['/admin/accounts', '/admin/audit']) {
        expect((await officer.ask(path)).status, path).to.equal(403);
      }
      const published = await officer.post('/admin/issuers/issuing/publish', '/admin', {});
      expect(published.status).to.equal(403);
    });

    it('keeps an auditor from changing anything', async () => {
      const auditor = await signedIn('auditor');
      expect((await auditor.ask('/admin/registrations/new')).status).to.equal(403);
      const fields = { kind: 'POCES', commonName: 'Anna' };
      expect((await auditor.post('/admin/registrations/new', '/admin', fields)).status).to.equal(403);
      expect((await auditor.ask('/admin/audit')).status).to.equal(200);
    });

    it('ends a session by signing out', async () => {
      const officer = await signedIn('officer');
      await officer.post('/admin/sign-out', '/admin', {});
      expect((await officer.ask('/admin')).status).to.equal(303);
    });

    it('refuses a wrong password with a status that is counted, and does not tell which part was wrong', async () => {
      const known = await new Visitor(bank).signIn(ADMIN.username, 'wrong password here');
      const unknown = await new Visitor(bank).signIn('nobody', 'wrong password here');
      expect([known.status, unknown.status]).to.deep.equal([422, 422]);
      for (const answer of [known, unknown])
        expect(answer.text).to.contain('Brugernavn eller adgangskode er forkert');
    });
  });

  describe('registrations', () => {
    it('refuse what looks like a CPR number, and say at which field', async () => {
      const fields = { kind: 'POCES', commonName: 'Anna 010203-1234' };
      const from = '/admin/registrations/new?kind=POCES';
      const answer = await administrator.post('/admin/registrations/new', from, fields);
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain('id="commonName-error"');
    });

    it('refuse a CVR number whose check digit is wrong', async () => {
      const fields = { kind: 'VOCES', commonName: 'Post', organisation: 'Havnens Bageri', cvr: '10150818' };
      const from = '/admin/registrations/new?kind=VOCES';
      const answer = await administrator.post('/admin/registrations/new', from, fields);
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain('id="cvr-error"');
    });

    it('can be cancelled', async () => {
      const from = '/admin/registrations/new?kind=POCES';
      const answer = await administrator.post('/admin/registrations/new', from, {
        kind: 'POCES',
        commonName: 'Ida',
      });
      const reference = /id="order-reference">([^<]+)</.exec(answer.text)![1]!;
      const path = `/admin/registrations/${reference}/cancel`;
      const cancelled = await administrator.post(path, '/admin/registrations', {});
      expect(cancelled.headers.get('location')).to.equal('/admin/registrations?done=cancelled');
      const status = await administrator.ask(`/order?reference=${reference}`);
      expect(status.text).to.contain('Ordren er annulleret');
    });
  });

  describe('pages', () => {
    it('answer a browser in HTML and a program in JSON at the same address', async () => {
      const { sha256 } = bank.service.bank.authority.issuers.root.record;
      const page = await bank.ask(`/certificates/${sha256}`, { headers: HTML });
      expect(page.headers.get('content-type')).to.contain('text/html');
      expect(page.text).to.contain('Udstedercertifikat');
      const json = await bank.ask(`/certificates/${sha256}`, { headers: { accept: 'application/json' } });
      expect(json.json.sha256).to.equal(sha256);
    });

    it('lead from a serial number to the certificate', async () => {
      const { certificate, record } = bank.service.bank.authority.issuers.issuing;
      const answer = await bank.ask(`/certificates/${certificate.serial}`, { headers: HTML });
      expect(answer.headers.get('location')).to.equal(`/certificates/${record.sha256}`);
    });

    it('remember the language that was chosen', async () => {
      const visitor = new Visitor(bank);
      expect((await visitor.ask('/')).text).to.contain('<html lang="da">');
      expect((await visitor.ask('/?lang=en')).text).to.contain('<html lang="en">');
      expect((await visitor.ask('/verify')).text).to.contain('<html lang="en">');
    });

    it('tell a browser in its language what does not exist', async () => {
      const answer = await bank.ask('/nowhere', { headers: { ...HTML, 'accept-language': 'en' } });
      expect(answer.status).to.equal(404);
      expect(answer.text).to.contain('The page does not exist');
      const certificate = await bank.ask(`/certificates/${'0'.repeat(64)}`, { headers: HTML });
      expect(certificate.status).to.equal(404);
      expect(certificate.text).to.contain('Banken har intet certifikat med dette nummer');
    });

    it('refuse to search for a CPR number', async () => {
      const answer = await bank.ask('/search?q=010203-1234', { headers: HTML });
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain('Banken kender ingen CPR-numre');
    });

    it('give 404 for an order that does not exist, so that guessing is counted', async () => {
      expect((await bank.ask('/order?reference=AAAA-BBBB', { headers: HTML })).status).to.equal(404);
    });

    it('are never kept by a cache, their files for good', async () => {
      const page = await bank.ask('/', { headers: HTML });
      expect(page.headers.get('cache-control')).to.equal('no-store');
      const style = /href="(\/assets\/[^"]+\.css)"/.exec(page.text)![1]!;
      const file = await bank.ask(style);
      expect(file.headers.get('cache-control')).to.contain('immutable');
      expect(file.headers.get('content-type')).to.contain('text/css');
    });

    it("are forbidden to load or run anything that is not the bank's own", async () => {
      const policy = (await bank.ask('/', { headers: HTML })).headers.get('content-security-policy')!;
      expect(policy).to.contain("default-src 'none'").and.to.contain("script-src 'self'");
      expect(policy).not.to.match(/unsafe|https?:|\*/);
    });
  });

  describe('verification', () => {
    const upload = async (visitor: Visitor, files: Record<string, string>, as = ''): Promise<Answer> => {
      const page = await visitor.ask('/verify');
      const body = new FormData();
      body.set('_csrf', /name="_csrf" value="([^"]*)"/.exec(page.text)![1]!);
      body.set('as', as);
      for (const [name, text] of Object.entries(files)) body.set(name, new Blob([text]), `${name}.bin`);
      return visitor.ask('/verify', { body });
    };

    it('asks for a file when none was chosen', async () => {
      const answer = await upload(new Visitor(bank), {});
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain('Vælg den fil, der skal kontrolleres');
    });

    it('never calls a file valid that is no signature', async () => {
      const answer = await upload(new Visitor(bank), { document: 'not a signature' });
      expect([200, 422]).to.contain(answer.status);
      expect(answer.text).not.to.contain('cb-verdict-passed');
    });
  });
});
