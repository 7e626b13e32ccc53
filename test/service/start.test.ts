import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isCertBankError } from '../../src/base/errors.ts';
import { loadConfig } from '../../src/service/config.ts';
import { start } from '../../src/service/start.ts';
import { ADMIN, startBank } from '../support/running-bank.ts';
import { refusal } from '../support/refusal.ts';

const directories: string[] = [];
const fresh = (): string => {
  const directory = join(mkdtempSync(join(tmpdir(), 'certbank-start-')), 'data');
  directories.push(directory);
  return directory;
};

const codeOf = (error: unknown): string => (isCertBankError(error) ? error.code : String(error));

describe('start', () => {
  after(() => directories.forEach((directory) => rmSync(join(directory, '..'), { recursive: true })));

  it('refuses a port in use before it makes anything', async () => {
    const directory = fresh();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = String((taken.address() as AddressInfo).port);
    const config = loadConfig({ CERTBANK_DATA: directory, CERTBANK_PORT: port });
    expect(codeOf(await refusal(start(config)))).to.equal('service.unreachable');
    expect(readdirSync(join(directory, '..'))).to.deep.equal([]);
    await new Promise((resolve) => taken.close(resolve));
  });

  it('refuses to go on without the passphrase of keys that are there, or with a wrong one', async () => {
    const directory = fresh();
    const env = { CERTBANK_KEY_PASSPHRASE: 'korrekt hest batteri' };
    const bank = await startBank({ directory, env });
    expect(readdirSync(directory)).not.to.include('key-passphrase');
    await bank.stop();
    for (const passphrase of [{}, { CERTBANK_KEY_PASSPHRASE: 'forkert hest batteri' }]) {
      expect(codeOf(await refusal(startBank({ directory, env: passphrase })))).to.equal('key.unreadable');
    }
  });

  it('tells a client nothing of a key of ours that does not open', async () => {
    const directory = fresh();
    await (await startBank({ directory })).stop();
    const bank = await startBank({ directory });
    for (const name of readdirSync(join(directory, 'keys'))) rmSync(join(directory, 'keys', name));
    const answer = await bank.ask('/api/v1/crl/root/publish', { method: 'POST', token: await bank.signIn() });
    expect(answer.status).to.equal(503);
    expect(answer.json.code).to.equal('service.not-ready');
    expect(answer.text).not.to.contain('root').and.not.to.contain(directory);
    expect(bank.log()).to.contain('"level":50');
    await bank.stop();
  });

  it('makes hierarchy and administrator once, tells the password once, and keeps files to their owner', async () => {
    const directory = fresh();
    const config = loadConfig({
      CERTBANK_DATA: directory,
      CERTBANK_PORT: '0',
      CERTBANK_PROFILE: 'p256',
      CERTBANK_LOG_LEVEL: 'silent',
    });
    const told: string[] = [];
    const first = await start(config, { tell: (line) => told.push(line) });
    const password = /with password (\S+) \(shown this once\)/.exec(told.join('\n'))?.[1];
    expect(password).to.match(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    expect(told.join('\n')).to.contain('demonstration only');
    expect(told.at(-1)).to.equal(`certbank serves ${first.url}`);
    const signIn = await fetch(`${first.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password }),
    });
    expect(signIn.status).to.equal(201);
    const root = first.bank.authority.issuers.root.record.sha256;
    await first.stop();
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o077;
      expect(mode, entry.name).to.equal(0);
    }
    for (const entry of readdirSync(join(directory, 'keys'))) {
      expect(readFileSync(join(directory, 'keys', entry), 'utf8')).to.match(
        /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
      );
    }
    const second = await start(config, { tell: (line) => told.push(line) });
    expect(second.bank.authority.issuers.root.record.sha256).to.equal(root);
    expect(told.filter((line) => line.includes('shown this once'))).to.have.lengthOf(1);
    await second.stop();
  });

  it('puts the configured address into certificates, else the one that it listens on', async () => {
    const directory = fresh();
    const bank = await startBank({ directory, env: { CERTBANK_BASE_URL: 'https://bank.example/' } });
    const text = (pem: string) =>
      Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('latin1');
    const issuing = text((await bank.ask('/ca/issuing.pem')).text);
    expect(issuing).to.contain('https://bank.example/crl/root.crl').and.not.contain('127.0.0.1');
    await bank.stop();
  });

  it('finishes what runs when it is stopped, takes nothing new, and is not held by silent connections', async () => {
    const bank = await startBank();
    const { port, hostname } = new URL(bank.url);
    const silent = connect(Number(port), hostname);
    const keptOpen = connect(Number(port), hostname);
    await new Promise<void>((resolve) =>
      keptOpen.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n', () => resolve()),
    );
    await new Promise((resolve) => keptOpen.once('data', resolve));
    // scrypt holds this one long enough for the stop to come in between.
    let stopped: Promise<void> | undefined;
    const running = new Promise<number>((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const upload = request(`${bank.url}/api/v1/sessions`, { method: 'POST', headers });
      upload.on('response', (response) => resolve(response.resume().statusCode!)).on('error', reject);
      upload.end(JSON.stringify(ADMIN), () =>
        setImmediate(() => {
          stopped = bank.stop();
        }),
      );
    });
    silent.on('error', () => undefined);
    keptOpen.on('error', () => undefined);
    expect(await running).to.equal(201);
    silent.destroy();
    await stopped;
    expect(codeOf(await refusal(fetch(bank.url)))).to.contain('fetch failed');
    expect(await bank.service.bank.store.isReady()).to.equal(false);
    await bank.remove();
  });
});
