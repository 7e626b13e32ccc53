import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { parseCrl } from '../../../src/formats/crl/crl.ts';
import { parseOcspResponse } from '../../../src/formats/ocsp/response.ts';
import { encodePem } from '../../../src/formats/pem.ts';
import {
  encodeAuthorityInfoAccess,
  encodeCrlDistributionPoints,
} from '../../../src/formats/x509/extension-encoders.ts';
import { ACCESS_METHOD } from '../../../src/formats/x509/extension-values.ts';
import { testPki } from '../../support/pki.ts';
import { startBank, type RunningBank } from '../../support/running-bank.ts';

describe('POST /api/v1/evidence', () => {
  let bank: RunningBank;
  let inner: Server;
  let innerUrl: string;
  let asked = 0;

  before(async () => {
    bank = await startBank();
    inner = createServer((_request, response) => {
      asked += 1;
      response.end('secret of the inner network');
    }).listen(0, '127.0.0.1');
    await once(inner, 'listening');
    innerUrl = `http://127.0.0.1:${(inner.address() as AddressInfo).port}/`;
  });
  after(async () => {
    inner.close();
    await bank.remove();
  });

  const ask = (body: object) => bank.ask('/api/v1/evidence', { body });
  const pem = async (path: string) => (await bank.ask(path)).text;

  it('refuses what is no certificate, and every other question', async () => {
    const certificate = await pem('/ca/issuing.pem');
    for (const body of [
      {},
      { kind: 'crls' },
      { kind: 'crls', certificate, url: innerUrl },
      { kind: 'everything', certificate },
      { kind: 'crls', certificate: innerUrl },
      { kind: 'crls', certificate: 'AAAA' },
      { kind: 'crls', certificate: certificate + certificate },
      { kind: 'crls', certificate: 'x'.repeat(70_000) },
    ]) {
      const answer = await ask(body);
      expect(answer.status, JSON.stringify(body).slice(0, 80)).to.equal(400);
    }
  });

  it('reaches nothing inside, whatever a certificate names', async () => {
    const pki = testPki({
      root: {},
      leaf: {
        issuer: 'root',
        extensions: [
          encodeAuthorityInfoAccess([
            { method: ACCESS_METHOD.ocsp, location: { kind: 'uri', value: innerUrl } },
            { method: ACCESS_METHOD.caIssuers, location: { kind: 'uri', value: innerUrl } },
          ]),
          encodeCrlDistributionPoints([
            { fullName: [{ kind: 'uri', value: innerUrl }] },
            { fullName: [{ kind: 'uri', value: 'http://localhost/' }] },
          ]),
        ],
      },
    });
    const [certificate, issuer] = [pki.der('leaf'), pki.der('root')].map((der) =>
      encodePem('CERTIFICATE', der),
    );
    for (const kind of ['issuers', 'crls', 'ocsp']) {
      const answer = await ask({ kind, certificate, issuer });
      expect(answer.status, answer.text).to.equal(200);
      expect(answer.json, kind).to.deep.equal({ found: [] });
    }
    expect(asked).to.equal(0);
  });

  it('answers for certificates of the bank from its own books', async () => {
    const [certificate, issuer] = [await pem('/ca/issuing.pem'), await pem('/ca/root.pem')];
    const crls = await ask({ kind: 'crls', certificate, issuer });
    expect(crls.json.found).to.have.length(1);
    expect(parseCrl(Buffer.from(crls.json.found[0], 'base64')).entryCount).to.equal(0);
    const leaf = await ask({ kind: 'ocsp', certificate, issuer });
    for (const der of leaf.json.found) {
      expect(parseOcspResponse(Buffer.from(der, 'base64')).responseStatus).to.equal('successful');
    }
  });

  it('is asked by one address a limited number of times a minute', async () => {
    let status = 0;
    for (let count = 0; count < 130 && status !== 429; count++) ({ status } = await ask({}));
    expect(status).to.equal(429);
    expect((await bank.ask('/health/live')).status).to.equal(200);
  });
});
