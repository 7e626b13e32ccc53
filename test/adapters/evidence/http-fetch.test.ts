import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { httpFetch } from '../../../src/adapters/evidence/http-fetch.ts';
import type { HttpRequest } from '../../../src/trust/evidence/http.ts';
import { refusalCode } from '../../support/refusal-code.ts';

describe('httpFetch', () => {
  let server: Server;
  let base: string;

  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { location: '/ok' }).end();
      else if (request.url === '/large') response.end(Buffer.alloc(100_000));
      else if (request.url === '/broken')
        response.writeHead(200, { 'content-length': 100 }).write('x', () => response.destroy());
      else if (request.url === '/silent') return;
      else if (request.url === '/ok')
        request.pipe(response.setHeader('x-type', String(request.headers['content-type'])));
      else response.writeHead(404).end('no');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
    url,
    method: 'GET',
    accept: '*/*',
    maxBytes: 1000,
    timeoutSeconds: 0.2,
    ...more,
  });

  for (const [what, path] of [
    ['a redirect', '/redirect'],
    ['another status', '/missing'],
    ['an answer that breaks off', '/broken'],
    ['a server that says nothing', '/silent'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await refusalCode(httpFetch(request(`${base}${path}`)))).to.equal('service.unreachable');
    });
  }

  it('refuses other schemes and URLs with credentials', async () => {
    for (const url of [
      'file:///etc/passwd',
      'ftp://example/x',
      base.replace('http://', 'http://user:secret@'),
    ]) {
      expect(await refusalCode(httpFetch(request(url)))).to.equal('service.unreachable');
    }
  });

  it('cuts off an answer that is too large', async () => {
    expect(await refusalCode(httpFetch(request(`${base}/large`)))).to.equal('limit.exceeded');
  });

  it('sends the body and gives the answer', async () => {
    const body = Uint8Array.of(1, 2, 3);
    const answer = await httpFetch(
      request(`${base}/ok`, { method: 'POST', body, contentType: 'application/x' }),
    );
    expect([...answer]).to.deep.equal([1, 2, 3]);
  });
});
