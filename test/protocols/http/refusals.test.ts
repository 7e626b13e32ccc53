import { request } from 'node:http';
import { expect } from 'chai';
import { ADMIN, startBank, type Answer, type RunningBank } from '../../support/running-bank.ts';

/** Every refusal is a problem document that says what is wrong and nothing of how we are built. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
  expect(answer.json).to.include({ status, code, type: `urn:certbank:error:${code}` });
  expect(answer.text).not.to.match(/node_modules|\.ts\b|\bat \w+ \(|SQLITE|Error:/);
}

describe('the API over HTTP', () => {
  let bank: RunningBank;
  let token: string;

  before(async () => {
    bank = await startBank();
    token = await bank.signIn();
  });
  after(() => bank.remove());

  describe('refuses', () => {
    it('a body that is not JSON, not an object, empty, or of another type', async () => {
      const post = (body: string, type = 'application/json') =>
        bank.ask('/api/v1/sessions', { body, headers: { 'content-type': type } });
      expectProblem(await post('{"username":'), 400, 'json.malformed');
      expectProblem(await post('"text"'), 400, 'input.invalid');
      expectProblem(await post('[]'), 400, 'input.invalid');
      expectProblem(await post('{}'), 400, 'input.invalid');
      expectProblem(
        await post('username=admin', 'application/x-www-form-urlencoded'),
        415,
        'input.unsupported-media-type',
      );
      expectProblem(await bank.ask('/api/v1/sessions', { method: 'POST' }), 400, 'input.invalid');
    });

    it('a body that is not UTF-8', async () => {
      const body = Uint8Array.of(0x22, 0xff, 0x22);
      const answer = await bank.ask('/api/v1/sessions', {
        body,
        headers: { 'content-type': 'application/json' },
      });
      expectProblem(answer, 400, 'text.malformed');
    });

    it('a compressed body, of which nobody knows the size', async () => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      expectProblem(
        await bank.ask('/api/v1/sessions', { body: 'x', headers }),
        415,
        'input.unsupported-media-type',
      );
    });

    it('unknown members, wrong kinds and lengths, each named and none repeated', async () => {
      const body = { ...ADMIN, password: 17, remember: 'Hemmelig' };
      const answer = await bank.ask('/api/v1/sessions', { body });
      expectProblem(answer, 400, 'input.invalid');
      expect(answer.json.issues.map((issue: { path: string }) => issue.path)).to.include('body.password');
      expect(answer.text).not.to.contain('Hemmelig');
      const long = await bank.ask('/api/v1/sessions', { body: { ...ADMIN, password: 'x'.repeat(2000) } });
      expectProblem(long, 400, 'input.invalid');
    });

    it('a body larger than its limit, told beforehand or not', async () => {
      const body = { username: 'x'.repeat(200_000), password: 'x' };
      expectProblem(await bank.ask('/api/v1/sessions', { body }), 413, 'input.too-large');
      const status = await new Promise<number | undefined>((resolve) => {
        const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
        const upload = request(`${bank.url}/api/v1/sessions`, { method: 'POST', headers });
        upload.on('response', (response) => resolve(response.resume().statusCode));
        upload.on('error', () => resolve(undefined));
        for (let i = 0; i < 64; i++) upload.write(' '.repeat(16_384));
      });
      expect(status).to.equal(413);
    });

    it('paths that lead nowhere, and methods that a path does not know', async () => {
      expectProblem(await bank.ask('/api/v1/nothing'), 404, 'not-found');
      expectProblem(await bank.ask('/%'), 404, 'not-found');
      const wrong = await bank.ask('/api/v1/sessions', { method: 'PATCH' });
      expectProblem(wrong, 405, 'method-not-allowed');
      expect(wrong.headers.get('allow')).to.equal('OPTIONS, POST');
      expectProblem(await bank.ask('/health/live', { method: 'POST' }), 405, 'method-not-allowed');
    });

    it('what lies outside the files of the documentation page', async () => {
      for (const path of [
        '/api/docs/..%2f..%2fpackage.json',
        '/api/docs/%2e%2e/%2e%2e/package.json',
        '/api/docs/package.json',
        '/api/docs/..%5c..%5cpackage.json',
        '/api/docs/swagger-ui.css%00.js',
        '/ca/..%2fkeys%2froot.cer',
        '/ca/root%2f..%2froot.cer',
        '/certificates/..%2f..%2fkey-passphrase',
      ]) {
        const answer = await bank.ask(path, { headers: { accept: 'application/json' } });
        expect(answer.status, path).to.be.oneOf([400, 404]);
        expect(answer.headers.get('content-type'), path).to.match(/^application\/problem\+json/);
      }
    });

    it('whoever has not signed in, at every door but the public ones', async () => {
      const sha256 = 'a'.repeat(64);
      for (const [method, path, body] of [
        ['GET', '/api/v1/orders'],
        ['POST', '/api/v1/orders', { kind: 'POCES', commonName: 'Anna Ærø' }],
        ['DELETE', '/api/v1/orders/AAAA-BBBB'],
        ['GET', '/api/v1/accounts'],
        [
          'POST',
          '/api/v1/accounts',
          { username: 'eva', password: 'en lang adgangskode', role: 'administrator' },
        ],
        ['DELETE', '/api/v1/accounts/admin'],
        ['PUT', '/api/v1/accounts/admin/password', { newPassword: 'en lang adgangskode' }],
        ['GET', '/api/v1/audit'],
        ['GET', '/api/v1/counts'],
        ['POST', '/api/v1/audit/verify'],
        ['POST', '/api/v1/crl/issuing/publish'],
        ['POST', `/api/v1/certificates/${sha256}/revoke`, { reason: 'unspecified' }],
        ['POST', `/api/v1/certificates/${sha256}/suspend`, {}],
        ['POST', `/api/v1/certificates/${sha256}/release`],
        ['POST', `/api/v1/certificates/${sha256}/listing`, { isListed: true }],
        ['GET', '/api/v1/sessions/current'],
        ['DELETE', '/api/v1/sessions/current'],
      ] as const) {
        const answer = await bank.ask(path, { method, ...(body === undefined ? {} : { body }) });
        expectProblem(answer, 401, 'access.unauthenticated');
        expect(answer.headers.get('www-authenticate')).to.match(/^Bearer /);
      }
    });

    it('tokens that are made up, malformed, of another scheme, or ended', async () => {
      for (const authorization of [
        'Bearer',
        'Bearer x y',
        `Bearer ${'0'.repeat(64)}`,
        'Basic YWRtaW46YWRtaW4=',
        'x',
      ]) {
        expectProblem(
          await bank.ask('/api/v1/sessions/current', { headers: { authorization } }),
          401,
          'access.unauthenticated',
        );
      }
      const ended = await bank.signIn();
      expect(
        (await bank.ask('/api/v1/sessions/current', { token: ended, method: 'DELETE' })).status,
      ).to.equal(204);
      expectProblem(
        await bank.ask('/api/v1/sessions/current', { token: ended }),
        401,
        'access.unauthenticated',
      );
    });

    it('an officer what only an administrator may, and ends the tokens of a removed account at once', async () => {
      const officer = { username: 'olga', password: 'solsort på taget' };
      const body = { ...officer, role: 'officer' };
      expect((await bank.ask('/api/v1/accounts', { token, body })).status).to.equal(201);
      const theirs = (await bank.ask('/api/v1/sessions', { body: officer })).json.token as string;
      expectProblem(await bank.ask('/api/v1/audit', { token: theirs }), 403, 'access.denied');
      expectProblem(
        await bank.ask('/api/v1/accounts/admin', { token: theirs, method: 'DELETE' }),
        403,
        'access.denied',
      );
      expect((await bank.ask('/api/v1/orders', { token: theirs })).status).to.equal(200);
      expect((await bank.ask('/api/v1/accounts/olga', { token, method: 'DELETE' })).status).to.equal(204);
      expectProblem(await bank.ask('/api/v1/orders', { token: theirs }), 401, 'access.unauthenticated');
    });

    it('a wrong activation code, and after five the right one', async () => {
      const body = { kind: 'POCES', commonName: 'Anna Ærø' };
      const order = (await bank.ask('/api/v1/orders', { token, body })).json;
      const collect = (activationCode: string) =>
        bank.ask(`/api/v1/orders/${order.reference}/collect`, { body: { activationCode, request: 'MAA=' } });
      for (let left = 4; left >= 0; left--) {
        const answer = await collect('0000-0000-0000-0000');
        expectProblem(answer, 403, 'activation.wrong-code');
        expect(answer.json.triesLeft).to.equal(left);
      }
      expectProblem(await collect(order.activationCode), 403, 'order.locked');
      expectProblem(await bank.ask('/api/v1/orders/AAAA-BBBB'), 404, 'order.not-found');
    });

    it('a request that is no PKCS#10, however it is no PKCS#10', async () => {
      const body = { kind: 'POCES', commonName: 'Anna Ærø' };
      const order = (await bank.ask('/api/v1/orders', { token, body })).json;
      for (const request of [
        '!',
        'MAA=',
        '-----BEGIN CERTIFICATE REQUEST-----',
        'MIIB',
        'x'.repeat(90_000),
      ]) {
        const answer = await bank.ask(`/api/v1/orders/${order.reference}/collect`, {
          body: { activationCode: order.activationCode, request },
        });
        expect(answer.status, request.slice(0, 40)).to.be.within(400, 422);
        expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
      }
    });

    it('to wait with an answer in a media type that it has not', async () => {
      const answer = await bank.ask('/certificates?q=anna', { headers: { accept: 'image/png' } });
      expectProblem(answer, 406, 'not-acceptable');
    });

    it('empty and malformed documents, and multipart bodies with too many or broken parts', async () => {
      const verify = (body: string | Uint8Array | FormData, type?: string) =>
        bank.ask('/api/v1/verify', { body, headers: type === undefined ? {} : { 'content-type': type } });
      expectProblem(await verify('', 'application/octet-stream'), 400, 'input.invalid');
      expectProblem(await verify('x', 'multipart/form-data'), 415, 'input.unsupported-media-type');
      expectProblem(await verify('x', 'multipart/form-data; boundary=b'), 400, 'input.invalid');
      expectProblem(
        await verify('--b\r\n'.repeat(100), 'multipart/form-data; boundary=b'),
        400,
        'input.invalid',
      );
      expectProblem(await verify(new FormData()), 400, 'input.invalid');
      const cut = Buffer.from('308206a906092a864886f70d010702a082069a', 'hex');
      expect((await verify(cut, 'application/octet-stream')).status).to.equal(400);
      const noDate = await bank.ask('/api/v1/verify?at=yesterday', { body: 'x' });
      expectProblem(noDate, 400, 'input.invalid');
    });
  });

  it('answers HEAD as GET without its body, and OPTIONS with what is allowed', async () => {
    const head = await bank.ask('/ca/root.cer', { method: 'HEAD' });
    expect(head.status).to.equal(200);
    expect(head.bytes).to.have.lengthOf(0);
    expect(Number(head.headers.get('content-length'))).to.be.greaterThan(300);
    const options = await bank.ask('/api/v1/orders', { method: 'OPTIONS' });
    expect(options.status).to.equal(204);
    expect(options.headers.get('allow')).to.equal('GET, HEAD, OPTIONS, POST');
  });

  it('shows a document that carries no signature as one with none', async () => {
    const answer = await bank.ask('/api/v1/verify?name=a.txt', { body: 'just text' });
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.json).to.deep.include({ signatureCount: 0, signatures: [] });
    expect(answer.json.document.name).to.equal('a.txt');
  });

  it('sends every answer with a policy that lets in neither inline script nor other sites', async () => {
    for (const path of ['/api/docs', '/nowhere', '/health/live']) {
      const { headers } = await bank.ask(path);
      const policy = headers.get('content-security-policy')!;
      expect(policy).to.contain("default-src 'none'").and.contain("script-src 'self'");
      expect(policy).not.to.contain('unsafe');
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('x-powered-by')).to.equal(null);
    }
  });

  it('logs no code, password, token, query or CPR number', async () => {
    await bank.ask('/certificates?q=anna%40example.dk');
    await bank.ask('/certificates/0101701234');
    await bank.ask('/api/v1/orders/010170-1234');
    const log = bank.log();
    expect(log).to.contain('/certificates');
    for (const secret of [token, ADMIN.password, 'anna', '0101701234', '010170-1234'])
      expect(log).not.to.contain(secret);
  });

  it('counts what is in the bank', async () => {
    const { json } = await bank.ask('/api/v1/counts', { token });
    // Root, issuing authority, responder and whatever else the bank has for itself.
    expect(json.certificates.good).to.be.at.least(3);
    expect(json.certificates).to.include({ 'on-hold': 0, revoked: 0 });
    expect(json.authorities.map((authority: { id: string }) => authority.id)).to.have.members([
      'issuing',
      'root',
    ]);
    const listed = await bank.ask('/certificates?status=good', {
      token,
      headers: { accept: 'application/json' },
    });
    expect(listed.status, listed.text).to.equal(200);
  });

  it('describes every door in the OpenAPI document', async () => {
    const { json } = await bank.ask('/api/openapi.json');
    expect(json.openapi).to.equal('3.1.0');
    expect(Object.keys(json.paths)).to.include.members([
      '/api/v1/orders',
      '/api/v1/orders/{reference}/collect',
      '/api/v1/verify',
      '/certificates/{id}.json',
      '/ocsp/{request}',
      '/crl/{issuer}.crl',
      '/api/v1/certificates/{sha256}/revoke',
    ]);
    expect(json.components.schemas).to.include.keys('Problem', 'Certificate', 'Order', 'ValidationReport');
    for (const path of [
      '/api/docs',
      '/api/docs/init.js',
      '/api/docs/swagger-ui.css',
      '/api/docs/swagger-ui-bundle.js',
    ]) {
      expect((await bank.ask(path)).status, path).to.equal(200);
    }
  });
});
