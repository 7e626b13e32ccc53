import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { parsePem } from '../../src/formats/pem.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { signDocument } from '../../src/node.ts';
import { onEveryDatabase } from '../support/database.ts';
import { runTool } from '../support/run-tool.ts';
import { startBank, type Answer, type RunningBank } from '../support/running-bank.ts';
import { requireTool } from '../support/tools.ts';

/** One certificate's life, driven over HTTP by a client that has OpenSSL and nothing of ours but the signing library. */
onEveryDatabase('a client with OpenSSL', (database) => {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-client-'));
  const file = (name: string): string => join(directory, name);
  let bank: RunningBank;
  let token: string;
  let collected: {
    certificate: string;
    sha256: string;
    serial: string;
    chain: string[];
    revocationCode: string;
  };

  before(async function () {
    requireTool(this, 'openssl');
    const config = await database.empty();
    bank = await startBank({
      env: config.client === 'postgres' ? { CERTBANK_DATABASE_URL: config.url } : {},
    });
    token = await bank.signIn();
  });
  after(async () => {
    await (bank as RunningBank | undefined)?.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  async function openssl(...args: string[]): Promise<string> {
    const { status, text } = await runTool('openssl', args);
    expect(status, text).to.equal(0);
    return text;
  }
  const post = (path: string, body: unknown = {}) => bank.ask(`/api/v1/${path}`, { token, body });
  const ocspArguments = () => [
    '-issuer',
    file('issuing.pem'),
    '-cert',
    file('leaf.pem'),
    '-CAfile',
    file('root.pem'),
  ];
  /** The digest must stand before what it is used for. */
  const statusByPost = (digest = '-sha1', ...more: string[]) =>
    openssl('ocsp', digest, ...ocspArguments(), '-url', `${bank.url}/ocsp`, ...more);
  async function statusByGet(): Promise<string> {
    await openssl('ocsp', ...ocspArguments().slice(0, 4), '-no_nonce', '-reqout', file('request.der'));
    const path = encodeURIComponent(readFileSync(file('request.der')).toString('base64'));
    const answer = await bank.ask(`/ocsp/${path}`);
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('cache-control')).to.match(
      /^max-age=\d+, public, no-transform, must-revalidate$/,
    );
    expect(answer.headers.get('etag')).to.match(/^"[0-9a-f]{64}"$/);
    writeFileSync(file('response.der'), answer.bytes);
    return openssl('ocsp', ...ocspArguments(), '-no_nonce', '-respin', file('response.der'));
  }
  const verdict = async (): Promise<Answer['json']> => {
    const form = new FormData();
    form.append('document', new File([readFileSync(file('letter.txt.p7s'))], 'letter.txt.p7s'));
    form.append('content', new File([readFileSync(file('letter.txt'))], 'letter.txt'));
    const answer = await bank.ask('/api/v1/verify', { body: form });
    expect(answer.status, answer.text).to.equal(200);
    return answer.json.signatures[0];
  };

  it('is registered, and told so little that a stranger learns nothing', async () => {
    const registered = await post('orders', {
      kind: 'POCES',
      commonName: 'Åse Ærø',
      email: 'aase@example.dk',
    });
    expect(registered.status, registered.text).to.equal(201);
    const { reference, activationCode } = registered.json;
    const status = await bank.ask(`/api/v1/orders/${reference}`);
    expect(Object.keys(status.json)).to.have.members(['reference', 'state', 'kind', 'expiresAt']);
    expect(status.json.state).to.equal('registered');

    await openssl(
      'genpkey',
      '-algorithm',
      'EC',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-out',
      file('key.pem'),
    );
    await openssl(
      'req',
      '-new',
      '-key',
      file('key.pem'),
      '-subj',
      '/CN=ignored',
      '-out',
      file('request.pem'),
    );
    const request = readFileSync(file('request.pem'), 'utf8');
    const answer = await bank.ask(`/api/v1/orders/${reference}/collect`, {
      body: { activationCode, request },
    });
    expect(answer.status, answer.text).to.equal(200);
    collected = answer.json;

    const der = parsePem(request)[0]!.der;
    const base64 = Buffer.from(der).toString('base64');
    const again = await bank.ask(`/api/v1/orders/${reference}/collect`, {
      body: { activationCode, request: base64 },
    });
    expect(again.json).to.include({ sha256: collected.sha256, repeated: true });
    expect(again.json.revocationCode).not.to.equal(collected.revocationCode);
    collected = again.json;

    await openssl(
      'genpkey',
      '-algorithm',
      'EC',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-out',
      file('other.pem'),
    );
    await openssl(
      'req',
      '-new',
      '-key',
      file('other.pem'),
      '-subj',
      '/CN=x',
      '-out',
      file('other-request.pem'),
    );
    const other = readFileSync(file('other-request.pem'), 'utf8');
    const refused = await bank.ask(`/api/v1/orders/${reference}/collect`, {
      body: { activationCode, request: other },
    });
    expect(refused.status).to.equal(409);
    expect(refused.json.code).to.equal('order.already-collected');
  });

  it('is found in the bank, and fetched as DER, PEM and JSON with a chain that OpenSSL believes', async () => {
    for (const q of ['Åse', 'ærø', 'aase@example.dk', collected.serial, collected.sha256]) {
      const found = await bank.ask(`/certificates?q=${encodeURIComponent(q)}`, {
        headers: { accept: 'application/json' },
      });
      expect(
        found.json.items.map((item: { sha256: string }) => item.sha256),
        q,
      ).to.deep.equal([collected.sha256]);
    }
    const json = await bank.ask(`/certificates/${collected.serial}.json`);
    expect(json.json).to.include({
      sha256: collected.sha256,
      status: 'good',
      certificate: collected.certificate,
    });
    expect(json.json.chain).to.deep.equal(collected.chain);
    const der = await bank.ask(`/certificates/${collected.sha256}.cer`);
    expect(der.headers.get('content-type')).to.equal('application/pkix-cert');
    expect(Uint8Array.from(der.bytes)).to.deep.equal(
      Uint8Array.from(parsePem(collected.certificate)[0]!.der),
    );
    const pem = await bank.ask(`/certificates/${collected.sha256}`, {
      headers: { accept: 'application/pem-certificate-chain' },
    });
    expect(parsePem(pem.text)).to.have.lengthOf(3);

    writeFileSync(file('leaf.pem'), collected.certificate);
    const [issuing, root] = collected.chain;
    writeFileSync(file('issuing.pem'), issuing!);
    writeFileSync(file('root.pem'), root!);
    writeFileSync(file('issuing.crl'), (await bank.ask('/crl/issuing.crl')).bytes);
    writeFileSync(file('root.crl'), (await bank.ask('/crl/root.crl')).bytes);
    await openssl(
      'verify',
      '-x509_strict',
      '-CAfile',
      file('root.pem'),
      '-untrusted',
      file('issuing.pem'),
      '-crl_check_all',
      '-CRLfile',
      file('issuing.crl'),
      '-CRLfile',
      file('root.crl'),
      file('leaf.pem'),
    );
    const text = await openssl('x509', '-in', file('leaf.pem'), '-noout', '-text');
    for (const path of ['/ocsp', '/ca/issuing.cer', '/crl/issuing.crl'])
      expect(text).to.contain(`URI:${bank.url}${path}`);
  });

  it('has its status told by OCSP, with and without nonce, by POST and by GET', async () => {
    for (const text of [
      await statusByPost(),
      await statusByPost('-sha1', '-no_nonce'),
      await statusByPost('-sha256'),
      await statusByGet(),
    ]) {
      expect(text)
        .to.contain('Response verify OK')
        .and.contain('leaf.pem: good')
        .and.not.contain('WARNING: no nonce');
    }
  });

  it('signs a letter that the bank calls TOTAL-PASSED, and TOTAL-FAILED when a word is changed', async () => {
    writeFileSync(file('letter.txt'), 'Jeg siger ja.\n');
    const pkcs8 = parsePem(readFileSync(file('key.pem'), 'utf8'))[0]!.der;
    const certificates = [collected.certificate, ...collected.chain].map((pem) => parsePem(pem)[0]!.der);
    const signed = await signDocument(readFileSync(file('letter.txt')), {
      format: 'cades',
      level: 'B',
      detached: true,
      signer: nodeSigner(pkcs8, { kind: 'ecdsa', hash: 'SHA-256' }),
      certificates,
    });
    writeFileSync(file('letter.txt.p7s'), signed);
    const passed = await verdict();
    expect(passed, JSON.stringify(passed.reasons)).to.include({
      indication: 'TOTAL-PASSED',
      signedBy: 'Åse Ærø',
    });
    expect(passed.chain.at(-1)).to.include({ anchor: true });
    expect(passed.oces.kind).to.equal('POCES');
    writeFileSync(file('letter.txt'), 'Jeg siger nej.\n');
    expect(await verdict()).to.include({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
    writeFileSync(file('letter.txt'), 'Jeg siger ja.\n');
  });

  it('is suspended and released, which OCSP and verdict follow at once', async () => {
    expect((await post(`certificates/${collected.sha256}/suspend`)).json.status).to.equal('on-hold');
    for (const text of [await statusByPost(), await statusByGet()]) {
      expect(text).to.contain('leaf.pem: revoked').and.contain('certificateHold');
    }
    expect(await verdict()).to.include({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    const byHolder = await bank.ask(`/api/v1/certificates/${collected.sha256}/release`, {
      body: { revocationCode: collected.revocationCode },
    });
    expect(byHolder.json.status).to.equal('good');
    expect(await statusByPost()).to.contain('leaf.pem: good');
    expect(await verdict()).to.include({ indication: 'TOTAL-PASSED' });
  });

  it('is revoked by its holder’s code, for good, which OCSP tells at once and the next CRL too', async () => {
    const revoke = (revocationCode: string) =>
      bank.ask(`/api/v1/certificates/${collected.sha256}/revoke`, {
        body: { revocationCode, reason: 'keyCompromise' },
      });
    const wrong = await revoke('0000-0000-0000-0000');
    expect(wrong.json.code).to.equal('revocation.wrong-code');
    expect((await revoke(collected.revocationCode)).json).to.include({
      status: 'revoked',
      reason: 'keyCompromise',
    });
    for (const text of [await statusByPost(), await statusByGet()]) {
      expect(text).to.contain('leaf.pem: revoked').and.contain('keyCompromise');
    }
    expect((await verdict()).indication).to.equal('INDETERMINATE');
    expect((await verdict()).subIndication).to.equal('REVOKED_NO_POE');
    expect((await post(`certificates/${collected.sha256}/release`)).json.code).to.equal(
      'revocation.already-revoked',
    );
    expect((await revoke(collected.revocationCode)).json.code).to.equal('revocation.already-revoked');

    expect((await post('crl/issuing/publish')).status).to.equal(200);
    writeFileSync(file('issuing.crl'), (await bank.ask('/crl/issuing.crl')).bytes);
    const crl = await openssl(
      'crl',
      '-inform',
      'DER',
      '-in',
      file('issuing.crl'),
      '-noout',
      '-text',
      '-CAfile',
      file('issuing.pem'),
    );
    expect(crl)
      .to.contain('verify OK')
      .and.contain('Key Compromise')
      .and.contain(collected.serial.toUpperCase());
    const { serial } = parseCertificate(parsePem(collected.certificate)[0]!.der);
    expect(serial).to.equal(collected.serial);
  });

  it('leaves an audit trail that is whole', async () => {
    const checked = await post('audit/verify');
    expect(checked.json).to.include({ ok: true });
    const { json } = await bank.ask('/api/v1/audit?limit=100', { token });
    const actions = json.items.map((item: { action: string }) => item.action);
    expect(actions).to.include.members([
      'order.registered',
      'certificate.issued',
      'certificate.suspended',
      'certificate.released',
      'certificate.revoked',
    ]);
  });
});
