import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { isCertBankError } from '../../src/base/errors.ts';
import { loadConfig } from '../../src/service/config.ts';

const directory = mkdtempSync(join(tmpdir(), 'certbank-config-'));

function fileWith(text: string): string {
  const file = join(directory, `${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(file, text);
  return file;
}

function faultsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (isCertBankError(error, 'config.invalid')) return error.details.faults;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('loadConfig', () => {
  it('lists every fault at once', () => {
    const faults = faultsOf(() =>
      loadConfig({
        CERTBANK_PORT: 'eighty',
        CERTBANK_BASE_URL: 'ftp://bank.test',
        CERTBANK_DATABASE_URL: 'mysql://bank.test/x',
        CERTBANK_PROFILE: 'oces9',
        CERTBANK_COUNTRY: 'dk',
        CERTBANK_ADMIN_PASSWORD: 'short',
      }),
    );
    expect(faults).to.have.lengthOf(6);
    for (const name of ['PORT', 'BASE_URL', 'DATABASE_URL', 'PROFILE', 'COUNTRY', 'ADMIN_PASSWORD']) {
      expect(faults.join('\n')).to.contain(`CERTBANK_${name}:`);
    }
  });

  it('refuses a misspelt variable and a misspelt key', () => {
    expect(faultsOf(() => loadConfig({ CERTBANK_DATABSE_URL: 'postgres://bank.test/x' }))[0]).to.contain(
      'CERTBANK_DATABSE_URL: unknown variable',
    );
    expect(faultsOf(() => loadConfig({}, fileWith('{"prot":8080}'))).join()).to.contain('prot');
  });

  it('never repeats a secret in a fault', () => {
    const faults = faultsOf(() => loadConfig({ CERTBANK_KEY_PASSPHRASE: 'Hemmeligt', CERTBANK_PORT: 'x' }));
    expect(faults.join()).to.contain('CERTBANK_KEY_PASSPHRASE').and.not.to.contain('Hemmeligt');
    const inFile = faultsOf(() => loadConfig({}, fileWith('{"adminPassword":"Hemmelig adgang"}')));
    expect(inFile.join()).to.contain('does not belong').and.not.to.contain('Hemmelig adgang');
    const broken = faultsOf(() => loadConfig({}, fileWith('{"adminPassword":"Hemmelig adgang"')));
    expect(broken.join()).to.contain('is not JSON').and.not.to.contain('Hemmelig');
  });

  it('never shows a secret when the configuration is printed', () => {
    const config = loadConfig({
      CERTBANK_KEY_PASSPHRASE: 'Hemmelig passphrase',
      CERTBANK_DATABASE_URL: 'postgres://bank:Hemmelig@db.test/bank',
    });
    for (const shown of [
      inspect(config, { depth: null }),
      JSON.stringify(config),
      String(config.keyPassphrase),
    ]) {
      expect(shown).not.to.contain('Hemmelig');
    }
    expect(config.keyPassphrase?.reveal()).to.equal('Hemmelig passphrase');
  });

  it('refuses a base URL with credentials, a query or a fragment', () => {
    for (const url of [
      'http://a:b@bank.test',
      'http://bank.test/?x',
      'http://bank.test/#x',
      'bank.test',
      '',
    ]) {
      expect(
        faultsOf(() => loadConfig({ CERTBANK_BASE_URL: url })),
        url,
      ).to.have.lengthOf(1);
    }
  });

  it('refuses to listen on every address without knowing the public one', () => {
    for (const host of ['0.0.0.0', '::', '0:0:0:0:0:0:0:0']) {
      expect(faultsOf(() => loadConfig({ CERTBANK_HOST: host })).join(), host).to.contain('baseUrl');
      const config = loadConfig({ CERTBANK_HOST: host, CERTBANK_BASE_URL: 'https://bank.test' });
      expect(config.host).to.equal(host);
    }
    for (const host of ['::1', '127.0.0.1', 'localhost'])
      expect(loadConfig({ CERTBANK_HOST: host }).host).to.equal(host);
  });

  it('refuses a passphrase given twice, unreadable or short', () => {
    const file = fileWith('lang nok passphrase\n');
    const twice = { CERTBANK_KEY_PASSPHRASE: 'lang nok passphrase', CERTBANK_KEY_PASSPHRASE_FILE: file };
    expect(faultsOf(() => loadConfig(twice))).to.have.lengthOf(1);
    expect(faultsOf(() => loadConfig({ CERTBANK_KEY_PASSPHRASE_FILE: '/nonexistent/p' }))).to.have.lengthOf(
      1,
    );
    expect(faultsOf(() => loadConfig({ CERTBANK_KEY_PASSPHRASE_FILE: fileWith('kort\n') }))).to.have.lengthOf(
      1,
    );
  });

  it('takes defaults, then the file, then the environment, then the flags', () => {
    expect(loadConfig({}).port).to.equal(8080);
    const file = fileWith('{"port":8001,"host":"::1","trustedProxies":["loopback","10.0.0.0/8"]}');
    expect(loadConfig({}, file)).to.include({ port: 8001, host: '::1' });
    expect(loadConfig({ CERTBANK_CONFIG: file, CERTBANK_PORT: '8002' })).to.include({
      port: 8002,
      host: '::1',
    });
    expect(loadConfig({ CERTBANK_PORT: '8002' }, file, { port: '8003' }).port).to.equal(8003);
    expect(loadConfig({}, file).trustedProxies).to.deep.equal(['loopback', '10.0.0.0/8']);
  });

  it('keeps SQLite in the data directory unless a database is named', () => {
    const config = loadConfig({ CERTBANK_DATA: directory });
    expect(config.database).to.deep.equal({ client: 'sqlite', file: join(directory, 'certbank.sqlite') });
    expect(loadConfig({ CERTBANK_DATABASE_URL: 'postgres://db.test/bank' }).database.client).to.equal(
      'postgres',
    );
  });

  it('reads the passphrase from its file without the line end, and drops the slash after the base URL', () => {
    const config = loadConfig({
      CERTBANK_KEY_PASSPHRASE_FILE: fileWith('lang nok passphrase\n'),
      CERTBANK_BASE_URL: 'https://bank.test/',
    });
    expect(config.keyPassphrase?.reveal()).to.equal('lang nok passphrase');
    expect(config.baseUrl).to.equal('https://bank.test');
  });
});
