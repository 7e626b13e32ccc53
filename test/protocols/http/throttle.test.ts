import { expect } from 'chai';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { EventEmitter } from 'node:events';
import { isCertBankError } from '../../../src/base/errors.ts';
import { createThrottles } from '../../../src/protocols/http/throttle.ts';

const LIMITS = { requestsPerMinute: 3, failedSecretsPerMinute: 2 };

function stage() {
  const state = { at: Date.parse('2026-03-01T08:00:00Z') };
  const throttles = createThrottles({ now: () => new Date(state.at) }, LIMITS);
  return { throttles, pass: (seconds: number) => (state.at += seconds * 1000) };
}

/** What a request from `ip` that ends with `status` is told: `undefined`, or for how long to wait. */
async function ask(handler: RequestHandler, ip: string, status = 200): Promise<number | undefined> {
  const response = Object.assign(new EventEmitter(), {
    statusCode: status,
    writableEnded: true,
    setHeader: () => {},
  });
  const request = { ip, headers: {}, app: { get: () => false }, method: 'POST', socket: {} };
  const error = await new Promise<unknown>((resolve) => {
    void handler(request as unknown as Request, response as unknown as Response, resolve as NextFunction);
  });
  response.emit('finish');
  await new Promise((resolve) => setImmediate(resolve));
  if (isCertBankError(error, 'access.rate-limited')) return error.details.retryAfterSeconds;
  expect(error).to.equal(undefined);
  return undefined;
}

describe('createThrottles', () => {
  it('turns away an address after its requests of this minute, and no other address', async () => {
    const { throttles, pass } = stage();
    for (let i = 0; i < 3; i++) expect(await ask(throttles.general, '192.0.2.1')).to.equal(undefined);
    pass(20);
    expect(await ask(throttles.general, '192.0.2.1')).to.equal(40);
    expect(await ask(throttles.general, '192.0.2.2')).to.equal(undefined);
    pass(40);
    expect(await ask(throttles.general, '192.0.2.1')).to.equal(undefined);
  });

  it('takes the addresses of one IPv6 network for one', async () => {
    const { throttles } = stage();
    for (let i = 0; i < 3; i++) await ask(throttles.general, `2001:db8:0:1::${i}`);
    expect(await ask(throttles.general, '2001:db8:0:2::9')).to.equal(60);
    expect(await ask(throttles.general, '2001:db9::1')).to.equal(undefined);
  });

  it('counts wrong codes and passwords, and forgives right ones', async () => {
    const { throttles } = stage();
    for (let i = 0; i < 9; i++) expect(await ask(throttles.secrets, '192.0.2.1', 200)).to.equal(undefined);
    for (let i = 0; i < 2; i++) expect(await ask(throttles.secrets, '192.0.2.1', 403)).to.equal(undefined);
    expect(await ask(throttles.secrets, '192.0.2.1', 200)).to.equal(60);
  });
});
