import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { isPublicAddress } from '../../../src/adapters/evidence/public-address.ts';
import { publicFetch } from '../../../src/adapters/evidence/public-fetch.ts';
import { refusalCode } from '../../support/refusal-code.ts';

const ask = (url: string) => ({
  url,
  method: 'GET' as const,
  accept: 'application/pkix-crl',
  maxBytes: 1000,
  timeoutSeconds: 5,
});

describe('isPublicAddress', () => {
  it('refuses every address that could be this machine, its neighbours or a tunnel to them', () => {
    for (const address of [
      ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.255', '169.254.169.254'],
      ...['172.16.0.1', '172.31.255.255', '192.168.1.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '240.0.0.1'],
      ...['255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fc00::1'],
      ...[
        'fd12::1',
        'fe80::1',
        'fe80::1%eth0',
        'ff02::1',
        '2001::1',
        '2001:db8::1',
        '2002:7f00:1::',
        '100::1',
      ],
      ...['', 'localhost', '127.1', '0x7f000001', '2130706433'],
    ]) {
      expect(isPublicAddress(address), address).to.equal(false);
    }
  });

  it('lets the public ones through', () => {
    for (const address of ['8.8.8.8', '172.32.0.1', '192.0.1.1', '2a00:1450:400f::1', '2606:4700::1111']) {
      expect(isPublicAddress(address), address).to.equal(true);
    }
  });
});

describe('publicFetch', () => {
  let server: Server;
  let port: number;
  let answer: RequestListener = (_request, response) => void response.end('ok');
  let requests = 0;

  before(async () => {
    server = createServer((request, response) => {
      requests += 1;
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => void server.close());
  beforeEach(() => {
    requests = 0;
    answer = (_request, response) => void response.end('ok');
  });

  /** As the real one, with the test's own server as the public internet. */
  const open = publicFetch(
    async () => ['127.0.0.1'],
    (address) => address === '127.0.0.1',
  );
  const closed = publicFetch(async () => ['127.0.0.1']);

  it('refuses an address in the URL that is not public, however it is written', async () => {
    for (const host of ['127.0.0.1', '127.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:7f00:1]', '0']) {
      const fetch = publicFetch(async (name) => [name]);
      expect(await refusalCode(fetch(ask(`http://${host}:${port}/`))), host).to.equal('service.unreachable');
    }
    expect(requests).to.equal(0);
  });

  it('refuses a name that leads to such an address, also as one of several', async () => {
    expect(await refusalCode(closed(ask(`http://crl.example:${port}/`)))).to.equal('service.unreachable');
    const mixed = publicFetch(async () => ['8.8.8.8', '127.0.0.1']);
    expect(await refusalCode(mixed(ask('http://crl.example/')))).to.equal('service.unreachable');
    expect(requests).to.equal(0);
  });

  it('asks the name service once and goes to the address that it looked at (DNS rebinding)', async () => {
    const told: string[] = [];
    const fetch = publicFetch(
      async (name) => {
        told.push(name);
        return told.length === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
      },
      (address) => address === '127.0.0.1',
    );
    expect(Buffer.from(await fetch(ask(`http://crl.example:${port}/`))).toString()).to.equal('ok');
    expect(told).to.deep.equal(['crl.example']);
  });

  it('refuses other ports, other schemes, and passwords', async () => {
    const anywhere = publicFetch(async () => ['8.8.8.8']);
    for (const url of [
      'http://crl.example:22/',
      'https://crl.example:8443/',
      'ftp://crl.example/',
      'file:///etc/passwd',
      'ldap://crl.example/',
      'http://a:b@crl.example/',
      'nonsense',
    ]) {
      expect(await refusalCode(anywhere(ask(url))), url).to.equal('service.unreachable');
    }
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await refusalCode(open(ask(`http://crl.example:${port}/`)))).to.equal('service.unreachable');
    expect(requests).to.equal(1);
  });

  it('stops at the size and at the time that it was told', async () => {
    answer = (_request, response) => void response.end(Buffer.alloc(1001));
    expect(await refusalCode(open(ask(`http://crl.example:${port}/`)))).to.equal('limit.exceeded');
    answer = (_request, response) => void response.write('never ends');
    const hurried = { ...ask(`http://crl.example:${port}/`), timeoutSeconds: 0.05 };
    expect(await refusalCode(open(hurried))).to.equal('service.unreachable');
    const silent = publicFetch(
      () => new Promise(() => undefined),
      () => true,
    );
    expect(await refusalCode(silent({ ...hurried, url: 'http://crl.example/' }))).to.equal(
      'service.unreachable',
    );
  });

  it('names the host that was meant, and sends no more than the question', async () => {
    let headers: NodeJS.Dict<string | string[]> = {};
    answer = (request, response) => {
      headers = request.headers;
      response.end('ok');
    };
    await open(ask(`http://crl.example:${port}/a?b`));
    expect(headers).to.include({ host: `crl.example:${port}`, accept: 'application/pkix-crl' });
    expect(Object.keys(headers)).to.have.members(['host', 'accept', 'accept-encoding', 'connection']);
  });
});
