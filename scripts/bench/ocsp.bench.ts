import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { answerOcsp } from '../../src/authority/status/answer-ocsp.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { encodeCertId } from '../../src/formats/ocsp/cert-id.ts';
import { encodeOcspRequest } from '../../src/formats/ocsp/request.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { applicantKey, requestFor } from '../../test/support/authority.ts';
import { startBank } from '../../test/support/running-bank.ts';
import { loadRate } from './load.ts';
import { rateOf, rateOfAsync, type Benchmark } from './measure.ts';

const NONCES = 2000;

function post(path: string, body: Uint8Array): Buffer {
  const head =
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
    `Content-Type: application/ocsp-request\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

const get = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);

/** OCSP through HTTP with kept-open connections, against a bare node:http server giving as many bytes, and in process. */
export const benchmark: Benchmark = async () => {
  const bank = await startBank();
  const bare = createServer();
  try {
    const token = await bank.signIn();
    const registration = {
      kind: 'POCES',
      commonName: 'Anna Jensen',
      organisation: null,
      cvr: null,
      email: null,
    };
    const order = (await bank.ask('/api/v1/orders', { token, body: { ...registration, isListed: true } }))
      .json;
    const request = encodePem('CERTIFICATE REQUEST', await requestFor(applicantKey()));
    const body = { activationCode: order.activationCode, request };
    const { serial } = (await bank.ask(`/api/v1/orders/${order.reference}/collect`, { body })).json;
    const { authority } = bank.service.bank;
    const issuing = parseCertificate(authority.issuers.issuing.record.certificateDer);
    const certId = encodeCertId({
      hash: 'SHA-1',
      issuerNameHash: await authority.engine.digest('SHA-1', issuing.subject.der),
      issuerKeyHash: await authority.engine.digest('SHA-1', issuing.publicKey.keyBits),
      serialNumber: Buffer.from(serial, 'hex'),
    });
    const plain = encodeOcspRequest({ certIds: [certId] });
    const withNonce = Array.from({ length: NONCES }, () =>
      encodeOcspRequest({ certIds: [certId], nonce: randomBytes(16) }),
    );
    const { der } = await answerOcsp(authority, plain);
    bare.on('request', (message, response) => {
      message.resume();
      message.on('end', () => {
        response.writeHead(200, {
          'Content-Type': 'application/ocsp-response',
          'Content-Length': der.length,
        });
        response.end(der);
      });
    });
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const ports = { bare: (bare.address() as AddressInfo).port, ours: Number(new URL(bank.url).port) };

    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const data = new Uint8Array(300);
    const key = rateOf(() => sign('sha256', data, privateKey));
    let turn = 0;
    const inProcess = await rateOfAsync(() => answerOcsp(authority, withNonce[turn++ % NONCES]!), 16);

    const requests = withNonce.map((der) => post('/ocsp', der));
    const signed = await loadRate(ports.ours, requests);
    const repeated = await loadRate(ports.ours, [
      get(`/ocsp/${encodeURIComponent(Buffer.from(plain).toString('base64'))}`),
    ]);
    const barePost = await loadRate(ports.bare, requests);
    const bareGet = await loadRate(ports.bare, [get('/x')]);
    return [
      {
        name: 'signed with nonce, P-256 responder, in process',
        unit: 'answers/s',
        ours: inProcess,
        against: [{ name: 'the P-256 key alone, one core', rate: key }],
      },
      {
        name: 'signed with nonce, POST over HTTP, 64 connections',
        unit: 'answers/s',
        ours: signed,
        against: [{ name: 'bare node:http', rate: barePost }],
      },
      {
        name: 'repeated without nonce, GET over HTTP, 64 connections',
        unit: 'answers/s',
        ours: repeated,
        against: [{ name: 'bare node:http', rate: bareGet }],
      },
    ];
  } finally {
    bare.close();
    bare.closeAllConnections();
    await bank.remove();
  }
};
