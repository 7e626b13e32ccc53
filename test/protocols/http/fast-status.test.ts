import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { expect } from 'chai';
import { toHex } from '../../../src/base/bytes.ts';
import { parseCrl } from '../../../src/formats/crl/crl.ts';
import { encodeCertId } from '../../../src/formats/ocsp/cert-id.ts';
import { encodeOcspRequest } from '../../../src/formats/ocsp/request.ts';
import { parseOcspResponse } from '../../../src/formats/ocsp/response.ts';
import { parseCertificate } from '../../../src/formats/x509/certificate.ts';
import { handClock } from '../../support/hand-clock.ts';
import { startBank, type Answer, type RunningBank } from '../../support/running-bank.ts';

const TYPE = { 'content-type': 'application/ocsp-request' };

describe('OCSP and CRL over HTTP', () => {
  const clock = handClock('2026-03-01T08:00:00Z');
  let bank: RunningBank;
  let issuing: Uint8Array;

  before(async () => {
    bank = await startBank({ clock });
    issuing = (await bank.ask('/ca/issuing.cer')).bytes;
  });
  after(() => bank.remove());

  function requestFor(
    serial: readonly number[],
    hash: 'SHA-1' | 'SHA-256' = 'SHA-1',
    nonce?: Uint8Array,
  ): Uint8Array {
    const { subject, publicKey } = parseCertificate(issuing);
    const digest = (data: Uint8Array) => createHash(hash.replace('-', '')).update(data).digest();
    const certId = encodeCertId({
      hash,
      issuerNameHash: digest(subject.der),
      issuerKeyHash: digest(publicKey.keyBits),
      serialNumber: Uint8Array.from(serial),
    });
    return encodeOcspRequest({ certIds: [certId], nonce });
  }

  const post = (body: Uint8Array | string, headers: Record<string, string> = TYPE): Promise<Answer> =>
    bank.ask('/ocsp', { body, headers });

  /** Bytes sent as they are, so that no client tidies the path; gives everything answered. */
  async function raw(text: string): Promise<string> {
    const { port, hostname } = new URL(bank.url);
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.setEncoding('latin1').on('data', (data) => (answer += String(data)));
      socket.on('end', () => resolve(answer)).on('error', reject);
    });
  }
  const rawGet = (path: string): Promise<string> =>
    raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

  it('refuses a request that is no OCSP request with 400: a problem, or to those who ask for it an OCSP answer', async () => {
    for (const body of ['x', '', '0'.repeat(100), Uint8Array.of(0x30, 0x80), requestFor([1]).subarray(1)]) {
      const problem = await post(body);
      expect(problem.status).to.equal(400);
      expect(problem.headers.get('content-type')).to.equal('application/problem+json');
      const answer = await post(body, { ...TYPE, accept: 'application/ocsp-response' });
      expect(answer.status).to.equal(400);
      expect(answer.headers.get('content-type')).to.equal('application/ocsp-response');
      expect(parseOcspResponse(answer.bytes).responseStatus).to.equal('malformedRequest');
    }
  });

  it('refuses wrong methods, types and sizes', async () => {
    expect((await bank.ask('/ocsp', { method: 'PUT' })).status).to.equal(405);
    expect((await bank.ask('/ocsp', { method: 'PUT' })).headers.get('allow')).to.equal('POST');
    expect((await bank.ask('/ocsp/MAA=', { method: 'POST' })).headers.get('allow')).to.equal('GET, HEAD');
    expect((await bank.ask('/ocsp', { method: 'OPTIONS' })).status).to.equal(405);
    expect((await bank.ask('/crl/issuing.crl', { method: 'DELETE' })).status).to.equal(405);
    expect((await post('x', { 'content-type': 'text/plain' })).status).to.equal(415);
    expect((await post('x', { ...TYPE, 'content-encoding': 'gzip' })).status).to.equal(415);
    expect((await post(new Uint8Array(20_000))).status).to.equal(413);
    expect((await bank.ask('/ocsp')).status).to.equal(400);
  });

  it('refuses CRLs of nobody, and paths that try to be clever', async () => {
    const paths = [
      '/crl/nobody.crl',
      '/crl/',
      '/crl/issuing',
      '/crl/..%2fcertbank.sqlite',
      '/crl/issuing-ocsp-1.crl',
    ];
    for (const path of paths) {
      const answer = await bank.ask(path);
      expect(answer.status, path).to.equal(404);
      expect(answer.headers.get('content-type')).to.equal('application/problem+json');
    }
    expect(await rawGet('/crl/../ocsp/x')).to.match(/^HTTP\/1.1 404 /);
  });

  it('answers a stranger’s issuer with unauthorized, and a serial never issued with unknown', async () => {
    const foreign = requestFor([1]);
    foreign[40]! ^= 1;
    const answer = await post(foreign);
    expect(answer.status).to.equal(200);
    expect(parseOcspResponse(answer.bytes).responseStatus).to.equal('unauthorized');
    const unknown = parseOcspResponse((await post(requestFor([1]))).bytes);
    expect(unknown.basic?.responses[0]?.status).to.equal('unknown');
  });

  it('reads the GET path as it was sent, in every way that clients write it', async () => {
    // A nonce of these bytes gives `//`, `+` and padding in base64.
    const der = requestFor([0x7f], 'SHA-256', new Uint8Array(17).fill(0xff));
    const base64 = Buffer.from(der).toString('base64');
    expect(base64).to.contain('//');
    const url = base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    for (const path of [base64, encodeURIComponent(base64), url, base64.replace(/=+$/, ''), `/${base64}`]) {
      const answer = await rawGet(`/ocsp/${path}`);
      expect(answer, path)
        .to.match(/^HTTP\/1.1 200 OK\r\n/)
        .and.contain('application/ocsp-response');
      expect(answer, path).to.contain('\xff'.repeat(17));
    }
    expect(await rawGet(`http://bank.test/ocsp/${url}`)).to.match(/^HTTP\/1.1 200 OK\r\n/);
    expect(await rawGet('/ocsp/%%%')).to.match(/^HTTP\/1.1 400 /);
  });

  it('lets nobody keep an answer with a nonce, or to a POST, or of unknown', async () => {
    const withNonce = Buffer.from(requestFor([1], 'SHA-1', new Uint8Array(16))).toString('base64url');
    for (const answer of [await bank.ask(`/ocsp/${withNonce}`), await post(requestFor([1]))]) {
      expect(answer.headers.get('cache-control')).to.equal('no-store');
      expect(answer.headers.get('etag')).to.equal(null);
    }
  });

  it('gives the CRL with its age and name, and 304 to those who have it', async () => {
    const answer = await bank.ask('/crl/issuing.crl');
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-type')).to.equal('application/pkix-crl');
    expect(answer.headers.get('etag')).to.equal(
      `"${toHex(createHash('sha256').update(answer.bytes).digest())}"`,
    );
    expect(answer.headers.get('last-modified')).to.equal('Sun, 01 Mar 2026 08:00:00 GMT');
    expect(answer.headers.get('expires')).to.equal('Sun, 01 Mar 2026 08:05:00 GMT');
    expect(answer.headers.get('cache-control')).to.contain('max-age=300').and.contain('must-revalidate');
    expect(parseCrl(answer.bytes).entryCount).to.equal(0);
    const etag = answer.headers.get('etag')!;
    for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await bank.ask('/crl/issuing.crl', { headers: { 'if-none-match': header } });
      expect(again.status, header).to.equal(304);
      expect(again.bytes).to.have.lengthOf(0);
    }
    expect((await bank.ask('/crl/issuing.crl', { headers: { 'if-none-match': '"x"' } })).status).to.equal(
      200,
    );
    const head = await bank.ask('/crl/issuing.crl', { method: 'HEAD' });
    expect(head.headers.get('content-length')).to.equal(String(answer.bytes.length));
  });

  it('renews the CRL by its schedule, and never tells a cache to keep it beyond nextUpdate', async () => {
    const numberOf = async () => (await bank.ask('/crl/issuing.crl')).headers.get('etag');
    const first = await numberOf();
    clock.pass(29 * 60);
    await bank.service.runDueJobs();
    expect(await numberOf()).to.equal(first);
    clock.pass(60);
    await bank.service.runDueJobs();
    expect(await numberOf()).not.to.equal(first);
    clock.pass(12 * 3600 - 60);
    expect((await bank.ask('/crl/issuing.crl')).headers.get('cache-control')).to.contain('max-age=60,');
    clock.pass(3600);
    expect((await bank.ask('/crl/issuing.crl')).headers.get('cache-control')).to.contain('max-age=0,');
    expect((await bank.ask('/health/ready')).status).to.equal(503);
    expect((await bank.ask('/health/ready')).json.checks).to.deep.include({ database: true, crl: false });
    await bank.service.runDueJobs();
    expect((await bank.ask('/health/ready')).status).to.equal(200);
  });

  it('renews the responder before it ends, and says tryLater when nobody did', async () => {
    clock.pass(400 * 86_400);
    const answer = await post(requestFor([1]));
    expect(answer.status).to.equal(503);
    expect(parseOcspResponse(answer.bytes).responseStatus).to.equal('tryLater');
    await bank.service.runDueJobs();
    expect((await post(requestFor([1]))).status).to.equal(200);
    expect(bank.service.bank.authority.issuers.findResponder('issuing')?.id).to.equal('issuing-ocsp-2');
  });

  it('answers what is no HTTP with a problem, and goes on', async () => {
    expect(await raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'))
      .to.match(/^HTTP\/1.1 400 /)
      .and.contain('urn:certbank');
    const long = `GET /ocsp/${'A'.repeat(30_000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
    expect(await raw(long))
      .to.match(/^HTTP\/1.1 431 /)
      .and.contain('application/problem+json');
    expect(
      await raw(
        'POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
    ).to.match(/^HTTP\/1.1 400 /);
    expect((await bank.ask('/health/live')).status).to.equal(200);
  });

  it('is not held up by connections that are opened and closed without a word', async () => {
    const { port, hostname } = new URL(bank.url);
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () =>
          i % 2 === 0 ? socket.end() : socket.resetAndDestroy(),
        );
        socket.on('close', () => resolve()).resume();
      });
    }
    expect((await post(requestFor([1]))).status).to.equal(200);
  });
});
