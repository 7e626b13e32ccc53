import { expect } from 'chai';
import { encodeTimestampRequest, type TimestampRequestFields } from '../../../src/formats/tsp/request.ts';
import { parseTimestampResponse } from '../../../src/formats/tsp/response.ts';
import { parseTimestampToken } from '../../../src/formats/tsp/token.ts';
import { handClock } from '../../support/hand-clock.ts';
import { mutations } from '../../support/mutate.ts';
import { startBank, type Answer, type RunningBank } from '../../support/running-bank.ts';
import { digest } from '../../support/test-keys.ts';

const TYPE = { 'content-type': 'application/timestamp-query' };
const REPLY = 'application/timestamp-reply';

const query = (more: Partial<TimestampRequestFields> = {}): Uint8Array =>
  encodeTimestampRequest({ hash: 'SHA-256', digest: digest('SHA-256', Buffer.from('x')), ...more });

describe('time-stamps over HTTP', () => {
  const clock = handClock('2026-03-01T08:00:00Z');
  let bank: RunningBank;

  before(async () => {
    bank = await startBank({ clock, env: { CERTBANK_TRUSTED_PROXIES: 'loopback' } });
  });
  after(() => bank.remove());

  const post = (body: Uint8Array | string, headers: Record<string, string> = TYPE): Promise<Answer> =>
    bank.ask('/tsa', { body, headers });

  it('refuses wrong methods, types and sizes with a problem', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await bank.ask('/tsa', { method });
      expect(status).to.equal(405);
      expect(headers.get('allow')).to.equal('POST');
    }
    expect((await post(query(), { 'content-type': 'text/plain' })).status).to.equal(415);
    expect((await post(query(), { ...TYPE, 'content-encoding': 'gzip' })).status).to.equal(415);
    const { status, json } = await post(new Uint8Array(5000));
    expect([status, json.code]).to.deep.equal([413, 'input.too-large']);
    expect((await bank.ask('/tsa/x', { body: query(), headers: TYPE })).status).to.equal(404);
  });

  it('refuses what is no request with 400 and a rejection', async () => {
    for (const body of ['', 'x', query().subarray(1), Uint8Array.of(0x30, 0x80)]) {
      const { status, headers, bytes } = await post(body);
      expect([status, headers.get('content-type')]).to.deep.equal([400, REPLY]);
      expect(parseTimestampResponse(bytes).failures).to.deep.equal(['badDataFormat']);
    }
  });

  it('refuses what it does not do with 200 and a rejection', async () => {
    const { status, bytes } = await post(query({ hash: 'SHA-1', digest: digest('SHA-1', Buffer.from('x')) }));
    expect(status).to.equal(200);
    expect(parseTimestampResponse(bytes).failures).to.deep.equal(['badAlg']);
  });

  it('tells that its clock is not trusted with 503', async () => {
    clock.pass(60);
    expect((await post(query())).status).to.equal(200);
    clock.pass(-30);
    const { status, headers, bytes } = await post(query());
    clock.pass(30);
    expect([status, headers.get('retry-after')]).to.deep.equal([503, '5']);
    expect(parseTimestampResponse(bytes).failures).to.deep.equal(['timeNotAvailable']);
    expect(bank.log()).to.contain('the clock is behind');
  });

  it('answers damaged requests, and goes on', async () => {
    for (const body of mutations(query(), 150, 3)) {
      const { status, headers, bytes } = await post(body);
      expect([200, 400]).to.contain(status);
      expect(headers.get('content-type')).to.equal(REPLY);
      parseTimestampResponse(bytes);
    }
  });

  it('gives a token, which no cache keeps', async () => {
    const { status, headers, bytes } = await post(query({ wantsCertificate: true }));
    expect([status, headers.get('content-type'), headers.get('cache-control')]).to.deep.equal([
      200,
      REPLY,
      'no-store',
    ]);
    const { tstInfo, signedData } = parseTimestampToken(parseTimestampResponse(bytes).token!);
    expect(tstInfo.genTime).to.deep.equal(clock.now());
    expect(signedData.certificates).to.have.length(2);
  });

  it('counts what it answered, and is described', async () => {
    const metrics = (await bank.ask('/metrics')).text;
    expect(metrics).to.match(/certbank_timestamps_total\{outcome="granted"\} [1-9]/);
    expect(metrics).to.match(/certbank_timestamps_total\{outcome="badAlg"\} [1-9]/);
    const { json } = await bank.ask('/api/openapi.json');
    expect(json.paths['/tsa'].post.requestBody.content).to.have.property('application/timestamp-query');
  });

  it('limits what one client can have recorded', async () => {
    const small = await startBank({
      clock,
      env: { CERTBANK_REQUESTS_PER_MINUTE: '2', CERTBANK_TRUSTED_PROXIES: 'loopback' },
    });
    const from = (address: string) =>
      small.ask('/tsa', { body: query(), headers: { ...TYPE, 'x-forwarded-for': address } });
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await from('192.0.2.7')).status);
    expect(statuses).to.deep.equal([200, 200, 429]);
    expect((await from('192.0.2.7, 192.0.2.8')).status).to.equal(200);
    await small.remove();
  });
});
