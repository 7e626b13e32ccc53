import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { encodePem } from '../../src/formats/pem.ts';
import { applicantKey, requestFor } from '../support/authority.ts';
import { startBank, type RunningBank } from '../support/running-bank.ts';
import { runTool } from '../support/run-tool.ts';
import { requireTool } from '../support/tools.ts';

describe('the status service, as openssl ocsp and certtool ask it', () => {
  let bank: RunningBank;
  let folder: string;
  let token: string;
  const file = (name: string): string => join(folder, name);

  async function collect(name: string): Promise<string> {
    const order = (
      await bank.ask('/api/v1/orders', {
        token,
        body: { kind: 'POCES', commonName: name, organisation: null, cvr: null, email: null, isListed: true },
      })
    ).json;
    const request = encodePem('CERTIFICATE REQUEST', await requestFor(applicantKey()));
    const body = { activationCode: order.activationCode, request };
    const collected = (await bank.ask(`/api/v1/orders/${order.reference}/collect`, { body })).json;
    writeFileSync(file(`${name}.pem`), collected.certificate);
    return collected.sha256;
  }

  const act = (sha256: string, action: string, body: object = {}) =>
    bank.ask(`/api/v1/certificates/${sha256}/${action}`, { token, body });

  /** `openssl ocsp` about certificates in `names`; it checks the responder's chain itself. */
  const ask = (names: string[], ...options: string[]) =>
    runTool('openssl', [
      ...['ocsp', '-issuer', file('issuing.pem'), ...names.flatMap((name) => ['-cert', file(`${name}.pem`)])],
      ...[
        '-CAfile',
        file('root.pem'),
        '-verify_other',
        file('issuing.pem'),
        '-url',
        `${bank.url}/ocsp`,
        ...options,
      ],
    ]);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certbank-status-'));
    bank = await startBank();
    token = await bank.signIn();
    for (const id of ['issuing', 'root'])
      writeFileSync(file(`${id}.pem`), (await bank.ask(`/ca/${id}.pem`)).text);
    await collect('good');
    await act(await collect('revoked'), 'revoke', { reason: 'keyCompromise' });
    await act(await collect('held'), 'suspend');
    const released = await collect('released');
    await act(released, 'suspend');
    await act(released, 'release');
  });

  after(async () => {
    await bank.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const nonce of ['-nonce', '-no_nonce']) {
    it(`says revoked, with the reason, by POST (${nonce})`, async function () {
      requireTool(this, 'openssl');
      const { text } = await ask(['revoked'], nonce);
      expect(text).to.include('Response verify OK');
      expect(text).to.match(/revoked\.pem: revoked/);
      expect(text).to.include('Reason: keyCompromise');
      expect(text).to.not.include('WARNING');
    });

    it(`says good by POST, also after a release (${nonce})`, async function () {
      requireTool(this, 'openssl');
      const { text } = await ask(['good', 'released'], nonce);
      expect(text).to.include('Response verify OK');
      expect(text).to.match(/good\.pem: good/);
      expect(text).to.match(/released\.pem: good/);
    });
  }

  it('answers SHA-1 and SHA-256 identifiers and several certificates in one request', async function () {
    requireTool(this, 'openssl');
    const { text } = await runTool('openssl', [
      ...['ocsp', '-issuer', file('issuing.pem'), '-sha1', '-cert', file('good.pem'), '-sha256'],
      ...['-cert', file('held.pem'), '-cert', file('revoked.pem'), '-CAfile', file('root.pem')],
      ...['-verify_other', file('issuing.pem'), '-url', `${bank.url}/ocsp`],
    ]);
    expect(text).to.include('Response verify OK');
    expect(text).to.match(/good\.pem: good/);
    expect(text).to.match(/held\.pem: revoked/);
    expect(text).to.include('certificateHold');
    expect(text).to.match(/revoked\.pem: revoked/);
  });

  it('says unknown for a serial number that was never issued', async function () {
    requireTool(this, 'openssl');
    const { text } = await runTool('openssl', [
      ...['ocsp', '-issuer', file('issuing.pem'), '-serial', '0x0123456789', '-CAfile', file('root.pem')],
      ...['-verify_other', file('issuing.pem'), '-url', `${bank.url}/ocsp`],
    ]);
    expect(text).to.include('Response verify OK');
    expect(text).to.match(/0x0123456789: unknown/);
  });

  for (const nonce of ['-nonce', '-no_nonce']) {
    it(`answers GET with what openssl accepts (${nonce})`, async function () {
      requireTool(this, 'openssl');
      const made = await runTool('openssl', [
        ...[
          'ocsp',
          '-issuer',
          file('issuing.pem'),
          '-cert',
          file('revoked.pem'),
          nonce,
          '-reqout',
          file('request.der'),
        ],
      ]);
      expect(made.status, made.text).to.equal(0);
      const base64 = readFileSync(file('request.der')).toString('base64');
      const answer = await bank.ask(`/ocsp/${encodeURIComponent(base64)}`);
      expect(answer.headers.get('content-type')).to.equal('application/ocsp-response');
      writeFileSync(file('response.der'), answer.bytes);
      const { text } = await runTool('openssl', [
        ...[
          'ocsp',
          '-reqin',
          file('request.der'),
          '-respin',
          file('response.der'),
          '-resp_text',
          '-CAfile',
          file('root.pem'),
          '-verify_other',
          file('issuing.pem'),
        ],
      ]);
      expect(text).to.include('Response verify OK');
      expect(text).to.include('Cert Status: revoked');
      if (nonce === '-no_nonce') expect(answer.headers.get('cache-control')).to.include('max-age');
    });
  }

  it('publishes a CRL that openssl and certtool check, with what is revoked and held', async function () {
    requireTool(this, 'openssl');
    requireTool(this, 'certtool');
    await bank.ask('/api/v1/crl/issuing/publish', { method: 'POST', token });
    writeFileSync(file('issuing.crl'), (await bank.ask('/crl/issuing.crl')).bytes);
    const args = [
      '-inform',
      'DER',
      '-in',
      file('issuing.crl'),
      '-noout',
      '-text',
      '-CAfile',
      file('issuing.pem'),
    ];
    const { text } = await runTool('openssl', ['crl', ...args]);
    expect(text).to.include('verify OK');
    expect(text.match(/Serial Number: /g)).to.have.lengthOf(2);
    expect(text).to.include('Key Compromise');
    expect(text).to.include('Certificate Hold');
    const info = await runTool('certtool', ['--crl-info', '--inder', '--infile', file('issuing.crl')]);
    expect(info.text).to.include('Revoked certificates (2)');
  });

  it('lets ocsptool verify an answer', async function () {
    requireTool(this, 'ocsptool');
    const { text } = await runTool('ocsptool', [
      ...[`--ask=${bank.url}/ocsp`, '--load-cert', file('good.pem'), '--load-issuer', file('issuing.pem')],
      ...['--load-trust', file('root.pem')],
    ]);
    expect(text).to.match(/Certificate Status: good/i);
  });
});
