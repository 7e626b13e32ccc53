import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TimestampRegister } from '../../src/authority/timestamping/register.ts';
import { stamp } from '../../src/authority/timestamping/stamp.ts';
import { encodeTimestampRequest } from '../../src/formats/tsp/request.ts';
import { startBank } from '../../test/support/running-bank.ts';
import { loadRate } from './load.ts';
import { rateOf, rateOfArrivals, rateOfAsync, type Benchmark } from './measure.ts';

const REQUESTS = 2000;

function post(body: Uint8Array): Buffer {
  const head =
    'POST /tsa HTTP/1.1\r\nHost: 127.0.0.1\r\n' +
    `Content-Type: application/timestamp-query\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** Time-stamps in process, made alone and recorded in a SQLite file before they are given; and through HTTP. */
export const benchmark: Benchmark = async () => {
  const bank = await startBank();
  const bare = createServer();
  try {
    const { authority } = bank.service.bank;
    const deps = { ...authority, register: new TimestampRegister(authority) };
    const queries = Array.from({ length: REQUESTS }, (_, index) =>
      encodeTimestampRequest({
        hash: 'SHA-256',
        digest: createHash('sha256').update(String(index)).digest(),
        nonce: Uint8Array.of(0x40, ...randomBytes(7)),
        wantsCertificate: true,
      }),
    );
    const { der } = await stamp(deps, queries[0]!);
    bare.on('request', (message, response) => {
      message.resume();
      message.on('end', () => {
        response.writeHead(200, {
          'Content-Type': 'application/timestamp-reply',
          'Content-Length': der.length,
        });
        response.end(der);
      });
    });
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));

    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const data = new Uint8Array(300);
    const key = rateOf(() => sign('sha256', data, privateKey));
    let turn = 0;
    const register = { nextSerial: () => deps.register.nextSerial(), record: () => Promise.resolve() };
    const made = await rateOfAsync(() => stamp({ ...authority, register }, queries[turn++ % REQUESTS]!), 64);
    const recorded = await rateOfArrivals(() => stamp(deps, queries[turn++ % REQUESTS]!), 16, 1024);
    const requests = queries.map(post);
    const overHttp = await loadRate(Number(new URL(bank.url).port), requests);
    const bareHttp = await loadRate((bare.address() as AddressInfo).port, requests);
    return [
      {
        name: 'made, P-256, in process',
        unit: 'tokens/s',
        ours: made,
        against: [{ name: 'the P-256 key alone, one core', rate: key, bar: 0.6 }],
      },
      {
        name: 'made and recorded (SQLite, durable), P-256, in process',
        unit: 'tokens/s',
        ours: recorded,
        against: [{ name: 'the P-256 key alone, one core', rate: key }],
      },
      {
        name: 'recorded, P-256, POST over HTTP, 64 connections',
        unit: 'tokens/s',
        ours: overHttp,
        against: [{ name: 'bare node:http', rate: bareHttp }],
      },
    ];
  } finally {
    bare.close();
    bare.closeAllConnections();
    await bank.remove();
  }
};
